// SPDX-License-Identifier: BSD-2-Clause
//
// segment/chunker.c - larger units than words: how they are marked, and what is kept of them.
#include <config.h>

#include "segment/chunker.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/char_props.h"

#include <stdlib.h>

static enum hm_unit_kind
kind_of(uint32_t c)
{
    switch (hm_class_of(c)) {
    case HM_CLASS_DIGIT:
    case HM_CLASS_LETTER:
        return HM_UNIT_WORD;
    case HM_CLASS_SPACE:
        return HM_UNIT_SPACE;
    case HM_CLASS_PUNCTUATION:
        return hm_class_opens(c)    ? HM_UNIT_OPENING
               : hm_class_pauses(c) ? HM_UNIT_PAUSE
                                    : HM_UNIT_CLOSING;
    case HM_CLASS_OTHER:
    case HM_CLASS_SYMBOL:
    case HM_N_CLASSES:
    default:
        return HM_UNIT_CLOSING;
    }
}

/// White space is a pause where both its neighbours run on without spaces between words.
static bool
space_is_pause(const uint32_t *chars, uint32_t begin, uint32_t end, uint32_t end_of_record)
{
    return end < end_of_record && hm_class_is_continuous(chars[begin - 1]) &&
           hm_class_is_continuous(chars[end]);
}

hmrnn_status
hm_units_add(hm_units *units, const hm_reading *reading, size_t first, size_t end,
             uint32_t begin, const uint32_t *chars, const uint8_t *begins, hmrnn_error *err)
{
    HM_TRY(hm_room_grow(&units->unit, &units->n_room, units->n + (end - first) + 1,
                        sizeof *units->unit, "units", err));
    const uint32_t record = begin;
    for (size_t i = first; i < end;) {
        size_t next = i + 1;
        while (next < reading->run_end[i] && begins[next] == 0)
            next++;
        hm_unit unit = {begin, reading->end[next - 1], (uint8_t)kind_of(chars[begin])};
        if (unit.kind == HM_UNIT_SPACE && begin > record &&
            space_is_pause(chars, begin, unit.end, reading->end[end - 1]))
            unit.kind = HM_UNIT_PAUSE;
        begin = unit.end;
        while (unit.end > unit.begin + 1 && hm_class_parts_words(chars[unit.end - 1]))
            unit.end--;
        units->unit[units->n++] = unit;
        i = next;
    }
    units->unit[units->n++] = (hm_unit){begin, begin, HM_UNIT_PAUSE};
    return HMRNN_OK;
}

void
hm_units_reset(hm_units *units)
{
    units->n = 0;
}

void
hm_units_release(hm_units *units)
{
    if (units == NULL)
        return;
    free(units->unit);
    *units = (hm_units)HM_UNITS_INIT;
}

uint32_t
hm_phrases_key(size_t n_chars, const uint32_t *chars)
{
    uint64_t hash = 0;
    bool was_digit = false;
    for (size_t i = 0; i < n_chars; i++) {
        const bool is_digit = hm_class_of(chars[i]) == HM_CLASS_DIGIT;
        if (!is_digit || !was_digit)
            hash = hm_hash_mix(hash * 31 + (is_digit ? '0' : chars[i]) + 1);
        was_digit = is_digit;
    }
    return (uint32_t)(hash >> 32);
}

static uint32_t
lean_of(const hm_phrases *phrases, const hm_unit *unit, const uint32_t *chars)
{
    return hm_hash_get(&phrases->lean, hm_phrases_key(unit->end - unit->begin, chars + unit->begin),
                       0);
}

uint32_t
hm_phrases_scripts(const hm_unit *left, const hm_unit *right, const uint32_t *chars)
{
    return (uint32_t)hm_script_of(chars[left->end - 1]) << 16 |
           ((uint32_t)hm_script_of(chars[right->begin]) & 0xFFFF);
}

unsigned
hm_phrases_between(const hm_phrases *phrases, uint32_t left, uint32_t right, uint32_t scripts)
{
    const bool is_closed = (left & HM_LEANS_RIGHT) != 0 || (right & HM_LEANS_LEFT) != 0;
    if (!is_closed && ((left & HM_ENDS_PHRASE) != 0 || (right & HM_BEGINS_PHRASE) != 0 ||
                       hm_hash_get(&phrases->scripts, scripts, 0) != 0))
        return 3;
    return ((left | right) & HM_STANDS_APART) != 0 ? 2 : 1;
}

static bool
is_of_spaced_script(uint32_t c)
{
    const hm_class class = hm_class_of(c);
    return class == HM_CLASS_DIGIT || (class == HM_CLASS_LETTER && !hm_class_is_continuous(c));
}

/// Whether a gap is beside a sign between two words of a script with spaces, without a space on
/// either side: "long-lived", "and/or", "example.org".
static bool
is_joined(const hm_units *units, size_t i, const uint32_t *chars)
{
    const bool is_before = units->unit[i].kind != HM_UNIT_WORD;
    const size_t sign = is_before ? i : i - 1;
    if (sign == 0 || sign + 1 >= units->n)
        return false;
    const hm_unit *const unit = &units->unit[sign - 1];
    return unit[0].kind == HM_UNIT_WORD && unit[2].kind == HM_UNIT_WORD &&
           unit[0].end == unit[1].begin && unit[1].end == unit[2].begin &&
           unit[1].end == unit[1].begin + 1 && hm_class_joins_words(chars[unit[1].begin]) &&
           is_of_spaced_script(chars[unit[0].end - 1]) && is_of_spaced_script(chars[unit[2].begin]);
}

