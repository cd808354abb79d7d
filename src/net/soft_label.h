// SPDX-License-Identifier: BSD-2-Clause
//
// net/soft_label.h - what a guide says of a step, in a byte: how probable a boundary of layer 1 is,
// in HM_GUIDE_PARTS parts, and in the lowest bit whether it puts one there; or nothing at all.
#ifndef HM_NET_SOFT_LABEL_H
#define HM_NET_SOFT_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#define HM_GUIDE_PARTS 126
#define HM_GUIDE_SILENT 255

static inline uint8_t
hm_guide_byte(float probability, bool decides)
{
    return (uint8_t)((unsigned)(probability * HM_GUIDE_PARTS + 0.5f) << 1 | (decides ? 1 : 0));
}

static inline bool
hm_guide_is_silent(uint8_t guide)
{
    return guide > (HM_GUIDE_PARTS << 1 | 1);
}

static inline uint8_t
hm_guide_decision(uint8_t guide)
{
    return guide & 1;
}

static inline double
hm_guide_probability(uint8_t guide)
{
    return (double)(guide >> 1) / HM_GUIDE_PARTS;
}

#endif
