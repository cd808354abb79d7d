// SPDX-License-Identifier: BSD-2-Clause
//
// The element-wise kernels of every set against their plain versions, over awkward sizes.
//
// The tolerances are relative to 1 or to the value, whichever is larger: a few roundings of a float
// (6e-8 each) for one expression, ten times that for sums.
#include <config.h>

#include "float_vs_double.h"
#include "kern/kern.h"
#include "naive_kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TOLERANCE 5e-7
#define TOLERANCE_SUM 3e-6

/// 0, 1, and around every width of a vector, of a panel and of the sums of a reduction.
static const size_t sizes[] = {0,  1,  2,  3,  4,  5,  7,  8,   9,   15,  16,  17,
                               31, 32, 33, 63, 64, 65, 97, 127, 128, 129, 200, 300};
#define N_SIZES (sizeof sizes / sizeof sizes[0])

typedef void (*size_test)(const hm_kernels *kern, size_t n, hm_rng *rng);

/// Every set at every size from the `first` on.
static void
for_all(size_test test, size_t first)
{
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    hm_rng rng = hm_rng_stream(1, 1);
    assert_in_range(n_sets, 1, HM_MAX_ISAS);
    for (size_t s = 0; s < n_sets; s++)
        for (size_t i = 0; i < N_SIZES; i++)
            if (sizes[i] >= first)
                test(sets[s], sizes[i], &rng);
}

static void
expect_number(double got, double wanted, double tolerance, const char *what, const hm_kernels *kern,
              size_t n)
{
    if (!(fabs(got - wanted) <= tolerance * fmax(1.0, fabs(wanted))))
        fail_msg("%s of %s, size %zu: %.12g, not %.12g", what, kern->name, n, got, wanted);
}

static void
check_vectors(const hm_kernels *kern, size_t n, hm_rng *rng)
{
    dual_array x = dual_array_new(n, -2.0, 2.0, rng);
    dual_array y = dual_array_new(n, -2.0, 2.0, rng);
    const double magnitude = fmax(1.0, sqrt((double)n));

    expect_number(kern->dot(n, x.f, y.f), naive_dot(n, x.d, y.d), TOLERANCE_SUM * magnitude, "dot",
                  kern, n);
    dual_array pair = dual_array_new(2 * n + 1, -2.0, 2.0, rng);
    float sums[2] = {1.5f, -2.0f};
    kern->dot_pair(n, x.f, pair.f, n + 1, sums);
    expect_number((double)sums[0], 1.5 + naive_dot(n, x.d, pair.d), TOLERANCE_SUM * magnitude,
                  "dot_pair", kern, n);
    expect_number((double)sums[1], -2.0 + naive_dot(n, x.d, pair.d + n + 1),
                  TOLERANCE_SUM * magnitude, "dot_pair", kern, n);
    dual_array_free(&pair);
    expect_number(kern->sum_squares(n, x.f), naive_dot(n, x.d, x.d), 1e-12, "sum_squares", kern, n);
    kern->add(n, x.f, y.f);
    for (size_t i = 0; i < n; i++)
        y.d[i] += x.d[i];
    dual_array_expect(&y, TOLERANCE, "add", kern->name, n);
    kern->add_scaled(n, 0.75f, x.f, y.f);
    for (size_t i = 0; i < n; i++)
        y.d[i] += 0.75 * x.d[i];
    dual_array_expect(&y, TOLERANCE, "add_scaled", kern->name, n);
    kern->lerp(n, 0.25f, x.f, y.f);
    for (size_t i = 0; i < n; i++)
        y.d[i] += 0.25 * (x.d[i] - y.d[i]);
    dual_array_expect(&y, TOLERANCE, "lerp", kern->name, n);
    kern->scale(n, -1.5f, x.f, y.f);
    kern->scale(n, -1.5f, x.f, x.f);
    assert_memory_equal(x.f, y.f, n * sizeof(float));
    for (size_t i = 0; i < n; i++)
        y.d[i] = -1.5 * x.d[i];
    dual_array_expect(&y, TOLERANCE, "scale", kern->name, n);

    dual_array_free(&y);
    dual_array_free(&x);
}

static void
vectors_are_added_scaled_and_multiplied(void **state)
{
    (void)state;
    for_all(check_vectors, 0);
}

