// SPDX-License-Identifier: BSD-2-Clause
//
// base/hash.c - a hash table from 64-bit keys to 32-bit values.
#include <config.h>

#include "base/hash.h"

#include "base/alloc.h"
#include "base/error.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MIN_SLOTS 64

static size_t
find(const hm_hash *table, uint64_t key)
{
    size_t at = (size_t)hm_hash_mix(key) & (table->n_slots - 1);
    while (table->key[at] != key && table->key[at] != HM_HASH_FREE)
        at = (at + 1) & (table->n_slots - 1);
    return at;
}

hmrnn_status
hm_hash_reserve(hm_hash *table, size_t n, hmrnn_error *err)
{
    if (n > SIZE_MAX / 64)  // the bytes of its slots would be no size
        return hm_fail_memory(err, "a table", SIZE_MAX);
    size_t n_slots = table->n_slots == 0 ? MIN_SLOTS : table->n_slots;
    while (n_slots / 8 * 5 < n)
        n_slots *= 2;
    if (n_slots == table->n_slots)
        return HMRNN_OK;
    hm_hash grown = {.n_slots = n_slots, .n = table->n};
    grown.key = hm_alloc_array(n_slots, sizeof *grown.key, "a table", err);
    grown.value =
        grown.key == NULL ? NULL : hm_alloc_array(n_slots, sizeof *grown.value, "a table", err);
    if (grown.value == NULL) {
        free(grown.key);
        return HMRNN_ENOMEM;
    }
    memset(grown.key, 0xFF, n_slots * sizeof *grown.key);
    for (size_t i = 0; i < table->n_slots; i++) {
        if (table->key[i] == HM_HASH_FREE)
            continue;
        const size_t at = find(&grown, table->key[i]);
        grown.key[at] = table->key[i];
        grown.value[at] = table->value[i];
    }
    hm_hash_release(table);
    *table = grown;
    return HMRNN_OK;
}

hmrnn_status
hm_hash_enter(hm_hash *table, uint64_t key, uint32_t fresh, uint32_t **value, hmrnn_error *err)
{
    assert(key != HM_HASH_FREE);
    HM_TRY(hm_hash_reserve(table, table->n + 1, err));
    const size_t at = find(table, key);
    if (table->key[at] == HM_HASH_FREE) {
        table->key[at] = key;
        table->value[at] = fresh;
        table->n++;
    }
    *value = &table->value[at];
    return HMRNN_OK;
}

void
hm_hash_release(hm_hash *table)
{
    if (table == NULL)
        return;
    free(table->key);
    free(table->value);
    *table = (hm_hash)HM_HASH_INIT;
}
