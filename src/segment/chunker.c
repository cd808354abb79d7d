// SPDX-License-Identifier: BSD-2-Clause
//
// segment/chunker.c - larger units than words: how they are marked, and what is kept of them.
#include <config.h>

#include "segment/chunker.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/char_props.h"

#include <stdlib.h>

static enum hm_chunk_unit_kind
kind_of(uint32_t c)
{
    switch (hm_char_category_of(c)) {
    case HM_CATEGORY_DIGIT:
    case HM_CATEGORY_LETTER:
        return HM_CHUNK_UNIT_WORD;
    case HM_CATEGORY_SPACE:
        return HM_CHUNK_UNIT_SPACE;
    case HM_CATEGORY_PUNCTUATION:
        return hm_char_opens(c)    ? HM_CHUNK_UNIT_OPENING
               : hm_char_pauses(c) ? HM_CHUNK_UNIT_PAUSE
                                   : HM_CHUNK_UNIT_CLOSING;
    case HM_CATEGORY_OTHER:
    case HM_CATEGORY_SYMBOL:
    case HM_N_CATEGORIES:
    default:
        return HM_CHUNK_UNIT_CLOSING;
    }
}

/// The kind of a unit of several tokens, which a word list may have made of signs and letters.
static enum hm_chunk_unit_kind
kind_of_several(const uint32_t *chars, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++)
        if (kind_of(chars[i]) == HM_CHUNK_UNIT_WORD)
            return HM_CHUNK_UNIT_WORD;
    return kind_of(chars[begin]);
}

/// White space is a pause where both its neighbours run on without spaces between words.
static bool
space_is_pause(const uint32_t *chars, uint32_t begin, uint32_t end, uint32_t end_of_record)
{
    return end < end_of_record && hm_char_is_continuous(chars[begin - 1]) &&
           hm_char_is_continuous(chars[end]);
}

hmrnn_status
hm_chunk_units_add(hm_chunk_units *units, const hm_tokens *tokens, size_t first, size_t end,
                   uint32_t begin, const uint32_t *chars, const uint8_t *begins, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&units->unit, &units->capacity, units->n + (end - first) + 1,
                         sizeof *units->unit, "units", err));
    const uint32_t record = begin;
    hm_range word = {first, 0};
    while (hm_tokens_next_word(tokens, begins, end, &word)) {
        const uint32_t word_end = tokens->end[word.first + word.n - 1];
        hm_chunk_unit unit = {begin, word_end,
                              (uint8_t)(word.n == 1 ? kind_of(chars[begin])
                                                    : kind_of_several(chars, begin, word_end))};
        if (unit.kind == HM_CHUNK_UNIT_SPACE && begin > record &&
            space_is_pause(chars, begin, unit.end, tokens->end[end - 1]))
            unit.kind = HM_CHUNK_UNIT_PAUSE;
        begin = unit.end;
        while (unit.end > unit.begin + 1 && hm_char_parts_words(chars[unit.end - 1]))
            unit.end--;
        units->unit[units->n++] = unit;
    }
    units->unit[units->n++] = (hm_chunk_unit){begin, begin, HM_CHUNK_UNIT_PAUSE};
    return HMRNN_OK;
}

void
hm_chunk_units_reset(hm_chunk_units *units)
{
    units->n = 0;
}

void
hm_chunk_units_release(hm_chunk_units *units)
{
    if (units == NULL)
        return;
    free(units->unit);
    *units = (hm_chunk_units)HM_CHUNK_UNITS_INIT;
}

uint32_t
hm_chunker_word_key(size_t n_chars, const uint32_t *chars)
{
    uint64_t hash = 0;
    bool was_digit = false;
    for (size_t i = 0; i < n_chars; i++) {
        const bool is_digit = hm_char_category_of(chars[i]) == HM_CATEGORY_DIGIT;
        if (!is_digit || !was_digit)
            hash = hm_hash_mix(hash * 31 + (is_digit ? '0' : chars[i]) + 1);
        was_digit = is_digit;
    }
    return (uint32_t)(hash >> 32);
}

static uint32_t
role_of(const hm_chunker *chunker, const hm_chunk_unit *unit, const uint32_t *chars)
{
    return hm_hash_get(&chunker->role,
                       hm_chunker_word_key(unit->end - unit->begin, chars + unit->begin), 0);
}

uint32_t
hm_chunker_scripts(const hm_chunk_unit *left, const hm_chunk_unit *right, const uint32_t *chars)
{
    return (uint32_t)hm_script_of(chars[left->end - 1]) << 16 |
           ((uint32_t)hm_script_of(chars[right->begin]) & 0xFFFF);
}

unsigned
hm_chunker_between(const hm_chunker *chunker, uint32_t left, uint32_t right, uint32_t scripts)
{
    const bool is_closed = (left & HM_PROCLITIC) != 0 || (right & HM_ENCLITIC) != 0;
    if (!is_closed && ((left & HM_ENDS_CHUNK) != 0 || (right & HM_BEGINS_CHUNK) != 0 ||
                       hm_hash_get(&chunker->scripts, scripts, 0) != 0))
        return 3;
    return ((left | right) & HM_STANDS_ALONE) != 0 ? 2 : 1;
}

static bool
is_of_spaced_script(uint32_t c)
{
    const hm_char_category class = hm_char_category_of(c);
    return class == HM_CATEGORY_DIGIT || (class == HM_CATEGORY_LETTER && !hm_char_is_continuous(c));
}

