// SPDX-License-Identifier: BSD-2-Clause
//
// A NaN is never hidden by a kernel: training must see that it left the finite numbers.
#include <config.h>

#include "float_vs_double.h"
#include "kern/kern.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const size_t sizes[] = {1, 4, 7, 16, 33, 64, 100};

typedef void (*nan_test)(const hm_kernels *kern, size_t n, size_t at, hm_rng *rng);

/// Every set, at every size, with the NaN at every place.
static void
for_all(nan_test test)
{
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    hm_rng rng = hm_rng_stream(1, 2);
    for (size_t s = 0; s < n_sets; s++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            for (size_t at = 0; at < sizes[i]; at++)
                test(sets[s], sizes[i], at, &rng);
}

/// Fail unless y is NaN at one place and nowhere else.
static void
expect_only(const char *what, const hm_kernels *kern, size_t n, const float *y, size_t at)
{
    for (size_t i = 0; i < n; i++)
        if ((isnan(y[i]) != 0) != (i == at))
            fail_msg("%s of %s: a NaN at %zu of %zu, element %zu is %g", what, kern->name, at, n, i,
                     (double)y[i]);
}

static void
check_activations(const hm_kernels *kern, size_t n, size_t at, hm_rng *rng)
{
    dual_array x = dual_array_new(4 * n, -1.0, 1.0, rng);
    dual_array y = dual_array_new(4 * n, 0.0, 0.0, rng);
    dual_array bias = dual_array_new(4 * n, -1.0, 1.0, rng);
    x.f[at] = NAN;
    kern->logistic(n, x.f, y.f);
    expect_only("logistic", kern, n, y.f, at);
    for (size_t gate = 0; gate < 4; gate++) {
        x.f[at] = 0.0f;
        x.f[gate * n + at] = NAN;
        kern->gates(1, n, x.f, 4 * n, NULL, bias.f, y.f);
        expect_only("gates", kern, 4 * n, y.f, gate * n + at);
        kern->gates(1, n, x.f, 4 * n, bias.f, bias.f, y.f);
        expect_only("gates with gain", kern, 4 * n, y.f, gate * n + at);
        x.f[gate * n + at] = 0.0f;
    }
    dual_array_free(&bias);
    dual_array_free(&y);
    dual_array_free(&x);
}

static void
it_passes_the_logistic_and_tanh_in_its_place(void **state)
{
    (void)state;
    for_all(check_activations);
}

static void
check_cell(const hm_kernels *kern, size_t n, size_t at, hm_rng *rng)
{
    dual_array gates = dual_array_new(4 * n, 0.1, 0.9, rng);
    dual_array c_prev = dual_array_new(n, -1.0, 1.0, rng);
    dual_array h_prev = dual_array_new(n, -1.0, 1.0, rng);
    dual_array c = dual_array_new(n, 0.0, 0.0, rng);
    dual_array h = dual_array_new(n, 0.0, 0.0, rng);
    dual_array tanh_c = dual_array_new(n, 0.0, 0.0, rng);
    c_prev.f[at] = NAN;
    kern->cell(n, 1.0f, 1.0f, 0.0f, gates.f, c_prev.f, h_prev.f, c.f, h.f, tanh_c.f);
    expect_only("c", kern, n, c.f, at);
    expect_only("h", kern, n, h.f, at);
    expect_only("tanh c", kern, n, tanh_c.f, at);
    dual_array *const all[] = {&gates, &c_prev, &h_prev, &c, &h, &tanh_c};
    for (size_t i = 0; i < 6; i++)
        dual_array_free(all[i]);
}

static void
it_passes_a_cell_in_its_place(void **state)
{
    (void)state;
    for_all(check_cell);
}

static void
check_sums(const hm_kernels *kern, size_t n, size_t at, hm_rng *rng)
{
    dual_array x = dual_array_new(n, -1.0, 1.0, rng);
    dual_array y = dual_array_new(n, -1.0, 1.0, rng);
    float rstd = 0.0f;
    x.f[at] = NAN;
    assert_true(isnan(kern->sum_squares(n, x.f)));
    assert_true(isnan(kern->dot(n, x.f, y.f)) && isnan(kern->dot(n, y.f, x.f)));
    float sums[2] = {0.0f, 0.0f};
    kern->dot_pair(n, x.f, y.f, 0, sums);
    assert_true(isnan(sums[0]) && isnan(sums[1]));
    kern->norm(1, 1, n, x.f, n, y.f, &rstd);
    assert_true(isnan(rstd));
    for (size_t i = 0; i < n; i++)
        assert_true(isnan(y.f[i]));
    assert_true(isnan(kern->cross_entropy(n, x.f, (at + 1) % n, 1.0f, true)));
    for (size_t i = 0; i < n; i++)
        assert_true(isnan(x.f[i]));
    dual_array_free(&y);
    dual_array_free(&x);
}

static void
it_takes_over_every_sum_it_is_part_of(void **state)
{
    (void)state;
    for_all(check_sums);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_passes_the_logistic_and_tanh_in_its_place),
        cmocka_unit_test(it_passes_a_cell_in_its_place),
        cmocka_unit_test(it_takes_over_every_sum_it_is_part_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
