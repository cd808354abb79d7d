// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_weights.h - the weights of gaps' features in the form that is fast to run: those
// of units and types are looked up once for all gaps around them, those of small numbers are
// arrays.
//
// The scores are those that hm_gap_features_find() gives, up to rounding.
#ifndef HM_CONVENTION_GAP_WEIGHTS_H
#define HM_CONVENTION_GAP_WEIGHTS_H

#include "convention/feature_weights.h"
#include "convention/gap_features.h"

typedef struct hm_gap_weights {
    float lengths[2][HM_FEATURE_LENGTHS + 1][HM_FEATURE_LENGTHS + 1];  ///< by is_drawn
    float left_class[2][HM_NO_CLASS + 1];
    float right_class[2][HM_NO_CLASS + 1];
    float unit_classes[HM_NO_CLASS + 1][HM_NO_CLASS + 1];
} hm_gap_weights;

/// Look the weights of small numbers up.
void hm_gap_weights_make(hm_gap_weights *made, const hm_feature_weights *weights);

/// The scores of all gaps of a record.
///
/// \param number   [HM_N_GAP_NUMBERS] weights of the numbers
/// \param gap      [view->n] result; of the last unit: nothing
void hm_gap_weights_score(const hm_gap_weights *made, const hm_feature_weights *weights,
                          const float *number, const hm_feature_view *view, float *gap);

#endif
