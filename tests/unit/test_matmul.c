// SPDX-License-Identifier: BSD-2-Clause
//
// The products of a network, in both number formats, by one thread and divided among several:
// right, and the same to the bit.
#include <config.h>

#include "base/size.h"
#include "float_vs_double.h"
#include "naive_kernels.h"
#include "net/matmul.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof array / sizeof array[0])
#define MAX_THREADS 3

/// Each large enough to be divided, or too small; columns and rows that make no whole panels.
static const size_t sizes[][3] = {{16, 770, 192}, {1, 1030, 512}, {40, 33, 420},
                                  {7, 70, 33},    {3, 4100, 80},  {0, 600, 900}};

static void *
new_scratch(size_t n_bytes)
{
    void *const scratch = calloc(1, n_bytes + 1);
    assert_non_null(scratch);
    return scratch;
}

/// By a team of n_threads, 0: by none. The caller frees mode.team.
static hm_forward_options
mode_of(unsigned n_threads)
{
    hm_forward_options forward = {.slope = 1.0f};
    if (n_threads > 0)
        assert_int_equal(hm_thread_pool_new(&forward.pool, n_threads, NULL), HMRNN_OK);
    return forward;
}

/// y of one size.
static void
multiply(const hm_net *net, unsigned n_threads, const size_t size[3], const float *x,
         const void *packed, bool accumulates, float *y)
{
    const hm_forward_options forward = mode_of(n_threads);
    uint16_t *const scratch = new_scratch(hm_matmul_scratch(size[0], size[2]) * sizeof *scratch);
    hm_matmul(net, &forward, size[0], size[1], size[2], x, size[2], packed, y, size[1], accumulates,
              scratch);
    free(scratch);
    hm_thread_pool_free(forward.pool);
}

static void
check_product(const hm_net *net, const size_t size[3], bool accumulates, hm_rng *rng)
{
    const size_t M = size[0], N = size[1], K = size[2];
    dual_array w = dual_array_new(N * K, -1.0, 1.0, rng);
    dual_array x = dual_array_new(M * K, -1.0, 1.0, rng);
    dual_array y = dual_array_new(M * N, -1.0, 1.0, rng);
    float *const before = new_scratch(y.n * sizeof *before);
    float *const again = new_scratch(y.n * sizeof *again);
    void *const packed =
        new_scratch(hm_size_max(net->kern->packed_size(N, K) * sizeof(float),
                                net->kern->packed16_size(N, K) * sizeof(uint16_t)));
    memcpy(before, y.f, y.n * sizeof *before);
    if (net->is_bfloat16)
        net->kern->bfloat16_pack(N, K, w.f, K, 1, packed);
    else
        net->kern->pack(N, K, w.f, K, 1, packed);

    multiply(net, 0, size, x.f, packed, accumulates, y.f);
    naive_product(M, N, K, x.f, K, w.f, K, 1, y.d, N, accumulates);
    dual_array_expect(&y, net->is_bfloat16 ? 0.2 : 1e-4, "hm_matmul", net->kern->name, M * N);

    for (unsigned n_threads = 1; n_threads <= MAX_THREADS; n_threads++) {
        memcpy(again, before, y.n * sizeof *again);
        multiply(net, n_threads, size, x.f, packed, accumulates, again);
        assert_memory_equal(again, y.f, y.n * sizeof *again);
    }
    free(before);
    free(again);
    free(packed);
    dual_array_free(&w);
    dual_array_free(&x);
    dual_array_free(&y);
}

static void
a_product_does_not_depend_on_the_team(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(31, 1);
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (int kind = 0; kind < 4; kind++) {
            const hm_net net = {.kern = hm_kernels_best(), .is_bfloat16 = kind / 2 == 1};
            check_product(&net, sizes[i], kind % 2 == 1, &rng);
        }
}

/// c += a^T b of one size, M x N of R rows.
static void
multiply_outer(const hm_net *net, unsigned n_threads, const size_t size[3], const float *a,
               const float *b, float *c)
{
    const size_t M = size[0], N = size[1], R = size[2];
    const hm_forward_options forward = mode_of(n_threads);
    uint16_t *const scratch =
        new_scratch((hm_matmul_scratch(M, R) + hm_matmul_scratch(N, R)) * sizeof *scratch);
    hm_matmul_outer(net, &forward, M, N, R, a, b, c, N, scratch);
    free(scratch);
    hm_thread_pool_free(forward.pool);
}

static void
check_outer(const hm_net *net, const size_t size[3], hm_rng *rng)
{
    const size_t M = size[0], N = size[1], R = size[2];
    dual_array a = dual_array_new(R * M, -1.0, 1.0, rng);
    dual_array b = dual_array_new(R * N, -1.0, 1.0, rng);
    dual_array c = dual_array_new(M * N, -1.0, 1.0, rng);
    float *const before = new_scratch(c.n * sizeof *before);
    float *const again = new_scratch(c.n * sizeof *again);
    float *const turned = new_scratch(a.n * sizeof *turned);
    memcpy(before, c.f, c.n * sizeof *before);
    for (size_t r = 0; r < R; r++)
        for (size_t m = 0; m < M; m++)
            turned[m * R + r] = a.f[r * M + m];

    multiply_outer(net, 0, size, a.f, b.f, c.f);
    naive_product(M, N, R, turned, R, b.f, 1, N, c.d, N, true);
    dual_array_expect(&c, net->is_bfloat16 ? 0.2 : 1e-4, "hm_matmul_outer", net->kern->name, M * N);

    for (unsigned n_threads = 1; n_threads <= MAX_THREADS; n_threads++) {
        memcpy(again, before, c.n * sizeof *again);
        multiply_outer(net, n_threads, size, a.f, b.f, again);
        assert_memory_equal(again, c.f, c.n * sizeof *again);
    }
    free(before);
    free(again);
    free(turned);
    dual_array_free(&a);
    dual_array_free(&b);
    dual_array_free(&c);
}

static void
a_gradient_does_not_depend_on_the_team(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(31, 2);
    const size_t outer_sizes[][3] = {{1100, 70, 41}, {96, 96, 256}, {20, 9, 0}, {513, 33, 7}};
    for (size_t i = 0; i < COUNT(outer_sizes); i++)
        for (int kind = 0; kind < 2; kind++) {
            const hm_net net = {.kern = hm_kernels_best(), .is_bfloat16 = kind == 1};
            check_outer(&net, outer_sizes[i], &rng);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_does_not_depend_on_the_team),
        cmocka_unit_test(a_gradient_does_not_depend_on_the_team),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
