// SPDX-License-Identifier: BSD-2-Clause
//
// convention/segment_features.h - the features of a segment, by which a convention decides.
//
//     how often it was a word in the examples (convention/example_words.h);
//     how often it was one in the raw text, and its class there, if it is within a span of tokens;
//     the types of its units; its first unit; its last.
#ifndef HM_CONVENTION_SEGMENT_FEATURES_H
#define HM_CONVENTION_SEGMENT_FEATURES_H

#include "convention/example_words.h"
#include "convention/feature_hash.h"
#include "convention/feature_view.h"

#define HM_MAX_SEGMENT_FEATURES 6
#define HM_MAGNITUDES 17  // of a count of 32 bits

typedef struct hm_segment_features {
    size_t n;
    uint32_t key[HM_MAX_SEGMENT_FEATURES];  ///< [n]
} hm_segment_features;

/// \param grade   of hm_example_words_grade(). Unknown strings are told apart by their whole length
static inline uint32_t
hm_feature_of_grade(size_t k, unsigned grade)
{
    const size_t length = grade == 0 ? k : hm_feature_length(k);
    return hm_feature(HM_SEGMENT_GRADE, length << 8 | grade);
}

/// The power of four that a count is below.
static inline unsigned
hm_magnitude(uint32_t count)
{
    unsigned n = 0;
    for (; count > 0; count >>= 2)
        n++;
    return n;
}

/// \param magnitude  hm_magnitude() of the count of the lexicon's word; 0: it is none
static inline uint32_t
hm_feature_of_count(size_t k, unsigned magnitude)
{
    return hm_feature(HM_SEGMENT_COUNT, hm_feature_length(k) << 8 | magnitude);
}

static inline uint32_t
hm_feature_of_class(size_t k, unsigned class)
{
    return hm_feature(HM_SEGMENT_CLASS, hm_feature_length(k) << 16 | class);
}

/// The hash of a sequence of types that is one unit longer; of none 0.
static inline uint64_t
hm_types_extend(uint64_t types, uint8_t type)
{
    return (types ^ (type + UINT64_C(1))) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint32_t
hm_feature_of_types(uint64_t types)
{
    return hm_feature(HM_SEGMENT_TYPES, types);
}

/// The family of a unit that is the first or the last of a segment.
static inline uint32_t
hm_feature_of_end(uint32_t unit_key)
{
    return hm_feature_family(HM_SEGMENT_ENDS, unit_key);
}

/// Members of that family: the first unit of a segment of k units, and the last.
static inline size_t
hm_member_of_first(size_t k)
{
    return hm_feature_length(k) - 1;
}

static inline size_t
hm_member_of_last(size_t k)
{
    return HM_FEATURE_LENGTHS + hm_feature_length(k) - 1;
}

/// Whether a segment is within a span of tokens, so that the lexicon says something of it.
static inline bool
hm_segment_is_in_span(const hm_feature_view *view, size_t first, size_t k)
{
    return view->tokens->span_end[view->token[first]] > view->token[first + k - 1];
}

/// The features of the segments that begin with a unit.
///
/// \param own      what the record has itself, left out; NULL: nothing is
/// \param features [HM_MAX_SEGMENT] result: of the segment of k + 1 units
/// \return how many segments have some
size_t hm_segment_features_find(const hm_feature_view *view, const hm_example_words *words,
                                const hm_own_words *own, size_t first,
                                hm_segment_features *features);

#endif
