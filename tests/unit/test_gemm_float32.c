// SPDX-License-Identifier: BSD-2-Clause
//
// Matrix products: every set's packed product and OpenBLAS's two, against the plain one.
//
// Elements are sums of K products of numbers below 1: the error grows like sqrt(K) roundings, and
// 1e-6 relative to sqrt(K) or 1 is several times that.
#include <config.h>

#include "float_vs_double.h"
#include "kern/blas.h"
#include "kern/kern.h"
#include "naive_kernels.h"
#include "sizes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOLERANCE 1e-6
#define MAX_ROWS 40

#define COUNT(array) (sizeof array / sizeof array[0])

/// A matrix [N][K] or, as its transpose, [K][N], packed.
static float *
pack(const hm_kernels *kern, size_t N, size_t K, const dual_array *w, bool is_transposed)
{
    const size_t n = kern->packed_size(N, K);
    float *const packed = malloc((n + 1) * sizeof *packed);
    assert_non_null(packed);
    for (size_t i = 0; i <= n; i++)
        packed[i] = NAN;
    kern->pack(N, K, w->f, is_transposed ? 1 : K, is_transposed ? N : 1, packed);
    assert_true(isnan(packed[n]));
    return packed;
}

static void
check_product(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng)
{
    const size_t ldx = K + 3, ldy = N + 2;
    const size_t size = M * 1000000 + N * 1000 + K;  // readable in a message
    const double tolerance = TOLERANCE * fmax(1.0, sqrt((double)K));
    for (int kind = 0; kind < 4; kind++) {
        const bool is_transposed = kind / 2 == 1;
        const bool accumulates = kind % 2 == 1;
        dual_array x = dual_array_new(M * ldx, -1.0, 1.0, rng);
        dual_array w = dual_array_new(N * K, -1.0, 1.0, rng);
        dual_array y = dual_array_new(M * ldy, -1.0, 1.0, rng);
        float *const packed = pack(kern, N, K, &w, is_transposed);

        kern->product(M, N, K, x.f, ldx, packed, y.f, ldy, accumulates);

        naive_product(M, N, K, x.f, ldx, w.f, is_transposed ? 1 : K, is_transposed ? N : 1, y.d,
                      ldy, accumulates);
        dual_array_expect(&y, tolerance, "product", kern->name, size);
        free(packed);
        dual_array_free(&y);
        dual_array_free(&w);
        dual_array_free(&x);
    }
}

static void
a_product_is_right_at_every_size_and_touches_nothing_else(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(2, 1);

    sizes_check(check_product, &rng);
}

/// One row at every place of every batch up to MAX_ROWS, against the row alone.
static void
check_rows(const hm_kernels *kern, size_t N, size_t K, bool accumulates, hm_rng *rng)
{
    dual_array x = dual_array_new(MAX_ROWS * K, -1.0, 1.0, rng);
    dual_array w = dual_array_new(N * K, -1.0, 1.0, rng);
    dual_array before = dual_array_new(N, -1.0, 1.0, rng);
    dual_array alone = dual_array_new(N, 0.0, 0.0, rng);
    dual_array y = dual_array_new(MAX_ROWS * N, 0.0, 0.0, rng);
    float *const packed = pack(kern, N, K, &w, false);
    float *const row = malloc(K * sizeof *row);
    assert_non_null(row);
    memcpy(row, x.f, K * sizeof *row);
    memcpy(alone.f, before.f, N * sizeof(float));
    kern->product(1, N, K, row, K, packed, alone.f, N, accumulates);

    for (size_t M = 1; M <= MAX_ROWS; M++)
        for (size_t place = 0; place < M; place++) {
            float other = x.f[place * K + K / 2];
            memcpy(x.f + place * K, row, K * sizeof *row);
            for (size_t m = 0; m < M; m++)
                memcpy(y.f + m * N, before.f, N * sizeof(float));
            kern->product(M, N, K, x.f, K, packed, y.f, N, accumulates);
            if (memcmp(y.f + place * N, alone.f, N * sizeof(float)) != 0)
                fail_msg("%s: row %zu of %zu differs from itself alone (%zu columns, %zu terms)",
                         kern->name, place, M, N, K);
            x.f[place * K + K / 2] = other - 1.0f;  // a stranger again
        }

    free(row);
    free(packed);
    dual_array *const all[] = {&x, &w, &before, &alone, &y};
    for (size_t k = 0; k < COUNT(all); k++)
        dual_array_free(all[k]);
}

static void
a_row_of_a_product_does_not_depend_on_the_other_rows(void **state)
{
    (void)state;
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    const size_t widths[] = {1, 9, 33, 100, 128, 145};
    hm_rng rng = hm_rng_stream(2, 2);

    for (size_t s = 0; s < n_sets; s++)
        for (size_t n = 0; n < COUNT(widths); n++) {
            check_rows(sets[s], widths[n], 37, false, &rng);
            check_rows(sets[s], widths[n], 37, true, &rng);
        }
}

static void
a_nan_in_a_row_stays_in_its_row(void **state)
{
    (void)state;
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    hm_rng rng = hm_rng_stream(2, 3);
    enum { M = 7, N = 33, K = 5 };

    for (size_t s = 0; s < n_sets; s++) {
        dual_array x = dual_array_new(M * K, -1.0, 1.0, &rng);
        dual_array w = dual_array_new(N * K, -1.0, 1.0, &rng);
        dual_array y = dual_array_new(M * N, 0.0, 0.0, &rng);
        float *const packed = pack(sets[s], N, K, &w, false);
        x.f[3 * K + 2] = NAN;
        sets[s]->product(M, N, K, x.f, K, packed, y.f, N, false);
        for (size_t i = 0; i < M * N; i++)
            assert_true(isnan(y.f[i]) == (i / N == 3));
        free(packed);
        dual_array_free(&y);
        dual_array_free(&w);
        dual_array_free(&x);
    }
}

static void
blas_adds_outer_products(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(2, 4);
    const size_t shapes[][3] = {{1, 1, 1}, {17, 5, 3}, {33, 65, 100}, {4, 4, 0}};

    for (size_t i = 0; i < COUNT(shapes); i++) {
        const size_t M = shapes[i][0], N = shapes[i][1], R = shapes[i][2];
        const size_t lda = M + 2, ldb = N + 1, ldc = N + 4;
        dual_array a = dual_array_new(R * lda, -1.0, 1.0, &rng);
        dual_array b = dual_array_new(R * ldb, -1.0, 1.0, &rng);
        dual_array c = dual_array_new(M * ldc, -1.0, 1.0, &rng);
        hm_blas_outer(M, N, R, a.f, lda, b.f, ldb, c.f, ldc);
        for (size_t m = 0; m < M; m++)
            for (size_t n = 0; n < N; n++)
                for (size_t r = 0; r < R; r++)
                    c.d[m * ldc + n] += a.d[r * lda + m] * b.d[r * ldb + n];
        dual_array_expect(&c, 1e-5, "hm_blas_outer", "OpenBLAS", M);
        dual_array_free(&c);
        dual_array_free(&b);
        dual_array_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_is_right_at_every_size_and_touches_nothing_else),
        cmocka_unit_test(a_row_of_a_product_does_not_depend_on_the_other_rows),
        cmocka_unit_test(a_nan_in_a_row_stays_in_its_row),
        cmocka_unit_test(blas_adds_outer_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
