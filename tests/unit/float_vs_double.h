// SPDX-License-Identifier: BSD-2-Clause
//
// twin.h - an array twice: floats for the kernel under test, doubles for its plain version.
#ifndef HM_TESTS_FLOAT_VS_DOUBLE_H
#define HM_TESTS_FLOAT_VS_DOUBLE_H

#include "base/rng.h"

#include <stddef.h>

typedef struct twin {
    size_t n;
    float *f;                                   ///< unaligned, with guards on both sides
    double *d;
} twin;

/// Uniform in [low, high), the same in both.
twin twin_new(size_t n, double low, double high, hm_rng *rng);

/// Fail unless the floats are as near the doubles as `tolerance` says, relative to 1 or the value.
void twin_expect(const twin *pair, double tolerance, const char *what, const char *set,
                 size_t size);

/// Check the guards and free.
void twin_free(twin *pair);

#endif
