// SPDX-License-Identifier: BSD-2-Clause
//
// segment/detector_fusion.h - the log-odds of a boundary from the detectors of both directions.
//
// Detectors of both directions read overlapping text, so the sum of their log-odds counts evidence
// twice. A logistic regression (induce/detector_fusion_fit.h) weighs one against the other and
// makes their sum log-odds again.
#ifndef HM_SEGMENT_DETECTOR_FUSION_H
#define HM_SEGMENT_DETECTOR_FUSION_H

typedef struct hm_fusion {
    float bias;
    float weight[2];  ///< of the forward and the backward detector
} hm_fusion;

/// The log-odds of a boundary.
static inline float
hm_fusion_logit(const hm_fusion *detectors, float forward, float backward)
{
    return detectors->bias + detectors->weight[0] * forward + detectors->weight[1] * backward;
}

#endif