static void
check_logistic(const hm_kernels *kern, size_t n, hm_rng *rng)
{
    dual_array x = dual_array_new(n, -30.0, 30.0, rng);
    dual_array y = dual_array_new(n, 0.0, 0.0, rng);
    const float range[] = {-1e30f, -200.0f, -87.5f, 0.0f, 88.5f, 200.0f, 1e30f, INFINITY};
    for (size_t i = 0; i < n && i < 8; i++)
        x.d[i] = (double)(x.f[i] = range[i]);

    kern->logistic(n, x.f, y.f);
    kern->logistic(n, x.f, x.f);

    for (size_t i = 0; i < n; i++)
        y.d[i] = naive_logistic(x.d[i]);
    dual_array_expect(&y, TOLERANCE, "logistic", kern->name, n);
    assert_memory_equal(x.f, y.f, n * sizeof(float));
    dual_array_free(&y);
    dual_array_free(&x);
}

static void
the_logistic_is_right_from_end_to_end(void **state)
{
    (void)state;
    for_all(check_logistic, 0);
}

static void
check_gates(const hm_kernels *kern, size_t D, hm_rng *rng)
{
    const size_t n_rows = 3;
    const size_t ld = 4 * D + 5;
    dual_array x = dual_array_new(n_rows * ld, -20.0, 20.0, rng);
    dual_array gain = dual_array_new(4 * D, 0.2, 1.5, rng);
    dual_array bias = dual_array_new(4 * D, -1.0, 1.0, rng);
    dual_array gates = dual_array_new(n_rows * 4 * D, 0.0, 0.0, rng);

    kern->gates(n_rows, D, x.f, ld, gain.f, bias.f, gates.f);
    naive_gates(n_rows, D, x.d, ld, gain.d, bias.d, gates.d);
    dual_array_expect(&gates, 2e-6, "gates", kern->name,
                      D);  // an argument of 30 has an error of 2e-6
    kern->gates(n_rows, D, x.f, ld, NULL, bias.f, gates.f);
    naive_gates(n_rows, D, x.d, ld, NULL, bias.d, gates.d);
    dual_array_expect(&gates, 2e-6, "gates without gain", kern->name, D);

    dual_array_free(&gates);
    dual_array_free(&bias);
    dual_array_free(&gain);
    dual_array_free(&x);
}

static void
gates_are_squashed_in_their_order(void **state)
{
    (void)state;
    for_all(check_gates, 0);
}

/// Gates f, i, o in (0, 1) and g in (-1, 1).
static dual_array
new_gates(size_t D, hm_rng *rng)
{
    dual_array gates = dual_array_new(4 * D, 0.01, 0.99, rng);
    for (size_t i = 3 * D; i < 4 * D; i++)
        gates.d[i] = (double)(gates.f[i] = 2.0f * gates.f[i] - 1.0f);
    return gates;
}

/// UPDATE, COPY, FLUSH and two mixtures.
static const double mixtures[][3] = {
    {1, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0.7, 0.2, 0.1}, {0.45, 0.4, 0.3}};
#define N_MIXTURES (sizeof mixtures / sizeof mixtures[0])

static void
check_cell(const hm_kernels *kern, size_t D, hm_rng *rng)
{
    for (size_t i = 0; i < N_MIXTURES; i++) {
        const double *const a = mixtures[i];
        const float write = (float)a[0], keep = (float)a[1], copy = (float)a[2];
        dual_array gates = new_gates(D, rng);
        dual_array c_prev = dual_array_new(D, -3.0, 3.0, rng);
        dual_array h_prev = dual_array_new(D, -1.0, 1.0, rng);
        dual_array c = dual_array_new(D, 0.0, 0.0, rng);
        dual_array h = dual_array_new(D, 0.0, 0.0, rng);
        dual_array tanh_c = dual_array_new(D, 0.0, 0.0, rng);
        dual_array d_c = dual_array_new(D, -2.0, 2.0, rng);
        dual_array d_h = dual_array_new(D, -2.0, 2.0, rng);
        dual_array d_y = dual_array_new(4 * D, 0.0, 0.0, rng);
        dual_array d_a = dual_array_new(3, 0.0, 0.0, rng);

        kern->cell(D, write, keep, copy, gates.f, c_prev.f, h_prev.f, c.f, h.f, tanh_c.f);
        naive_cell(D, a, gates.d, c_prev.d, h_prev.d, c.d, h.d, tanh_c.d);
        dual_array_expect(&c, TOLERANCE, "c", kern->name, D);
        dual_array_expect(&h, TOLERANCE, "h", kern->name, D);
        dual_array_expect(&tanh_c, TOLERANCE, "tanh c", kern->name, D);

        kern->cell_backward(D, write, keep, copy, gates.f, c_prev.f, h_prev.f, tanh_c.f, d_c.f,
                            d_h.f, d_y.f, d_a.f);
        naive_cell_backward(D, a, gates.d, c_prev.d, h_prev.d, tanh_c.d, d_c.d, d_h.d, d_y.d,
                            d_a.d);
        dual_array_expect(&d_c, TOLERANCE_SUM, "d_c", kern->name, D);
        dual_array_expect(&d_h, TOLERANCE_SUM, "d_h", kern->name, D);
        dual_array_expect(&d_y, TOLERANCE_SUM, "d_y", kern->name, D);
        dual_array_expect(&d_a, TOLERANCE_SUM * fmax(1.0, sqrt((double)D)), "d_a", kern->name, D);

        dual_array *const all[] = {&gates,  &c_prev, &h_prev, &c,   &h,
                                   &tanh_c, &d_c,    &d_h,    &d_y, &d_a};
        for (size_t k = 0; k < 10; k++)
            dual_array_free(all[k]);
    }
}

