// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_weights.h - tables from features to weights.
//
// There is one table for each kind of family, with all members in a row, and one for the features
// that are alone. All are open addressing with linear probing.
#ifndef HM_CONVENTION_FEATURE_WEIGHTS_H
#define HM_CONVENTION_FEATURE_WEIGHTS_H

#include "convention/feature_hash.h"
#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_feature_slot {
    uint32_t key;
    float weight;  ///< 0: the slot is free
} hm_feature_slot;

/// Families of one kind.
typedef struct hm_family_table {
    size_t n_members;
    size_t n_slots;  ///< a power of two
    uint32_t *key;   ///< [n_slots] the family, its last bits 0; HM_FEATURE_BITS: the slot is free
    float *weight;   ///< [n_slots][n_members]
} hm_family_table;

typedef struct hm_feature_weights {
    size_t n;
    uint32_t *key;  ///< [n] ascending
    float *weight;  ///< [n]
    // made of the above by hm_feature_weights_index()
    size_t n_slots;         ///< a power of two
    hm_feature_slot *slot;  ///< [n_slots]
    hm_family_table units, ends;
} hm_feature_weights;

/// Allocate n keys and weights, all 0. Errors: HMRNN_ENOMEM.
hmrnn_status hm_feature_weights_init(hm_feature_weights *weights, size_t n, hmrnn_error *err);

/// Make the tables; weights of 0 are left out. Errors: HMRNN_EFORMAT (keys out of order, a
/// weight that is no number), HMRNN_ENOMEM.
hmrnn_status hm_feature_weights_index(hm_feature_weights *weights, hmrnn_error *err);

/// The weight of a feature that is alone; 0 where it has none.
static inline float
hm_feature_weights_get(const hm_feature_weights *weights, uint32_t key)
{
    for (size_t at = hm_feature_place(key);; at++) {
        const hm_feature_slot *const slot = &weights->slot[at & (weights->n_slots - 1)];
        if (slot->key == key || slot->weight == 0.0f)
            return slot->weight;
    }
}

static inline const float *
hm_family_table_get(const hm_family_table *table, uint32_t family)
{
    for (size_t at = hm_feature_place(family);; at++) {
        at &= table->n_slots - 1;
        if (table->key[at] == family)
            return table->weight + at * table->n_members;
        if (table->key[at] == HM_FEATURE_BITS)
            return NULL;
    }
}

/// The weights of two units' family, [HM_UNITS_MEMBERS]; NULL: all 0.
static inline const float *
hm_feature_weights_of_units(const hm_feature_weights *weights, uint32_t family)
{
    return hm_family_table_get(&weights->units, family);
}

/// The weights of the family of a unit at the ends, [HM_ENDS_MEMBERS]; NULL: all 0.
static inline const float *
hm_feature_weights_of_ends(const hm_feature_weights *weights, uint32_t family)
{
    return hm_family_table_get(&weights->ends, family);
}

void hm_feature_weights_release(hm_feature_weights *weights);

#endif
