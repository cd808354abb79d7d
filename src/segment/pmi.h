// SPDX-License-Identifier: BSD-2-Clause
//
// segment/pmi.h - from the networks' outputs to gap scores, in nats of the lattice.
//
// Detectors: w log sigma(z) for a word that begins at a gap, w log sigma(-z) for one that
// continues. Pointwise mutual information of neighbours, given the context: clipped to [-1, 4],
// 0.6 of the mean over the same pair of tokens and 0.4 of itself, so that neither a rare pair nor
// an odd context decides; w (c - offset) for a word that continues.
#ifndef HM_SEGMENT_PMI_H
#define HM_SEGMENT_PMI_H

#include <math.h>

#define HM_PMI_MIN (-1.0f)
#define HM_PMI_MAX 4.0f
#define HM_PMI_OF_PAIR 0.6f

static inline float
hm_pmi_clip(float pmi)
{
    return fminf(fmaxf(pmi, HM_PMI_MIN), HM_PMI_MAX);
}

/// log of the logistic function of z.
static inline float
hm_log_logistic(float z)
{
    return z > 0.0f ? -log1pf(expf(-z)) : z - log1pf(expf(z));
}

#endif