static void
a_cell_moves_on_and_back(void **state)
{
    (void)state;
    for_all(check_cell, 0);
}

static void
check_norm(const hm_kernels *kern, size_t D, hm_rng *rng)
{
    const size_t n_rows = 3, n_blocks = 4;
    const size_t ld = n_blocks * D + 1;
    dual_array x = dual_array_new(n_rows * ld, -2.0, 3.0, rng);
    dual_array x_hat = dual_array_new(n_rows * n_blocks * D, 0.0, 0.0, rng);
    dual_array rstd = dual_array_new(n_rows * n_blocks, 0.0, 0.0, rng);
    for (size_t d = 0; d < D; d++)  // one block without variance
        x.d[d] = (double)(x.f[d] = 0.5f);

    kern->norm(n_rows, n_blocks, D, x.f, ld, x_hat.f, rstd.f);
    naive_norm(n_rows, n_blocks, D, x.d, ld, x_hat.d, rstd.d);

    // Units close together come apart again with their rounding: an error of 3e-7 times rstd.
    double most = 1.0;
    for (size_t i = 1; i < n_rows * n_blocks; i++)
        most = fmax(most, D > 1 ? rstd.d[i] : 1.0);
    dual_array_expect(&x_hat, TOLERANCE_SUM * most, "x_hat", kern->name, D);
    dual_array_expect(&rstd, TOLERANCE_SUM * most, "rstd", kern->name, D);
    dual_array_free(&rstd);
    dual_array_free(&x_hat);
    dual_array_free(&x);
}

static void
a_norm_has_mean_0_and_variance_1(void **state)
{
    (void)state;
    for_all(check_norm, 1);
}

static void
check_norm_backward(const hm_kernels *kern, size_t D, hm_rng *rng)
{
    const size_t n_rows = 3, n_blocks = 4;
    const size_t ld = n_blocks * D + 1;
    dual_array x_hat = dual_array_new(n_rows * n_blocks * D, -2.0, 2.0, rng);
    dual_array rstd = dual_array_new(n_rows * n_blocks, 0.3, 3.0, rng);
    dual_array gain = dual_array_new(n_blocks * D, 0.5, 1.5, rng);
    dual_array d_y = dual_array_new(n_rows * ld, -1.0, 1.0, rng);
    dual_array d_x = dual_array_new(n_rows * ld, 7.0, 7.0, rng);
    dual_array d_gain = dual_array_new(n_blocks * D, -1.0, 1.0, rng);
    dual_array d_gain_again = dual_array_new(n_blocks * D, 0.0, 0.0, rng);

    kern->norm_backward(n_rows, n_blocks, D, x_hat.f, rstd.f, gain.f, d_y.f, d_x.f, ld, d_gain.f);
    naive_norm_backward(n_rows, n_blocks, D, x_hat.d, rstd.d, gain.d, d_y.d, d_x.d, ld, d_gain.d);
    dual_array_expect(&d_x, TOLERANCE_SUM, "d_x", kern->name, D);
    dual_array_expect(&d_gain, TOLERANCE_SUM, "d_gain", kern->name, D);
    kern->norm_backward(n_rows, n_blocks, D, x_hat.f, rstd.f, gain.f, d_y.f, d_y.f, ld,
                        d_gain_again.f);
    for (size_t row = 0; row < n_rows; row++)
        assert_memory_equal(d_y.f + row * ld, d_x.f + row * ld, n_blocks * D * sizeof(float));

    dual_array *const all[] = {&x_hat, &rstd, &gain, &d_y, &d_x, &d_gain, &d_gain_again};
    for (size_t k = 0; k < 7; k++)
        dual_array_free(all[k]);
}

