// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_weights.h - a table from features to weights.
#ifndef HM_CONVENTION_FEATURE_WEIGHTS_H
#define HM_CONVENTION_FEATURE_WEIGHTS_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_feature_slot {
    uint32_t key;
    float weight;  ///< 0: the slot is free
} hm_feature_slot;

typedef struct hm_feature_weights {
    size_t n;
    uint32_t *key;          ///< [n]
    float *weight;          ///< [n]
    size_t n_slots;         ///< a power of two
    hm_feature_slot *slot;  ///< [n_slots] made of the above by hm_feature_weights_index()
} hm_feature_weights;

/// Allocate n keys and weights, all 0. Errors: HMRNN_ENOMEM.
hmrnn_status hm_feature_weights_init(hm_feature_weights *weights, size_t n, hmrnn_error *err);

/// Make the table; weights of 0 are left out. Errors: HMRNN_EFORMAT (a key twice, a weight that is
/// no number), HMRNN_ENOMEM.
hmrnn_status hm_feature_weights_index(hm_feature_weights *weights, hmrnn_error *err);

static inline float
hm_feature_weights_get(const hm_feature_weights *weights, uint32_t key)
{
    for (size_t at = key;; at++) {
        const hm_feature_slot *const slot = &weights->slot[at & (weights->n_slots - 1)];
        if (slot->weight == 0.0f || slot->key == key)
            return slot->weight;
    }
}

/// The sum of the weights of n features.
static inline float
hm_feature_weights_sum(const hm_feature_weights *weights, size_t n, const uint32_t *key)
{
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++)
        sum += hm_feature_weights_get(weights, key[i]);
    return sum;
}

void hm_feature_weights_release(hm_feature_weights *weights);

#endif
