// SPDX-License-Identifier: BSD-2-Clause
//
// net/boundary.h - the boundary detector: from a pre-activation to a bit.
//
// z~ = hard sigmoid of the pre-activation with slope a (paper eq. 7); the bit is a step of it, a
// draw with that probability, or z~ itself. Backward the step counts as the identity (straight
// through).
#ifndef HM_NET_BOUNDARY_H
#define HM_NET_BOUNDARY_H

#include "hmrnn.h"

#include <stdbool.h>

/// How a detector that was trained in one way decides outside training: draws become steps.
static inline hmrnn_boundary
hm_boundary_outside_training(hmrnn_boundary boundary)
{
    return boundary == HMRNN_BOUNDARY_SAMPLED ? HMRNN_BOUNDARY_STEP : boundary;
}

/// z~ = max(0, min(1, (a s + 1) / 2)).
static inline float
hm_boundary_z_tilde(float slope, float s)
{
    const float z = (slope * s + 1.0f) * 0.5f;
    return z < 0.0f ? 0.0f : z > 1.0f ? 1.0f : z;
}

/// The number whose logistic has the value and the slope of z~ where a s = 0: 2 a s.
static inline float
hm_boundary_logit(float slope, float s)
{
    return 2.0f * slope * s;
}

/// \param draw     uniform in [0, 1); looked at only when `boundary` is HMRNN_BOUNDARY_SAMPLED
static inline float
hm_boundary_value(hmrnn_boundary boundary, float z_tilde, float draw)
{
    if (boundary == HMRNN_BOUNDARY_SOFT)
        return z_tilde;
    const float threshold = boundary == HMRNN_BOUNDARY_SAMPLED ? draw : 0.5f;
    return z_tilde > threshold ? 1.0f : 0.0f;
}

/// d z~ / d s, also used for the bit: a / 2 where |a s| < 1, else 0.
static inline float
hm_boundary_slope(float slope, float s)
{
    const float reach = slope * s;
    return reach > -1.0f && reach < 1.0f ? 0.5f * slope : 0.0f;
}

/// The *inward* variant: a / 2 also outside the linear range of z~, if a step against the gradient
/// d of the bit moves the pre-activation back towards the range.
static inline float
hm_boundary_inward_slope(float slope, float s, float d)
{
    const float reach = slope * s;
    const bool leads_back = (reach >= 1.0f && d > 0.0f) || (reach <= -1.0f && d < 0.0f);
    return leads_back ? 0.5f * slope : hm_boundary_slope(slope, s);
}

#endif