static void
a_norm_goes_back_in_place_or_not(void **state)
{
    (void)state;
    for_all(check_norm_backward, 1);
}

static void
check_cross_entropy(const hm_kernels *kern, size_t V, hm_rng *rng)
{
    dual_array logits = dual_array_new(V, -10.0, 10.0, rng);
    const size_t target = hm_rng_below(rng, V);
    dual_array kept = dual_array_new(V, 0.0, 0.0, rng);
    memcpy(kept.f, logits.f, V * sizeof(float));

    const double without = kern->cross_entropy(V, kept.f, target, 0.5f, false);
    const double loss = kern->cross_entropy(V, logits.f, target, 0.5f, true);
    const double wanted = naive_cross_entropy(V, logits.d, target, 0.5, true);

    assert_true(loss == without);
    expect_number(loss, wanted, TOLERANCE_SUM, "cross_entropy", kern, V);
    dual_array_expect(&logits, TOLERANCE, "softmax", kern->name, V);
    dual_array_free(&kept);
    dual_array_free(&logits);
}

static void
cross_entropy_is_right_with_and_without_its_gradient(void **state)
{
    (void)state;
    for_all(check_cross_entropy, 1);
}

static void
check_large_logits(const hm_kernels *kern, size_t V, hm_rng *rng)
{
    dual_array logits = dual_array_new(V, 999.0, 1000.0, rng);
    logits.d[V - 1] = (double)(logits.f[V - 1] = -30000.0f);

    const double loss = kern->cross_entropy(V, logits.f, 0, 1.0f, true);
    const double wanted = naive_cross_entropy(V, logits.d, 0, 1.0, true);

    expect_number(loss, wanted, 1e-5, "cross_entropy", kern, V);
    dual_array_expect(&logits, TOLERANCE, "softmax", kern->name, V);
    dual_array_free(&logits);
}

static void
large_logits_do_not_overflow(void **state)
{
    (void)state;
    for_all(check_large_logits, 2);
}

static void
check_adam(const hm_kernels *kern, size_t n, hm_rng *rng)
{
    dual_array g = dual_array_new(n, -2.0, 2.0, rng);
    dual_array m = dual_array_new(n, -1.0, 1.0, rng);
    dual_array v = dual_array_new(n, 0.0, 1.0, rng);
    dual_array w = dual_array_new(n, -1.0, 1.0, rng);

    for (size_t step = 0; step < 3; step++) {
        kern->adam(n, g.f, 0.5f, 0.01f, 0.9f, 0.999f, 1e-8f, m.f, v.f, w.f);
        naive_adam(n, g.d, 0.5, (double)0.01f, (double)0.9f, (double)0.999f, (double)1e-8f, m.d,
                   v.d, w.d);
    }

    dual_array_expect(&m, TOLERANCE_SUM, "m", kern->name, n);
    dual_array_expect(&v, TOLERANCE_SUM, "v", kern->name, n);
    dual_array_expect(&w, TOLERANCE_SUM, "w", kern->name, n);
    dual_array *const all[] = {&g, &m, &v, &w};
    for (size_t k = 0; k < 4; k++)
        dual_array_free(all[k]);
}

static void
adam_takes_its_steps(void **state)
{
    (void)state;
    for_all(check_adam, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_are_added_scaled_and_multiplied),
        cmocka_unit_test(the_logistic_is_right_from_end_to_end),
        cmocka_unit_test(gates_are_squashed_in_their_order),
        cmocka_unit_test(a_cell_moves_on_and_back),
        cmocka_unit_test(a_norm_has_mean_0_and_variance_1),
        cmocka_unit_test(a_norm_goes_back_in_place_or_not),
        cmocka_unit_test(cross_entropy_is_right_with_and_without_its_gradient),
        cmocka_unit_test(large_logits_do_not_overflow),
        cmocka_unit_test(adam_takes_its_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
