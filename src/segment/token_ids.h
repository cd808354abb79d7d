// SPDX-License-Identifier: BSD-2-Clause
//
// segment/token_ids.h - what the lattice reads: grapheme clusters, numbers and words of spaced
// scripts.
//
// A token is known by a key of 32 bits: the code point where a cluster is one, a hash of the
// cluster with the highest bit set where it is several, and two keys beyond Unicode that stand for
// every number and for every word of letters. Two clusters with the same hash are one token; with
// some thousands of clusters that is one chance in a few hundred, and costs next to nothing.
#ifndef HM_SEGMENT_TOKEN_IDS_H
#define HM_SEGMENT_TOKEN_IDS_H

#include "base/hash.h"

#define HM_TOKEN_KEY_NUMBER UINT32_C(0x00110000)
#define HM_TOKEN_KEY_WORD UINT32_C(0x00110001)
#define HM_TOKEN_UNKNOWN UINT32_C(0)  // the id of what the table lacks

typedef struct hm_token_ids {
    hm_hash id_of;  ///< key to id
    uint32_t *key;  ///< [n] by id; key[0] is not used
    size_t n, capacity;
} hm_token_ids;

#define HM_TOKEN_IDS_INIT        \
    {                            \
        HM_HASH_INIT, NULL, 0, 0 \
    }

/// The key of a cluster of n >= 1 code points.
uint32_t hm_token_key(size_t n, const uint32_t *chars);

static inline uint32_t
hm_token_ids_find(const hm_token_ids *token_ids, uint32_t key)
{
    return hm_hash_get(&token_ids->id_of, key, HM_TOKEN_UNKNOWN);
}

/// The id of a key, which is entered if it is new. Errors: HMRNN_ENOMEM.
hmrnn_status hm_token_ids_enter(hm_token_ids *token_ids, uint32_t key, uint32_t *id,
                                hmrnn_error *err);

void hm_token_ids_release(hm_token_ids *token_ids);

#endif
