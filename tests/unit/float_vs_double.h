// SPDX-License-Identifier: BSD-2-Clause
//
// twin.h - an array twice: floats for the kernel under test, doubles for its plain version.
#ifndef HM_TESTS_FLOAT_VS_DOUBLE_H
#define HM_TESTS_FLOAT_VS_DOUBLE_H

#include "base/rng.h"

#include <stddef.h>

typedef struct dual_array {
    size_t n;
    float *f;  ///< unaligned, with guards on both sides
    double *d;
} dual_array;

/// Uniform in [low, high), the same in both.
dual_array dual_array_new(size_t n, double low, double high, hm_rng *rng);

/// Fail unless the floats are as near the doubles as `tolerance` says, relative to 1 or the value.
void dual_array_expect(const dual_array *pair, double tolerance, const char *what, const char *set,
                       size_t size);

/// Check the guards and free.
void dual_array_free(dual_array *pair);

#endif
