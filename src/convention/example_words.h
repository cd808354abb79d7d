// SPDX-License-Identifier: BSD-2-Clause
//
// convention/example_words.h - the words of the examples: how often each string was a word in them,
// and how often it occurred at all.
//
// A string is known by a hash of 32 bits of its units. While a record is learned from, its own
// occurrences are left out: a word that only this record supports would seem to be known of every
// record, and the others would not.
#ifndef HM_CONVENTION_EXAMPLE_WORDS_H
#define HM_CONVENTION_EXAMPLE_WORDS_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HM_MAX_EXAMPLE_COUNT 65535

/// What is known of a string, as of hm_example_words_grade().
typedef struct hm_graded_word {
    uint32_t key;
    uint32_t grade;  ///< 0: the slot is free
} hm_graded_word;

typedef struct hm_example_words {
    size_t n, capacity;
    uint32_t *key;      ///< [n] hm_string_hash() of the units
    uint16_t *n_words;  ///< [n] occurrences as a word
    uint16_t *n_all;    ///< [n] occurrences
    hm_hash index_of;   ///< key to index
    // made of the above by hm_example_words_index()
    uint64_t *filter;      ///< a bit for each key by its last bits: most strings are no words
    uint32_t filter_mask;  ///< bits of the filter - 1
    size_t n_slots;        ///< a power of two
    hm_graded_word *slot;  ///< [n_slots]
} hm_example_words;

#define HM_EXAMPLE_WORDS_INIT                                  \
    {                                                          \
        0, 0, NULL, NULL, NULL, HM_HASH_INIT, NULL, 0, 0, NULL \
    }

/// What one record has itself.
typedef struct hm_own_words {
    hm_hash index_of;           ///< key to index
    uint32_t *n_words, *n_all;  ///< [index_of.n]
    size_t capacity;
} hm_own_words;

/// The hash of a string of units that is one unit longer; of no unit 0.
static inline uint64_t
hm_string_extend(uint64_t hash, uint32_t unit_key)
{
    const uint64_t product = (hash ^ (unit_key + UINT64_C(1))) * UINT64_C(0x9E3779B97F4A7C15);
    return product ^ product >> 32;
}

/// The key of a string.
static inline uint32_t
hm_string_key(uint64_t hash)
{
    return (uint32_t)(hash * UINT64_C(0xC4CEB9FE1A85EC53) >> 32);
}

/// Count an occurrence of a string as a word. Errors: HMRNN_ENOMEM.
hmrnn_status hm_example_words_add(hm_example_words *words, uint32_t key, hmrnn_error *err);

/// Count an occurrence of a string, if it is among the words.
void hm_example_words_see(hm_example_words *words, uint32_t key);

/// Make index_of, the filter and the table of grades of the arrays. Errors: HMRNN_EFORMAT (a key
/// twice), HMRNN_ENOMEM.
hmrnn_status hm_example_words_index(hm_example_words *words, hmrnn_error *err);

/// What is known of a string: 0 for nothing, else a number up to HM_EXAMPLE_GRADES that stands for
/// how often it was a word and for the share of its occurrences in which it was one.
///
/// \param own      of the record that is learned from, left out; NULL: nothing is
unsigned hm_example_words_grade(const hm_example_words *words, const hm_own_words *own,
                                uint32_t key);

/// The same with nothing left out, by the table.
static inline unsigned
hm_example_words_known_grade(const hm_example_words *words, uint32_t key)
{
    const uint32_t bit = key & words->filter_mask;
    if ((words->filter[bit / 64] >> (bit % 64) & 1) == 0)
        return 0;
    for (size_t at = key;; at++) {
        const hm_graded_word *const slot = &words->slot[at & (words->n_slots - 1)];
        if (slot->grade == 0 || slot->key == key)
            return slot->grade;
    }
}

#define HM_EXAMPLE_GRADES 15

/// Forget what was counted.
void hm_own_words_reset(hm_own_words *own);

/// Count an occurrence in the record. Errors: HMRNN_ENOMEM.
hmrnn_status hm_own_words_add(hm_own_words *own, uint32_t key, bool is_word, hmrnn_error *err);

void hm_own_words_release(hm_own_words *own);
void hm_example_words_release(hm_example_words *words);

#endif
