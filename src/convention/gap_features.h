// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_features.h - the features of a gap, by which a convention decides.
//
//     the two units before it, around it and behind it;
//     sequences of two and of three types of units, up to three units away;
//     the lengths of the drawn words to both sides, or of the two parts of the one around it;
//     the classes of the same words and of the units beside it, where the lexicon has them;
//     as numbers: 1, and whether a boundary is drawn (1 or -1).
//
// Words are drawn by the lattice with what the networks say, or without; as the second says less,
// the numbers have weights of their own then, and all other features the same.
#ifndef HM_CONVENTION_GAP_FEATURES_H
#define HM_CONVENTION_GAP_FEATURES_H

#include "convention/feature_hash.h"
#include "convention/feature_view.h"

#define HM_GAP_TYPE_PAIRS 5    // places of two types, seen from the gap
#define HM_GAP_TYPE_TRIPLES 4  // of three
#define HM_MAX_GAP_FEATURES (HM_UNITS_MEMBERS + HM_GAP_TYPE_PAIRS + HM_GAP_TYPE_TRIPLES + 4)
#define HM_BEFORE_TEXT 1  // stand for units beyond the record
#define HM_AFTER_TEXT 2
#define HM_NO_CLASS 256  // of a string that is no word of the lexicon

/// Numbers of a gap that are features with a value.
enum hm_gap_number { HM_GAP_ONE, HM_GAP_DRAWN, HM_N_GAP_NUMBERS };

typedef struct hm_gap_features {
    float number[HM_N_GAP_NUMBERS];
    size_t n;
    uint32_t key[HM_MAX_GAP_FEATURES];  ///< [n]
} hm_gap_features;

/// The features of the gap after a unit that is not the last.
void hm_gap_features_find(const hm_feature_view *view, size_t unit, hm_gap_features *features);

/// The key of a unit; of any before the record, or behind it, one that no unit has.
static inline uint64_t
hm_gap_unit_at(const hm_feature_view *view, ptrdiff_t at)
{
    return at < 0 ? HM_BEFORE_TEXT : (size_t)at >= view->n ? HM_AFTER_TEXT : view->key[at];
}

/// The type of a unit, likewise.
static inline uint64_t
hm_gap_type_at(const hm_feature_view *view, ptrdiff_t at)
{
    return at < 0 || (size_t)at >= view->n ? UINT8_MAX : view->type[at];
}

/// What the drawn words and the lexicon say of a gap.
typedef struct hm_gap_evidence {
    bool is_drawn;
    bool is_in_span;     ///< there are classes
    size_t left, right;  ///< lengths, up to HM_FEATURE_LENGTHS
    unsigned left_class, right_class;
    unsigned before, after;  ///< classes of the units beside the gap
} hm_gap_evidence;

void hm_gap_evidence_find(const hm_feature_view *view, size_t unit, hm_gap_evidence *evidence);

/// Two units; member j is of the gap before the first, between them, or behind the second.
static inline uint32_t
hm_feature_of_units(uint64_t first, uint64_t second)
{
    return hm_feature_family(HM_GAP_UNITS, first << 32 | second);
}

/// Two or three types, of which the first is j - 2 units after the unit before the gap.
static inline uint32_t
hm_feature_of_two_types(uint64_t types, size_t j)
{
    return hm_feature(HM_GAP_TWO_TYPES, types << 8 | j);
}

static inline uint32_t
hm_feature_of_three_types(uint64_t types, size_t j)
{
    return hm_feature(HM_GAP_THREE_TYPES, types << 8 | j);
}

static inline uint32_t
hm_feature_of_lengths(bool is_drawn, size_t left, size_t right)
{
    return hm_feature(HM_GAP_LENGTHS, (uint64_t)is_drawn << 16 | left << 8 | right);
}

static inline uint32_t
hm_feature_of_left_class(bool is_drawn, unsigned class)
{
    return hm_feature(HM_GAP_LEFT_CLASS, (uint64_t)is_drawn << 16 | class);
}

static inline uint32_t
hm_feature_of_right_class(bool is_drawn, unsigned class)
{
    return hm_feature(HM_GAP_RIGHT_CLASS, (uint64_t)is_drawn << 16 | class);
}

static inline uint32_t
hm_feature_of_unit_classes(unsigned before, unsigned after)
{
    return hm_feature(HM_GAP_UNIT_CLASSES, (uint64_t)before << 16 | after);
}

#endif
