// SPDX-License-Identifier: BSD-2-Clause
//
// convention/segment_weights.h - the weights of segments' features in the form that is fast to run:
// those of small numbers as arrays, those of the first and the last unit once for each unit.
//
// The scores are those that hm_segment_features_find() gives, up to rounding.
#ifndef HM_CONVENTION_SEGMENT_WEIGHTS_H
#define HM_CONVENTION_SEGMENT_WEIGHTS_H

#include "convention/feature_weights.h"
#include "convention/segment_features.h"

typedef struct hm_segment_weights {
    float grade[HM_MAX_SEGMENT + 1][HM_EXAMPLE_GRADES + 1];  ///< by the units of the segment
    float count[HM_MAX_SEGMENT + 1][HM_MAGNITUDES];
    float class[HM_MAX_SEGMENT + 1][UINT8_MAX + 1];
    float one_type[UINT8_MAX + 1][HM_MAX_SEGMENT + 1];  ///< of units of one type, by that type
} hm_segment_weights;

/// Look the weights of small numbers up.
void hm_segment_weights_make(hm_segment_weights *made, const hm_feature_weights *weights);

/// The scores of all segments of a record.
///
/// \param ends     [view->n][2 * HM_FEATURE_LENGTHS] working memory
/// \param segment  [view->n][HM_MAX_SEGMENT] result, by the last unit
void hm_segment_weights_score(const hm_segment_weights *made, const hm_feature_weights *weights,
                              const hm_example_words *words, const hm_feature_view *view,
                              float *ends, float *segment);

#endif