/// Whether a gap is beside a sign between two words of a script with spaces, without a space on
/// either side: "long-lived", "and/or", "example.org".
static bool
is_joined(const hm_chunk_units *units, size_t i, const uint32_t *chars)
{
    const bool is_before = units->unit[i].kind != HM_CHUNK_UNIT_WORD;
    const size_t sign = is_before ? i : i - 1;
    if (sign == 0 || sign + 1 >= units->n)
        return false;
    const hm_chunk_unit *const unit = &units->unit[sign - 1];
    return unit[0].kind == HM_CHUNK_UNIT_WORD && unit[2].kind == HM_CHUNK_UNIT_WORD &&
           unit[0].end == unit[1].begin && unit[1].end == unit[2].begin &&
           unit[1].end == unit[1].begin + 1 && hm_char_joins_words(chars[unit[1].begin]) &&
           is_of_spaced_script(chars[unit[0].end - 1]) && is_of_spaced_script(chars[unit[2].begin]);
}

/// Whether a unit is a sign that opens, by its kind or, as a quotation mark that looks the same on
/// both sides, by having a space before it and none after.
static bool
opens(const hm_chunk_units *units, const hm_chunk_unit *sign, const uint32_t *chars)
{
    if (sign->kind != HM_CHUNK_UNIT_PAUSE && sign->kind != HM_CHUNK_UNIT_CLOSING)
        return sign->kind == HM_CHUNK_UNIT_OPENING;
    const size_t i = (size_t)(sign - units->unit);
    return hm_char_quotes(chars[sign->begin]) && i + 1 < units->n &&
           units->unit[i + 1].kind == HM_CHUNK_UNIT_WORD && i > 0 &&
           units->unit[i - 1].kind == HM_CHUNK_UNIT_SPACE;
}

/// The depth before a unit that is no white space, after one that is none either.
static unsigned
depth_beside_signs(const hm_chunk_units *units, const hm_chunk_unit *left,
                   const hm_chunk_unit *right, const uint32_t *chars)
{
    if (opens(units, left, chars))
        return 2;
    return right->kind == HM_CHUNK_UNIT_WORD || opens(units, right, chars) ? 3 : 2;
}

void
hm_chunker_mark(const hm_chunker *chunker, const hm_chunk_units *units, const uint32_t *chars,
                uint8_t *depth)
{
    const hm_chunk_unit *left = NULL;  // the last unit of the record but white space
    uint32_t role_left = 0;
    for (size_t i = 0; i < units->n; i++) {
        const hm_chunk_unit *const right = &units->unit[i];
        if (right->begin == right->end) {
            depth[i] = 3;
            left = NULL;
            continue;
        }
        if (hm_char_category_of(chars[right->begin]) == HM_CATEGORY_SPACE) {
            depth[i] = left == NULL ? 3 : 1;
            if (right->kind == HM_CHUNK_UNIT_PAUSE)
                left = right;
            continue;
        }
        const bool is_word = right->kind == HM_CHUNK_UNIT_WORD;
        const uint32_t role = is_word ? role_of(chunker, right, chars) : 0;
        if (left == NULL)
            depth[i] = 3;
        else if (is_word && left->kind == HM_CHUNK_UNIT_WORD)
            depth[i] = (uint8_t)hm_chunker_between(chunker, role_left, role,
                                                   hm_chunker_scripts(left, right, chars));
        else
            depth[i] = is_joined(units, i, chars)
                           ? 1
                           : (uint8_t)depth_beside_signs(units, left, right, chars);
        left = right;
        role_left = role;
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
hm_chunker_pack(const hm_chunker *chunker, uint32_t *words, uint8_t *roles, uint32_t *pairs)
{
    list_keys(&chunker->role, words);
    for (size_t i = 0; i < chunker->role.n; i++)
        roles[i] = (uint8_t)hm_hash_get(&chunker->role, words[i], 0);
    list_keys(&chunker->scripts, pairs);
}

hmrnn_status
hm_chunker_unpack(hm_chunker *chunker, size_t n_words, const uint32_t *words, const uint8_t *roles,
                  size_t n_pairs, const uint32_t *pairs, hmrnn_error *err)
{
    hm_chunker fresh = HM_CHUNKER_INIT;
    uint32_t *value = NULL;
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; status == HMRNN_OK && i < n_words; i++)
        status = hm_hash_enter(&fresh.role, words[i], roles[i], &value, err);
    for (size_t i = 0; status == HMRNN_OK && i < n_pairs; i++)
        status = hm_hash_enter(&fresh.scripts, pairs[i], 1, &value, err);
    if (status != HMRNN_OK) {
        hm_chunker_release(&fresh);
        return status;
    }
    *chunker = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_chunker_add(hm_chunker *chunker, const hm_chunker *other, bool prevails, hmrnn_error *err)
{
    uint32_t *value = NULL;
    for (size_t slot = 0; slot < other->role.n_slots; slot++) {
        if (other->role.key[slot] == HM_HASH_FREE)
            continue;
        HM_TRY(hm_hash_enter(&chunker->role, other->role.key[slot], other->role.value[slot], &value,
                             err));
        if (prevails)
            *value = other->role.value[slot];
    }
    for (size_t slot = 0; slot < other->scripts.n_slots; slot++)
        if (other->scripts.key[slot] != HM_HASH_FREE)
            HM_TRY(hm_hash_enter(&chunker->scripts, other->scripts.key[slot], 1, &value, err));
    return HMRNN_OK;
}

void
hm_chunker_release(hm_chunker *chunker)
{
    if (chunker == NULL)
        return;
    hm_hash_release(&chunker->role);
    hm_hash_release(&chunker->scripts);
    *chunker = (hm_chunker)HM_CHUNKER_INIT;
}
