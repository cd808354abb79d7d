// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_hash.h - features as hashes of a template and its values.
//
// A feature is a hash of 32 bits (feature hashing: Weinberger et al. 2009, arXiv:0902.2206); each
// that holds at a place adds its weight to the score of the place. With a million features, one
// lookup in four thousand meets a weight that is not its own.
#ifndef HM_CONVENTION_FEATURE_HASH_H
#define HM_CONVENTION_FEATURE_HASH_H

#include "base/hash.h"
#include "base/size.h"

#define HM_FEATURE_LENGTHS ((size_t)5)  // longer words are as long as this

/// Templates: features of different templates never are the same.
enum hm_feature_template {
    HM_GAP_UNITS,
    HM_GAP_TYPES,
    HM_GAP_PLACE,
    HM_GAP_STEP,
    HM_GAP_NEIGHBOURS,
    HM_GAP_LENGTHS,
    HM_GAP_LEFT_LENGTH,
    HM_GAP_RIGHT_LENGTH,
    HM_GAP_CLASSES,
    HM_GAP_LEFT_CLASS,
    HM_GAP_RIGHT_CLASS,
    HM_GAP_UNIT_CLASSES,
    HM_GAP_LEFT_UNIT_CLASS,
    HM_GAP_RIGHT_UNIT_CLASS,
    HM_SEGMENT_GRADE,
    HM_SEGMENT_COUNT,
    HM_SEGMENT_CLASS,
    HM_SEGMENT_TYPES,
    HM_SEGMENT_FIRST,
    HM_SEGMENT_LAST
};

static inline uint64_t
hm_feature_begin(enum hm_feature_template template, uint64_t detail)
{
    return hm_hash_mix(((uint64_t) template << 32 | detail) * UINT64_C(0x9E3779B97F4A7C15) + 1);
}

static inline uint64_t
hm_feature_with(uint64_t hash, uint64_t value)
{
    return hm_hash_mix(hash + (value + 1) * UINT64_C(0xD6E8FEB86659FD93));
}

static inline uint32_t
hm_feature_finish(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

/// A length as features have it: 1 to HM_FEATURE_LENGTHS.
static inline size_t
hm_feature_length(size_t length)
{
    return hm_size_min(length, HM_FEATURE_LENGTHS);
}

#endif
