// SPDX-License-Identifier: BSD-2-Clause
//
// base/range.h - a part of an array: where it begins and how long it is.
#ifndef HM_BASE_RANGE_H
#define HM_BASE_RANGE_H

#include <stddef.h>

typedef struct hm_range {
    size_t first;  ///< items before it
    size_t n;      ///< items in it
} hm_range;

#endif
