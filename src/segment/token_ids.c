// SPDX-License-Identifier: BSD-2-Clause
//
// segment/token_ids.c - what the lattice reads: grapheme clusters, numbers and words of spaced
// scripts.
#include <config.h>

#include "segment/token_ids.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

#define SEVERAL UINT32_C(0x80000000)

uint32_t
hm_token_key(size_t n, const uint32_t *chars)
{
    if (n == 1 && chars[0] < HM_TOKEN_KEY_NUMBER)
        return chars[0];
    uint64_t hash = n;
    for (size_t i = 0; i < n; i++)
        hash = hm_hash_mix(hash * 31 + chars[i]);
    return SEVERAL | (uint32_t)hash;
}

hmrnn_status
hm_token_ids_enter(hm_token_ids *symbols, uint32_t key, uint32_t *id, hmrnn_error *err)
{
    const uint32_t fresh = symbols->n == 0 ? 1 : (uint32_t)symbols->n;
    HM_TRY(hm_alloc_grow(&symbols->key, &symbols->capacity, (size_t)fresh + 1, sizeof *symbols->key,
                         "symbols", err));
    uint32_t *value = NULL;
    HM_TRY(hm_hash_enter(&symbols->id_of, key, fresh, &value, err));
    if (*value == fresh) {
        symbols->key[0] = 0;
        symbols->key[fresh] = key;
        symbols->n = (size_t)fresh + 1;
    }
    *id = *value;
    return HMRNN_OK;
}

void
hm_token_ids_release(hm_token_ids *symbols)
{
    if (symbols == NULL)
        return;
    hm_hash_release(&symbols->id_of);
    free(symbols->key);
    *symbols = (hm_token_ids)HM_TOKEN_IDS_INIT;
}