/// Whether a unit is a sign that opens, by its kind or, as a quotation mark that looks the same on
/// both sides, by having a space before it and none behind.
static bool
opens(const hm_units *units, const hm_unit *sign, const uint32_t *chars)
{
    if (sign->kind != HM_UNIT_PAUSE && sign->kind != HM_UNIT_CLOSING)
        return sign->kind == HM_UNIT_OPENING;
    const size_t i = (size_t)(sign - units->unit);
    return hm_class_quotes(chars[sign->begin]) && i + 1 < units->n &&
           units->unit[i + 1].kind == HM_UNIT_WORD && i > 0 &&
           units->unit[i - 1].kind == HM_UNIT_SPACE;
}

/// The depth before a unit that is no white space, behind one that is none either.
static unsigned
depth_beside_signs(const hm_units *units, const hm_unit *left, const hm_unit *right,
                   const uint32_t *chars)
{
    if (opens(units, left, chars))
        return 2;
    return right->kind == HM_UNIT_WORD || opens(units, right, chars) ? 3 : 2;
}

void
hm_phrases_mark(const hm_phrases *phrases, const hm_units *units, const uint32_t *chars,
                uint8_t *depth)
{
    const hm_unit *left = NULL; // the last unit of the record but white space
    uint32_t lean_left = 0;
    for (size_t i = 0; i < units->n; i++) {
        const hm_unit *const right = &units->unit[i];
        if (right->begin == right->end) {
            depth[i] = 3;
            left = NULL;
            continue;
        }
        if (hm_class_of(chars[right->begin]) == HM_CLASS_SPACE) {
            depth[i] = left == NULL ? 3 : 1;
            if (right->kind == HM_UNIT_PAUSE)
                left = right;
            continue;
        }
        const bool is_word = right->kind == HM_UNIT_WORD;
        const uint32_t lean = is_word ? lean_of(phrases, right, chars) : 0;
        if (left == NULL)
            depth[i] = 3;
        else if (is_word && left->kind == HM_UNIT_WORD)
            depth[i] = (uint8_t)hm_phrases_between(phrases, lean_left, lean,
                                                   hm_phrases_scripts(left, right, chars));
        else
            depth[i] = is_joined(units, i, chars)
                           ? 1
                           : (uint8_t)depth_beside_signs(units, left, right, chars);
        left = right;
        lean_left = lean;
    }
}

static int
compare_keys(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/// The keys of a table, which are of 32 bits, from the smallest to the largest.
static void
list_keys(const hm_hash *table, uint32_t *keys)
{
    size_t n = 0;
    for (size_t slot = 0; slot < table->n_slots; slot++)
        if (table->key[slot] != HM_HASH_FREE)
            keys[n++] = (uint32_t)table->key[slot];
    if (n > 0)
        qsort(keys, n, sizeof *keys, compare_keys);
}

void
hm_phrases_pack(const hm_phrases *phrases, uint32_t *words, uint8_t *leans, uint32_t *pairs)
{
    list_keys(&phrases->lean, words);
    for (size_t i = 0; i < phrases->lean.n; i++)
        leans[i] = (uint8_t)hm_hash_get(&phrases->lean, words[i], 0);
    list_keys(&phrases->scripts, pairs);
}

hmrnn_status
hm_phrases_unpack(hm_phrases *phrases, size_t n_words, const uint32_t *words, const uint8_t *leans,
                  size_t n_pairs, const uint32_t *pairs, hmrnn_error *err)
{
    hm_phrases fresh = HM_PHRASES_INIT;
    uint32_t *value = NULL;
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; status == HMRNN_OK && i < n_words; i++)
        status = hm_hash_enter(&fresh.lean, words[i], leans[i], &value, err);
    for (size_t i = 0; status == HMRNN_OK && i < n_pairs; i++)
        status = hm_hash_enter(&fresh.scripts, pairs[i], 1, &value, err);
    if (status != HMRNN_OK) {
        hm_phrases_release(&fresh);
        return status;
    }
    *phrases = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_phrases_add(hm_phrases *phrases, const hm_phrases *other, bool prevails, hmrnn_error *err)
{
    uint32_t *value = NULL;
    for (size_t slot = 0; slot < other->lean.n_slots; slot++) {
        if (other->lean.key[slot] == HM_HASH_FREE)
            continue;
        HM_TRY(hm_hash_enter(&phrases->lean, other->lean.key[slot], other->lean.value[slot],
                             &value, err));
        if (prevails)
            *value = other->lean.value[slot];
    }
    for (size_t slot = 0; slot < other->scripts.n_slots; slot++)
        if (other->scripts.key[slot] != HM_HASH_FREE)
            HM_TRY(hm_hash_enter(&phrases->scripts, other->scripts.key[slot], 1, &value, err));
    return HMRNN_OK;
}

void
hm_phrases_release(hm_phrases *phrases)
{
    if (phrases == NULL)
        return;
    hm_hash_release(&phrases->lean);
    hm_hash_release(&phrases->scripts);
    *phrases = (hm_phrases)HM_PHRASES_INIT;
}
