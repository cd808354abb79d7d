// SPDX-License-Identifier: BSD-2-Clause
//
// segment/char_trie.c - strings of characters with a value each, to be found in text.
#include <config.h>

#include "segment/char_trie.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

#define MIN_SLOTS ((size_t)64)
#define MIN_FILTER_BITS ((size_t)1024)
#define FILTER_BITS_PER_STRING 16

/// Give the table another number of slots.
static hmrnn_status
resize(hm_char_trie *trie, size_t n_slots, hmrnn_error *err)
{
    hm_arena arena = HM_ARENA_INIT;
    (void)hm_arena_take(&arena, n_slots, sizeof *trie->edge);
    HM_TRY(hm_arena_allocate(&arena, "a word list", err));
    hm_trie_edge *const edge = hm_arena_take(&arena, n_slots, sizeof *edge);
    for (size_t i = 0; i < n_slots; i++)
        edge[i].key = HM_HASH_FREE;
    for (size_t i = 0; i < trie->n_slots; i++) {
        if (trie->edge[i].key == HM_HASH_FREE)
            continue;
        size_t at = (size_t)hm_hash_mix(trie->edge[i].key) & (n_slots - 1);
        while (edge[at].key != HM_HASH_FREE)
            at = (at + 1) & (n_slots - 1);
        edge[at] = trie->edge[i];
    }
    hm_arena_release(&trie->edges);
    trie->edges = arena;
    trie->edge = edge;
    trie->n_slots = n_slots;
    return HMRNN_OK;
}

hmrnn_status
hm_char_trie_init(hm_char_trie *trie, size_t n_strings, hmrnn_error *err)
{
    hm_char_trie fresh = {.edges = HM_ARENA_INIT, .n_filter_bits = MIN_FILTER_BITS};
    while (fresh.n_filter_bits / FILTER_BITS_PER_STRING < n_strings)
        fresh.n_filter_bits *= 2;
    fresh.filter =
        hm_alloc_array(fresh.n_filter_bits / 64, sizeof *fresh.filter, "a word list", err);
    if (fresh.filter == NULL)
        return HMRNN_ENOMEM;
    const hmrnn_status status = resize(&fresh, MIN_SLOTS, err);
    if (status != HMRNN_OK) {
        hm_char_trie_release(&fresh);
        return status;
    }
    *trie = fresh;
    return HMRNN_OK;
}

/// The edge from a node by a character, made if it is not there; there is a free slot.
static hm_trie_edge *
enter_edge(hm_char_trie *trie, uint32_t node, uint32_t c)
{
    const uint64_t key = (uint64_t)node << 21 | c;
    size_t at = (size_t)hm_hash_mix(key) & (trie->n_slots - 1);
    while (trie->edge[at].key != key && trie->edge[at].key != HM_HASH_FREE)
        at = (at + 1) & (trie->n_slots - 1);
    if (trie->edge[at].key == HM_HASH_FREE)
        trie->edge[at] = (hm_trie_edge){key, (uint32_t)++trie->n_edges, HM_TRIE_NO_VALUE};
    return &trie->edge[at];
}

hmrnn_status
hm_char_trie_enter(hm_char_trie *trie, size_t n, const uint32_t *chars, uint32_t fresh,
                   uint32_t **value, hmrnn_error *err)
{
    if (trie->n_edges + n >= UINT32_MAX)
        return hm_fail_memory(err, "a word list", SIZE_MAX);
    while (trie->n_slots / 8 * 5 < trie->n_edges + n)
        HM_TRY(resize(trie, 2 * trie->n_slots, err));
    hm_trie_edge *edge = enter_edge(trie, 0, chars[0]);
    for (size_t i = 1; i < n; i++)
        edge = enter_edge(trie, edge->node, chars[i]);
    if (edge->value == HM_TRIE_NO_VALUE)
        edge->value = fresh;
    trie->has_single = trie->has_single || n == 1;
    const size_t bit = hm_char_trie_bit(trie, chars[0], n == 1 ? HMRNN_INVALID : chars[1]);
    trie->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    *value = &edge->value;
    return HMRNN_OK;
}

void
hm_char_trie_release(hm_char_trie *trie)
{
    if (trie == NULL)
        return;
    hm_arena_release(&trie->edges);
    free(trie->filter);
    *trie = (hm_char_trie){.edges = HM_ARENA_INIT};
}
