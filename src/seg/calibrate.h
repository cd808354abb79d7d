// SPDX-License-Identifier: BSD-2-Clause
//
// seg/calibrate.h - one voice of two detectors.
//
// Detectors of both directions read overlapping text, so the sum of their log-odds says things
// twice. A logistic regression on the segmentation that taught them weighs one against the other
// and makes their sum log-odds again.
#ifndef HM_SEG_CALIBRATE_H
#define HM_SEG_CALIBRATE_H

#include <stddef.h>
#include <stdint.h>

typedef struct hm_detectors {
    float bias;
    float weight[2];                            ///< of the forward and the backward detector
} hm_detectors;

/// The log-odds of a boundary.
static inline float
hm_detectors_together(const hm_detectors *detectors, float forward, float backward)
{
    return detectors->bias + detectors->weight[0] * forward + detectors->weight[1] * backward;
}

/// Fit by Newton's method to a segmentation, with a small penalty so that it always exists.
///
/// \param n        gaps
/// \param is_gap   [n] 0: left out
/// \param forward, backward  [n] logits; backward NULL: there is one detector only
/// \param begins   [n] 1: boundary
void hm_detectors_fit(hm_detectors *detectors, size_t n, const uint8_t *is_gap,
                      const float *forward, const float *backward, const uint8_t *begins);

#endif
