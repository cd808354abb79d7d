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

#define HM_TYPES_CACHE 4096  // sequences of types

/// What one thread works with: the weights of sequences of types that were looked up last.
typedef struct hm_types_cache {
    uint64_t types[HM_TYPES_CACHE];  ///< hm_types_extend(); 0: none
    float weight[HM_TYPES_CACHE];
} hm_types_cache;

/// Look the weights of small numbers up.
void hm_segment_weights_make(hm_segment_weights *made, const hm_feature_weights *weights);

/// The scores of all segments of a record. Those that go over a boundary that is decided are left
/// out: nobody reads them.
///
/// \param labels   [view->n] of the gaps, as of hm_semi_crf_decode()
/// \param cache    of these weights alone; zeroed before the first use
/// \param ends     [view->n] working memory
/// \param segment  [view->n][HM_MAX_SEGMENT] result, by the last unit
void hm_segment_weights_score(const hm_segment_weights *made, const hm_feature_weights *weights,
                              const hm_example_words *words, const hm_feature_view *view,
                              const uint8_t *labels, hm_types_cache *cache, const float **ends,
                              float *segment);

#endif
