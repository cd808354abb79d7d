// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_weights.c - a table from features to weights.
#include <config.h>

#include "convention/feature_weights.h"

#include "base/alloc.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

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

/// The kind of family that a feature is a member of; NULL: it is alone.
static hm_family_table *
table_of(hm_feature_weights *weights, uint32_t key, size_t *member)
{
    const uint32_t bits = key & HM_FEATURE_BITS;
    if (bits >= HM_FEATURE_OF_ENDS + HM_ENDS_MEMBERS)
        return NULL;
    *member = bits - (bits < HM_FEATURE_OF_ENDS ? HM_FEATURE_OF_UNITS : HM_FEATURE_OF_ENDS);
    return bits < HM_FEATURE_OF_ENDS ? &weights->units : &weights->ends;
}

static hmrnn_status
allocate_table(hm_family_table *table, size_t n_members, size_t n, hmrnn_error *err)
{
    free(table->key);
    free(table->weight);
    table->n_members = n_members;
    table->n_slots = hm_feature_slots(n);
    table->key = hm_alloc_array(table->n_slots, sizeof *table->key, "features", err);
    table->weight =
        hm_alloc_array(table->n_slots, n_members * sizeof *table->weight, "features", err);
    if (table->key == NULL || table->weight == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < table->n_slots; i++)
        table->key[i] = HM_FEATURE_BITS;
    return HMRNN_OK;
}

/// Where the weight of a feature belongs, 0 so far.
static float *
enter(hm_feature_weights *weights, uint32_t key)
{
    size_t member = 0;
    hm_family_table *const table = table_of(weights, key, &member);
    size_t at = hm_feature_place(key);
    if (table == NULL) {
        for (;; at++) {
            hm_feature_slot *const slot = &weights->slot[at & (weights->n_slots - 1)];
            if (slot->weight == 0.0f || slot->key == key) {
                slot->key = key;
                return &slot->weight;
            }
        }
    }
    const uint32_t family = key & ~HM_FEATURE_BITS;
    for (;; at++) {
        at &= table->n_slots - 1;
        if (table->key[at] == family || table->key[at] == HM_FEATURE_BITS) {
            table->key[at] = family;
            return &table->weight[at * table->n_members + member];
        }
    }
}

/// How many entries the tables need: for features that are alone, and for families of each kind.
/// The members of a family follow one another.
static void
count(hm_feature_weights *weights, size_t *n_alone, size_t *n_units, size_t *n_ends)
{
    const hm_family_table *last_table = NULL;
    uint32_t last_family = HM_FEATURE_BITS;
    for (size_t i = 0; i < weights->n; i++) {
        size_t member = 0;
        const hm_family_table *const table = table_of(weights, weights->key[i], &member);
        const uint32_t family = weights->key[i] & ~HM_FEATURE_BITS;
        if (table == NULL)
            ++*n_alone;
        else if (table != last_table || family != last_family)
            ++*(table == &weights->units ? n_units : n_ends);
        last_table = table;
        last_family = family;
    }
}

hmrnn_status
hm_feature_weights_index(hm_feature_weights *weights, hmrnn_error *err)
{
    size_t n_alone = 0;
    size_t n_units = 0;
    size_t n_ends = 0;
    count(weights, &n_alone, &n_units, &n_ends);
    free(weights->slot);
    weights->n_slots = hm_feature_slots(n_alone);
    weights->slot = hm_alloc_array(weights->n_slots, sizeof *weights->slot, "features", err);
    if (weights->slot == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(allocate_table(&weights->units, HM_UNITS_MEMBERS, n_units, err));
    HM_TRY(allocate_table(&weights->ends, HM_ENDS_MEMBERS, n_ends, err));
    for (size_t i = 0; i < weights->n; i++) {
        if (i > 0 && weights->key[i] <= weights->key[i - 1])
            return hm_fail(err, HMRNN_EFORMAT, "feature %zu is not in order", i);
        if (!isfinite(weights->weight[i]))
            return hm_fail(err, HMRNN_EFORMAT, "feature %zu has no weight", i);
        if (weights->weight[i] != 0.0f)
            *enter(weights, weights->key[i]) = weights->weight[i];
    }
    return HMRNN_OK;
}

static void
release_table(hm_family_table *table)
{
    free(table->key);
    free(table->weight);
}

void
hm_feature_weights_release(hm_feature_weights *weights)
{
    if (weights == NULL)
        return;
    free(weights->key);
    free(weights->weight);
    free(weights->slot);
    release_table(&weights->units);
    release_table(&weights->ends);
    *weights = (hm_feature_weights){.n = 0};
}
