// SPDX-License-Identifier: BSD-2-Clause
//
// twin.c - an array twice: floats for the kernel under test, doubles for its plain version.
#include <config.h>

#include "float_vs_double.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define GUARD 12345.0f

dual_array
dual_array_new(size_t n, double low, double high, hm_rng *rng)
{
    float *const floats = calloc(n + 2, sizeof *floats);
    double *const doubles = calloc(n + 1, sizeof *doubles);
    assert_true(floats != NULL && doubles != NULL);
    floats[0] = floats[n + 1] = GUARD;
    for (size_t i = 0; i < n; i++) {
        floats[i + 1] = (float)(low + (high - low) * (double)hm_rng_uniform(rng));
        doubles[i] = (double)floats[i + 1];
    }
    return (dual_array){n, floats + 1, doubles};
}

void
dual_array_expect(const dual_array *pair, double tolerance, const char *what, const char *set,
                  size_t size)
{
    for (size_t i = 0; i < pair->n; i++) {
        const double wanted = pair->d[i];
        if (!(fabs((double)pair->f[i] - wanted) <= tolerance * fmax(1.0, fabs(wanted))))
            fail_msg("%s of %s, size %zu: element %zu is %.9g, not %.9g", what, set, size, i,
                     (double)pair->f[i], wanted);
    }
}

void
dual_array_free(dual_array *pair)
{
    assert_true(pair->f[-1] == GUARD && pair->f[pair->n] == GUARD);
    free(pair->f - 1);
    free(pair->d);
}
