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
hm_token_ids_enter(hm_token_ids *token_ids, uint32_t key, uint32_t *id, hmrnn_error *err)
{
    const uint32_t fresh = token_ids->n == 0 ? 1 : (uint32_t)token_ids->n;
    HM_TRY(hm_alloc_grow(&token_ids->key, &token_ids->capacity, (size_t)fresh + 1,
                         sizeof *token_ids->key, "tokens", err));
    uint32_t *value = NULL;
    HM_TRY(hm_hash_enter(&token_ids->id_of, key, fresh, &value, err));
    if (*value == fresh) {
        token_ids->key[0] = 0;
        token_ids->key[fresh] = key;
        token_ids->n = (size_t)fresh + 1;
    }
    *id = *value;
    return HMRNN_OK;
}

void
hm_token_ids_release(hm_token_ids *token_ids)
{
    if (token_ids == NULL)
        return;
    hm_hash_release(&token_ids->id_of);
    free(token_ids->key);
    *token_ids = (hm_token_ids)HM_TOKEN_IDS_INIT;
}
