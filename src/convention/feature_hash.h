// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_hash.h - features as hashes of a template and its value.
//
// A feature is a hash of 32 bits (feature hashing: Weinberger et al. 2009, arXiv:0902.2206); each
// that holds at a place adds its weight to the score of the place. With a million features, one
// lookup in four thousand meets a weight that is not its own.
//
// Features that are looked up together are a family: their hashes differ in the last four bits
// alone, which say what kind of family it is and which member. Families are those of two units,
// with a member for each gap around them, and those of a unit at an end of a segment, with a member
// for each length. All other features have the same last bits.
#ifndef HM_CONVENTION_FEATURE_HASH_H
#define HM_CONVENTION_FEATURE_HASH_H

#include "base/hash.h"
#include "base/size.h"

#define HM_FEATURE_LENGTHS ((size_t)5)  // longer words are as long as this

/// Members of families, and what stands for them in the last bits.
#define HM_UNITS_MEMBERS ((size_t)3)
#define HM_ENDS_MEMBERS (2 * HM_FEATURE_LENGTHS)
#define HM_FEATURE_BITS UINT32_C(15)
#define HM_FEATURE_OF_UNITS UINT32_C(0)
#define HM_FEATURE_OF_ENDS UINT32_C(3)
#define HM_FEATURE_ALONE UINT32_C(15)

/// Templates: features of different templates never are the same.
enum hm_feature_template {
    HM_GAP_UNITS,
    HM_GAP_TWO_TYPES,
    HM_GAP_THREE_TYPES,
    HM_GAP_LENGTHS,
    HM_GAP_LEFT_CLASS,
    HM_GAP_RIGHT_CLASS,
    HM_GAP_UNIT_CLASSES,
    HM_SEGMENT_GRADE,
    HM_SEGMENT_COUNT,
    HM_SEGMENT_CLASS,
    HM_SEGMENT_TYPES,
    HM_SEGMENT_ENDS
};

static inline uint32_t
hm_feature_family(enum hm_feature_template template, uint64_t value)
{
    const uint64_t hash =
        hm_hash_mix(value + ((uint64_t) template + 1) * UINT64_C(0xD6E8FEB86659FD93));
    return (uint32_t)(hash >> 32) & ~HM_FEATURE_BITS;
}

/// A feature that is in no family.
static inline uint32_t
hm_feature(enum hm_feature_template template, uint64_t value)
{
    return hm_feature_family(template, value) | HM_FEATURE_ALONE;
}

/// Where the search for a feature begins: its last bits are not used.
static inline size_t
hm_feature_place(uint32_t key)
{
    return key / (HM_FEATURE_BITS + 1);
}

/// The slots of a table with n entries: a power of two, half of them free.
static inline size_t
hm_feature_slots(size_t n)
{
    size_t n_slots = 64;
    while (n_slots / 2 < n)
        n_slots *= 2;
    return n_slots;
}

/// A length as features have it: 1 to HM_FEATURE_LENGTHS.
static inline size_t
hm_feature_length(size_t length)
{
    return hm_size_min(length, HM_FEATURE_LENGTHS);
}

#endif
