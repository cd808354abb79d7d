// SPDX-License-Identifier: BSD-2-Clause
//
// net/soft_label.h - what a guide says of a step, in a byte: how probable a boundary of layer 1 is,
// in HM_SOFT_LABEL_STEPS parts, and in the lowest bit whether it puts one there; or nothing at all.
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
hm_soft_label_is_none(uint8_t labels)
{
    return labels > (HM_SOFT_LABEL_STEPS << 1 | 1);
}

static inline uint8_t
hm_soft_label_decision(uint8_t labels)
{
    return labels & 1;
}

static inline double
hm_soft_label_probability(uint8_t labels)
{
    return (double)(labels >> 1) / HM_SOFT_LABEL_STEPS;
}

#endif
