// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_weights.c - a table from features to weights.
#include <config.h>

#include "convention/feature_weights.h"

#include "base/alloc.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

#define MIN_SLOTS 64

hmrnn_status
hm_feature_weights_init(hm_feature_weights *weights, size_t n, hmrnn_error *err)
{
    hm_feature_weights fresh = {.n = n};
    fresh.key = hm_alloc_array(n, sizeof *fresh.key, "features", err);
    fresh.weight =
        fresh.key == NULL ? NULL : hm_alloc_array(n, sizeof *fresh.weight, "features", err);
    if (fresh.weight == NULL) {
        free(fresh.key);
        return HMRNN_ENOMEM;
    }
    *weights = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_feature_weights_index(hm_feature_weights *weights, hmrnn_error *err)
{
    size_t n_slots = MIN_SLOTS;
    while (n_slots / 2 < weights->n)
        n_slots *= 2;
    hm_feature_slot *const slot = hm_alloc_array(n_slots, sizeof *slot, "features", err);
    if (slot == NULL)
        return HMRNN_ENOMEM;
    free(weights->slot);
    weights->slot = slot;
    weights->n_slots = n_slots;
    for (size_t i = 0; i < weights->n; i++) {
        size_t at = weights->key[i] & (n_slots - 1);
        while (slot[at].weight != 0.0f && slot[at].key != weights->key[i])
            at = (at + 1) & (n_slots - 1);
        if (slot[at].weight != 0.0f)
            return hm_fail(err, HMRNN_EFORMAT, "feature %zu is there twice", i);
        if (!isfinite(weights->weight[i]))
            return hm_fail(err, HMRNN_EFORMAT, "feature %zu has no weight", i);
        slot[at] = (hm_feature_slot){weights->key[i], weights->weight[i]};
    }
    return HMRNN_OK;
}

void
hm_feature_weights_release(hm_feature_weights *weights)
{
    if (weights == NULL)
        return;
    free(weights->key);
    free(weights->weight);
    free(weights->slot);
    *weights = (hm_feature_weights){.n = 0};
}
