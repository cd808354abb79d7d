// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_features.h - the features of a gap, by which a convention decides.
//
//     the pairs of neighbouring units within three units to both sides;
//     the sequences of up to three of their types;
//     the log-odds of the boundary, in steps, and the probabilities of the gaps beside it;
//     the lengths of the drawn words to both sides, or of the two parts of the one around it;
//     the classes of the same words, where the lexicon has them;
//     as numbers: 1, the log-odds, and whether a boundary is drawn (1 or -1).
#ifndef HM_CONVENTION_GAP_FEATURES_H
#define HM_CONVENTION_GAP_FEATURES_H

#include "convention/feature_view.h"

#define HM_MAX_GAP_FEATURES 40

/// Numbers of a gap that are features with a value.
enum hm_gap_number { HM_GAP_ONE, HM_GAP_LOGIT, HM_GAP_DRAWN, HM_N_GAP_NUMBERS };

typedef struct hm_gap_features {
    float number[HM_N_GAP_NUMBERS];
    size_t n;
    uint32_t key[HM_MAX_GAP_FEATURES];  ///< [n]
} hm_gap_features;

/// The features of the gap after a unit that is not the last.
void hm_gap_features_find(const hm_feature_view *view, size_t unit, hm_gap_features *features);

#endif
