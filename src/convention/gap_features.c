// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_features.c - the features of a gap, as hashes.
#include <config.h>

#include "convention/gap_features.h"

#include "convention/feature_hash.h"

#include <math.h>

#define WINDOW 3          // units to either side of a gap
#define MAX_TYPES 3       // of a sequence of types
#define NO_CLASS 0xFFFFU  // of a string that is no word of the lexicon
#define BEFORE_TEXT 1     // stand for units beyond the record
#define AFTER_TEXT 2

static inline void
add(hm_gap_features *features, uint64_t hash)
{
    features->key[features->n++] = hm_feature_finish(hash);
}

/// The units around the gap: pairs, and sequences of types.
static void
find_window(const hm_feature_view *view, size_t unit, hm_gap_features *features)
{
    uint32_t key[2 * WINDOW];
    uint8_t type[2 * WINDOW];
    for (size_t j = 0; j < 2 * WINDOW; j++) {
        const bool is_before = unit + 1 + j < WINDOW;
        const size_t at = unit + 1 + j - WINDOW;
        const bool is_after = !is_before && at >= view->n;
        key[j] = is_before ? BEFORE_TEXT : is_after ? AFTER_TEXT : view->key[at];
        type[j] = is_before || is_after ? UINT8_MAX : view->type[at];
    }
    for (size_t j = 0; j + 1 < 2 * WINDOW; j++)
        add(features, hm_feature_with(hm_feature_begin(HM_GAP_UNITS, j),
                                      (uint64_t)key[j] << 32 | key[j + 1]));
    for (size_t j = 0; j < 2 * WINDOW; j++) {
        uint64_t types = 0;
        for (size_t k = 0; k < MAX_TYPES && j + k < 2 * WINDOW; k++) {
            types = types << 8 | type[j + k];
            add(features, hm_feature_with(hm_feature_begin(HM_GAP_TYPES, j << 8 | k), types));
        }
    }
}

/// Probability in quarters.
static uint64_t
quarter(const hm_feature_view *view, size_t unit)
{
    const float x = view->logit[unit];
    return x < -1.0986f ? 0 : x < 0.0f ? 1 : x < 1.0986f ? 2 : 3;  // log-odds of 1/4, 1/2, 3/4
}

/// What the lattice says of the gap and those beside it.
static void
find_evidence(const hm_feature_view *view, size_t unit, hm_gap_features *features)
{
    const bool is_drawn = view->is_drawn[unit] != 0;
    features->number[HM_GAP_ONE] = 1.0f;
    features->number[HM_GAP_LOGIT] = view->logit[unit];
    features->number[HM_GAP_DRAWN] = is_drawn ? 1.0f : -1.0f;
    const bool is_within = view->token[unit] == view->token[unit + 1];
    const bool is_in_span = hm_feature_view_is_in_span(view, unit);
    add(features, hm_feature_begin(HM_GAP_PLACE, (uint64_t)is_within << 2 |
                                                     (uint64_t)is_in_span << 1 | is_drawn));
    add(features,
        hm_feature_begin(HM_GAP_STEP, (uint64_t)(int64_t)floorf(view->logit[unit] + 32.5f)));
    add(features,
        hm_feature_begin(HM_GAP_NEIGHBOURS,
                         (unit == 0 ? 4 : quarter(view, unit - 1)) << 4 | quarter(view, unit + 1)));
    // from the beginning of the word on the left, or around, to the end of that on the right
    const uint64_t side = is_drawn ? 1 : 0;
    const size_t left = hm_feature_length(unit + 1 - view->drawn_begin[unit]);
    const size_t right = hm_feature_length(view->drawn_end[unit + 1] - (unit + 1));
    const uint64_t types = (uint64_t)view->type[unit] << 8 | view->type[unit + 1];
    add(features, hm_feature_begin(HM_GAP_LENGTHS, side << 16 | left << 8 | right));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_LEFT_LENGTH, side << 8 | left), types));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_RIGHT_LENGTH, side << 8 | right), types));
}

/// The class of the lexicon's word that is some units.
static uint64_t
class_of(const hm_feature_view *view, size_t first, size_t end)
{
    const uint32_t word = hm_feature_view_word(view, first, end - first);
    return word == UINT32_MAX ? NO_CLASS : view->lexicon->word_class[word];
}

/// The classes of what is to the left and to the right, as it is drawn and as single units.
static void
find_classes(const hm_feature_view *view, size_t unit, hm_gap_features *features)
{
    const uint64_t side = view->is_drawn[unit] != 0 ? 1 : 0;
    const uint64_t left = class_of(view, view->drawn_begin[unit], unit + 1);
    const uint64_t right = class_of(view, unit + 1, view->drawn_end[unit + 1]);
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_CLASSES, side), left << 16 | right));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_LEFT_CLASS, side), left));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_RIGHT_CLASS, side), right));
    const uint64_t before = class_of(view, unit, unit + 1);
    const uint64_t after = class_of(view, unit + 1, unit + 2);
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_UNIT_CLASSES, 0), before << 16 | after));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_LEFT_UNIT_CLASS, 0), before));
    add(features, hm_feature_with(hm_feature_begin(HM_GAP_RIGHT_UNIT_CLASS, 0), after));
}

void
hm_gap_features_find(const hm_feature_view *view, size_t unit, hm_gap_features *features)
{
    features->n = 0;
    find_window(view, unit, features);
    find_evidence(view, unit, features);
    if (hm_feature_view_is_in_span(view, unit))
        find_classes(view, unit, features);
}
