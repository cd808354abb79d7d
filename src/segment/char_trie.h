// SPDX-License-Identifier: BSD-2-Clause
//
// segment/char_trie.h - strings of characters with a value each, to be found in text.
//
// The edges are in one hash table, 16 bytes each, so that a step takes one access to memory. A
// filter of the first two characters rules out most places of a text before the first step.
#ifndef HM_SEGMENT_CHAR_TRIE_H
#define HM_SEGMENT_CHAR_TRIE_H

#include "base/arena.h"
#include "base/hash.h"

#include <stdbool.h>

#define HM_TRIE_NO_VALUE UINT32_MAX

/// An edge, and the node that it leads to.
typedef struct hm_trie_edge {
    uint64_t key;    ///< node that it leaves << 21 | character; HM_HASH_FREE: no edge
    uint32_t node;   ///< it leads to
    uint32_t value;  ///< of the string up to there; HM_TRIE_NO_VALUE
} hm_trie_edge;

typedef struct hm_char_trie {
    hm_trie_edge *edge;  ///< [n_slots], a power of two
    size_t n_slots, n_edges;
    hm_arena edges;    ///< where they are
    uint64_t *filter;  ///< [n_filter_bits / 64]
    size_t n_filter_bits;
    bool has_single;  ///< there are strings of one character
} hm_char_trie;

/// \param n_strings  about as many as there will be
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_char_trie_init(hm_char_trie *trie, size_t n_strings, hmrnn_error *err);

/// The value of a string of n >= 1 characters, entered as `fresh` if it has none.
///
/// \param value    result: valid until the next call
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_char_trie_enter(hm_char_trie *trie, size_t n, const uint32_t *chars, uint32_t fresh,
                                uint32_t **value, hmrnn_error *err);

void hm_char_trie_release(hm_char_trie *trie);

/// The bit of the filter for strings that begin with these two; of one character: HMRNN_INVALID
/// comes second.
static inline size_t
hm_char_trie_bit(const hm_char_trie *trie, uint32_t first, uint32_t second)
{
    const uint64_t mixed = (uint64_t)first * UINT64_C(0x9E3779B97F4A7C15) +
                           (uint64_t)second * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)(mixed ^ mixed >> 32) & (trie->n_filter_bits - 1);
}

/// Whether a string may begin at a place of a text of n characters; false: none does.
static inline bool
hm_char_trie_may_begin(const hm_char_trie *trie, size_t n, const uint32_t *chars)
{
    size_t bit = hm_char_trie_bit(trie, chars[0], n > 1 ? chars[1] : HMRNN_INVALID);
    bool may = (trie->filter[bit / 64] >> bit % 64 & 1) != 0;
    if (!may && trie->has_single) {
        bit = hm_char_trie_bit(trie, chars[0], HMRNN_INVALID);
        may = (trie->filter[bit / 64] >> bit % 64 & 1) != 0;
    }
    return may;
}

/// Let the memory that hm_char_trie_step() will read be loaded.
static inline void
hm_char_trie_prefetch(const hm_char_trie *trie, uint32_t node, uint32_t c)
{
    const uint64_t key = (uint64_t)node << 21 | c;
    __builtin_prefetch(&trie->edge[(size_t)hm_hash_mix(key) & (trie->n_slots - 1)]);
}

/// Go on from a node by a character; the root is 0. \return NULL if no string goes on so
static inline const hm_trie_edge *
hm_char_trie_step(const hm_char_trie *trie, uint32_t node, uint32_t c)
{
    const uint64_t key = (uint64_t)node << 21 | c;
    if (c >= UINT32_C(1) << 21)  // HMRNN_INVALID
        return NULL;
    for (size_t at = (size_t)hm_hash_mix(key);; at++) {
        const hm_trie_edge *const edge = &trie->edge[at & (trie->n_slots - 1)];
        if (edge->key == key)
            return edge;
        if (edge->key == HM_HASH_FREE)
            return NULL;
    }
}

#endif
