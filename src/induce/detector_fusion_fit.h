// SPDX-License-Identifier: BSD-2-Clause
//
// induce/detector_fusion_fit.h - fitting the fusion of two detectors to a segmentation: logistic
// regression.
#ifndef HM_INDUCE_DETECTOR_FUSION_FIT_H
#define HM_INDUCE_DETECTOR_FUSION_FIT_H

#include "segment/detector_fusion.h"

#include <stddef.h>
#include <stdint.h>

/// Fit by Newton's method to a segmentation, with a small penalty so that it always exists.
///
/// \param n        gaps
/// \param is_gap   [n] 0: left out
/// \param forward, backward  [n] logits; backward NULL: there is one detector only
/// \param begins   [n] 1: boundary
void hm_fusion_fit(hm_fusion *detectors, size_t n, const uint8_t *is_gap, const float *forward,
                   const float *backward, const uint8_t *begins);

#endif
