// SPDX-License-Identifier: BSD-2-Clause
//
// base/size.h - arithmetic on sizes that reports overflow instead of wrapping.
#ifndef HM_BASE_SIZE_H
#define HM_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Store a * b in *product; false (and *product untouched) if it does not fit a size_t.
static inline bool
hm_size_mul(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *product = a * b;
    return true;
}

/// Store a + b in *sum; false (and *sum untouched) if it does not fit a size_t.
static inline bool
hm_size_add(size_t a, size_t b, size_t *sum)
{
    if (a > SIZE_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

static inline size_t
hm_size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t
hm_size_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/// The smallest multiple of `step` that is not below `n`; `n` must be far from SIZE_MAX.
static inline size_t
hm_size_round_up(size_t n, size_t step)
{
    return (n + step - 1) / step * step;
}

#endif
