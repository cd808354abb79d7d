// SPDX-License-Identifier: BSD-2-Clause
//
// net/soft_label.h - a soft boundary label in a byte: the probability of a boundary, in
// HM_SOFT_LABEL_STEPS parts, and in the lowest bit the decision, which may be made otherwise than
// by that probability (a best path); or HM_LABEL_NONE: nothing is known.
#ifndef HM_NET_SOFT_LABEL_H
#define HM_NET_SOFT_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#define HM_SOFT_LABEL_STEPS 126
#define HM_LABEL_NONE 255

static inline uint8_t
hm_soft_label_of(float probability, bool decides)
{
    return (uint8_t)((unsigned)(probability * HM_SOFT_LABEL_STEPS + 0.5f) << 1 | (decides ? 1 : 0));
}

static inline bool
hm_soft_label_is_none(uint8_t label)
{
    return label > (HM_SOFT_LABEL_STEPS << 1 | 1);
}

static inline uint8_t
hm_soft_label_decision(uint8_t label)
{
    return label & 1;
}

static inline double
hm_soft_label_probability(uint8_t label)
{
    return (double)(label >> 1) / HM_SOFT_LABEL_STEPS;
}

#endif
