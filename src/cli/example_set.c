// SPDX-License-Identifier: BSD-2-Clause
//
// cli/example_set.c - records with marks in memory, and what is wrong among them.
#include <config.h>

#include "cli/example_set.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "text/char_props.h"

#include <stdlib.h>
#include <string.h>

/// Whether the marks say anything. The gap after the last character does not count.
static bool
has_mark(const hm_marked_text *text, bool is_partial)
{
    for (size_t i = 0; i + 1 < text->n_chars; i++)
        if (is_partial ? text->depth[i] != HM_DEPTH_UNKNOWN : text->depth[i] > 0)
            return true;
    return false;
}

hmrnn_status
hm_example_set_add(hm_example_set *set, const hm_marked_text *text, bool is_partial, size_t file,
                   uint64_t number, hmrnn_error *err)
{
    const hm_column columns[] = {{&set->chars, sizeof *set->chars},
                                 {&set->depth, sizeof *set->depth}};
    const size_t n = text->n_chars;
    HM_TRY(hm_alloc_grow(&set->examples, &set->capacity, set->n + 1, sizeof *set->examples,
                         "the examples", err));
    HM_TRY(hm_alloc_grow_columns(sizeof columns / sizeof columns[0], columns, &set->chars_capacity,
                                 set->n_chars + n, "the examples", err));
    memcpy(set->chars + set->n_chars, text->chars, n * sizeof *set->chars);
    memcpy(set->depth + set->n_chars, text->depth, n);
    set->examples[set->n++] = (hm_example){.file = file,
                                           .number = number,
                                           .first = set->n_chars,
                                           .n_chars = n,
                                           .has_mark = has_mark(text, is_partial),
                                           .deepest = HMRNN_MAX_LAYERS,
                                           .rival = HM_NO_EXAMPLE};
    set->n_chars += n;
    return HMRNN_OK;
}

uint8_t
hm_example_deepest(const hm_example_set *set, size_t index)
{
    const hm_example *const example = &set->examples[index];
    uint8_t deepest = 0;
    for (size_t i = example->first; i + 1 < example->first + example->n_chars; i++)
        if (set->depth[i] != HM_DEPTH_UNKNOWN && set->depth[i] > deepest)
            deepest = set->depth[i];
    return deepest;
}

static bool
have_equal_text(const hm_example_set *set, const hm_example *a, const hm_example *b)
{
    return a->n_chars == b->n_chars && memcmp(set->chars + a->first, set->chars + b->first,
                                              a->n_chars * sizeof *set->chars) == 0;
}

/// The depth of a gap as far as both examples know it.
static uint8_t
known_depth(uint8_t depth, uint8_t deepest)
{
    return depth != HM_DEPTH_UNKNOWN && depth > deepest ? deepest : depth;
}

size_t
hm_example_difference(const hm_example_set *set, size_t one, size_t other)
{
    const hm_example *const a = &set->examples[one];
    const hm_example *const b = &set->examples[other];
    const uint8_t deepest = a->deepest < b->deepest ? a->deepest : b->deepest;
    for (size_t i = 0; i + 1 < a->n_chars; i++) {
        const uint8_t depth_a = known_depth(set->depth[a->first + i], deepest);
        const uint8_t depth_b = known_depth(set->depth[b->first + i], deepest);
        if (depth_a != depth_b && depth_a != HM_DEPTH_UNKNOWN && depth_b != HM_DEPTH_UNKNOWN)
            return i;
    }
    return HM_NO_EXAMPLE;
}

static uint64_t
key_of(const hm_example_set *set, const hm_example *example)
{
    uint64_t key = example->n_chars;
    for (size_t i = 0; i < example->n_chars; i++)
        key = hm_hash_mix(key ^ set->chars[example->first + i]) + i;
    return key == HM_HASH_FREE ? 0 : key;
}

/// Compare an example with the first one that has its text, and with the rival of that one.
static void
compare(hm_example_set *set, size_t first, size_t index)
{
    hm_example *const a = &set->examples[first];
    hm_example *const b = &set->examples[index];
    if (!have_equal_text(set, a, b))
        return;  // two texts with one key: chance of 1 in 2^64
    if (hm_example_difference(set, first, index) != HM_NO_EXAMPLE) {
        b->rival = first;
        a->rival = a->rival == HM_NO_EXAMPLE ? index : a->rival;
    } else if (a->rival != HM_NO_EXAMPLE &&
               hm_example_difference(set, a->rival, index) != HM_NO_EXAMPLE) {
        b->rival = a->rival;
    }
}

hmrnn_status
hm_example_set_find_rivals(hm_example_set *set, hmrnn_error *err)
{
    hm_hash table = HM_HASH_INIT;
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; i < set->n && status == HMRNN_OK; i++) {
        uint32_t *first = NULL;
        if (set->examples[i].is_left_out)
            continue;
        status = hm_hash_enter(&table, key_of(set, &set->examples[i]), (uint32_t)i, &first, err);
        if (status == HMRNN_OK && *first != (uint32_t)i)
            compare(set, *first, i);
    }
    hm_hash_release(&table);
    return status;
}

/// The most letters in a row in one segment of an example.
static size_t
longest_segment(const hm_example_set *set, const hm_example *example)
{
    size_t n_longest = 0;
    size_t n_letters = 0;
    for (size_t i = example->first; i < example->first + example->n_chars; i++) {
        n_letters = hm_char_is_continuous(set->chars[i]) ? n_letters + 1 : 0;
        n_longest = n_letters > n_longest ? n_letters : n_longest;
        if (set->depth[i] > 0)
            n_letters = 0;
    }
    return n_longest;
}

size_t
hm_example_set_longest(const hm_example_set *set)
{
    size_t n_longest = HM_EXAMPLE_LETTERS;
    for (size_t i = 0; i < set->n; i++) {
        const hm_example *const example = &set->examples[i];
        if (example->is_left_out || !example->has_mark)
            continue;
        const size_t n = longest_segment(set, example);
        n_longest = n > n_longest ? n : n_longest;
    }
    return n_longest;
}

/// The commas, full stops, question and exclamation marks of Chinese and Japanese, which part words
/// in every convention.
static bool
is_pause(uint32_t c)
{
    return c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B;
}

bool
hm_example_lacks_marks(const hm_example_set *set, size_t index, size_t n_longest)
{
    const hm_example *const example = &set->examples[index];
    if (example->has_mark)
        return false;
    const uint32_t *const chars = set->chars + example->first;
    for (size_t i = 1; i + 1 < example->n_chars; i++)
        if (is_pause(chars[i]) && hm_char_is_continuous(chars[i - 1]) &&
            hm_char_is_continuous(chars[i + 1]))
            return true;
    return longest_segment(set, example) > n_longest;
}

void
hm_example_set_release(hm_example_set *set)
{
    free(set->chars);
    free(set->depth);
    free(set->examples);
    *set = (hm_example_set)HM_EXAMPLE_SET_INIT;
}
