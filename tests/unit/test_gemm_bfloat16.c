// SPDX-License-Identifier: BSD-2-Clause
//
// Products in bfloat16: every set's rounding and product against the plain one of the same rounded
// numbers; and a network that learns with them beside one that multiplies floats.
#include <config.h>

#include "float_vs_double.h"
#include "kern/kern.h"
#include "naive_kernels.h"
#include "net/matmul.h"
#include "network.h"
#include "sizes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof array / sizeof array[0])
#define MAX_ROWS 40
#define STEPS 10
#define ROWS 6

static float
float_of(uint32_t bits)
{
    float x = 0.0f;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void
numbers_are_rounded_to_the_nearest_of_two_as_near_to_the_even_one(void **state)
{
    (void)state;
    static const struct {
        uint32_t from;
        uint16_t to;
    } cases[] = {
        {0x3F800000, 0x3F80}, {0x3F807FFF, 0x3F80}, {0x3F808000, 0x3F80}, {0x3F808001, 0x3F81},
        {0x3F818000, 0x3F82}, {0xBF818000, 0xBF82}, {0x00000000, 0x0000}, {0x80000000, 0x8000},
        {0x7F7FFFFF, 0x7F80}, {0x7F800000, 0x7F80}, {0xFF800000, 0xFF80}, {0x7F800001, 0x7FC0},
        {0xFFFFFFFF, 0x7FC0},
    };
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    float x[COUNT(cases)];
    uint16_t y[COUNT(cases) + 2];
    for (size_t i = 0; i < COUNT(cases); i++)
        x[i] = float_of(cases[i].from);

    for (size_t s = 0; s < n_sets; s++) {
        memset(y, 0xFF, sizeof y);
        sets[s]->bfloat16_round(COUNT(cases), x, y);
        for (size_t i = 0; i < COUNT(cases); i++)
            assert_int_equal(y[i], cases[i].to);
        assert_int_equal(y[COUNT(cases)], COUNT(cases) % 2 == 1 ? 0 : 0xFFFF);
        assert_int_equal(y[COUNT(cases) + 1], 0xFFFF);
    }
}

/// As rounded, in doubles.
static void
round_twin(const hm_kernels *kern, dual_array *pair)
{
    uint16_t *const rounded = calloc(pair->n + 1, sizeof *rounded);
    assert_non_null(rounded);
    kern->bfloat16_round(pair->n, pair->f, rounded);
    for (size_t i = 0; i < pair->n; i++)
        pair->d[i] = (double)float_of((uint32_t)rounded[i] << 16);
    for (size_t i = 0; i < pair->n; i++)
        pair->f[i] = (float)pair->d[i];
    free(rounded);
}

/// A matrix [N][K] or, as its transpose, [K][N], and M rows, packed and rounded by a set.
typedef struct brief_case {
    const hm_kernels *kern;
    size_t N, K, ldx;
    bool is_transposed;
    dual_array w, x;
    uint16_t *packed, *rows;
} brief_case;

static brief_case
make_case(const hm_kernels *kern, size_t M, size_t N, size_t K, bool is_transposed, hm_rng *rng)
{
    brief_case c = {kern,
                    N,
                    K,
                    (K + 1) / 2 * 2 + 2,
                    is_transposed,
                    dual_array_new(N * K, -1.0, 1.0, rng),
                    dual_array_new(M * K, -1.0, 1.0, rng),
                    NULL,
                    NULL};
    const size_t n = kern->packed16_size(N, K);
    assert_true(n <= hm_matmul_scratch(N, K));
    c.packed = malloc((n + 1) * sizeof *c.packed);
    c.rows = calloc(M * c.ldx + 1, sizeof *c.rows);
    assert_true(c.packed != NULL && c.rows != NULL);
    c.packed[n] = 0xABCD;
    kern->bfloat16_pack(N, K, c.w.f, is_transposed ? 1 : K, is_transposed ? N : 1, c.packed);
    assert_int_equal(c.packed[n], 0xABCD);
    for (size_t m = 0; m < M; m++)
        kern->bfloat16_round(K, c.x.f + m * K, c.rows + m * c.ldx);
    round_twin(kern, &c.w);
    round_twin(kern, &c.x);
    return c;
}

static void
release_case(brief_case *c)
{
    dual_array_free(&c->w);
    dual_array_free(&c->x);
    free(c->packed);
    free(c->rows);
}

static void
check_product(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng)
{
    const size_t ldy = N + 2;
    for (int kind = 0; kind < 4; kind++) {
        brief_case c = make_case(kern, M, N, K, kind / 2 == 1, rng);
        dual_array y = dual_array_new(M * ldy, -1.0, 1.0, rng);
        kern->bfloat16_product(M, N, K, c.rows, c.ldx, c.packed, y.f, ldy, kind % 2 == 1);
        naive_product(M, N, K, c.x.f, K, c.w.f, c.is_transposed ? 1 : K, c.is_transposed ? N : 1,
                      y.d, ldy, kind % 2 == 1);
        dual_array_expect(&y, 2e-6 * fmax(1.0, sqrt((double)K)), "bfloat16_product", kern->name,
                          M * 1000000 + N * 1000 + K);
        dual_array_free(&y);
        release_case(&c);
    }
}

static void
a_product_is_right_at_every_size_and_touches_nothing_else(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(14, 1);

    sizes_check(check_product, &rng);
}

static void
a_row_of_a_product_does_not_depend_on_the_other_rows(void **state)
{
    (void)state;
    enum { N = 145, K = 37 };
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    hm_rng rng = hm_rng_stream(14, 2);
    static float y[MAX_ROWS * N], alone[N];

    for (size_t s = 0; s < n_sets; s++) {
        brief_case c = make_case(sets[s], MAX_ROWS, N, K, false, &rng);
        for (size_t M = 1; M <= MAX_ROWS; M++) {
            c.kern->bfloat16_product(M, N, K, c.rows, c.ldx, c.packed, y, N, false);
            for (size_t m = 0; m < M; m++) {
                c.kern->bfloat16_product(1, N, K, c.rows + m * c.ldx, c.ldx, c.packed, alone, N,
                                         false);
                assert_memory_equal(y + m * N, alone, sizeof alone);
            }
        }
        release_case(&c);
    }
}

static void
rows_become_columns(void **state)
{
    (void)state;
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    const size_t shapes[][2] = {{1, 1}, {2, 16}, {3, 17}, {7, 40}, {256, 33}};
    hm_rng rng = hm_rng_stream(14, 3);

    for (size_t s = 0; s < n_sets; s++)
        for (size_t i = 0; i < COUNT(shapes); i++) {
            const size_t R = shapes[i][0], M = shapes[i][1];
            const size_t ld = R + R % 2, ldx = M + 3;
            dual_array x = dual_array_new(R * ldx, -1.0, 1.0, &rng);
            uint16_t *const to = calloc(M * ld + 1, sizeof *to);
            uint16_t *const row = calloc(ldx + 1, sizeof *row);
            assert_true(to != NULL && row != NULL);
            to[M * ld] = 0xABCD;
            sets[s]->bfloat16_transpose(R, M, x.f, ldx, to);
            for (size_t r = 0; r < ld; r++) {
                memset(row, 0, ldx * sizeof *row);
                if (r < R)
                    sets[s]->bfloat16_round(M, x.f + r * ldx, row);
                for (size_t m = 0; m < M; m++)
                    assert_int_equal(to[m * ld + r], row[m]);
            }
            assert_int_equal(to[M * ld], 0xABCD);
            free(row);
            free(to);
            dual_array_free(&x);
        }
}

/// The loss of a passage and, in `gradient`, what it says of every parameter.
static double
learn(uint64_t seed, hm_net_use use, size_t *n, float **gradient)
{
    hm_rng rng = hm_rng_stream(seed, 6);
    const hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    test_network network;
    test_passage text;
    hm_window window;
    network_make(&network, &dims, 1.0f, true, seed);
    hm_net_release(&network.net);
    assert_int_equal(hm_net_init(&network.net, &dims, &network.params, use, NULL), HMRNN_OK);
    network_update(&network);
    passage_make(&text, &dims, STEPS, ROWS, &rng);
    assert_int_equal(hm_window_init(&window, &dims, STEPS, ROWS, true, NULL), HMRNN_OK);
    // no step, so that a rounding cannot turn a decision over
    const hm_forward_options forward = network_mode(HMRNN_BOUNDARY_SOFT, 1.0f);
    hm_window_clear_gradient(&window);
    hm_window_forward(&window, &network.net, &forward, STEPS, ROWS, text.ids, NULL);
    const double loss = hm_window_score(&window, &network.net, &forward, STEPS, ROWS, text.targets,
                                        NULL, 1.0f, true);
    hm_window_backward(&window, &network.net, &forward, STEPS, ROWS, text.ids);
    *n = network.n_floats;
    *gradient = malloc(*n * sizeof **gradient);
    assert_non_null(*gradient);
    memcpy(*gradient, window.gradient, *n * sizeof **gradient);
    hm_window_release(&window);
    passage_release(&text);
    network_release(&network);
    return loss;
}

static void
a_network_learns_nearly_the_same_and_not_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        float *wide = NULL, *brief = NULL;
        size_t n = 0;
        const double loss_wide = learn(seed, HM_NET_LEARNS, &n, &wide);
        const double loss_brief = learn(seed, HM_NET_LEARNS_BFLOAT16, &n, &brief);
        double square = 0.0, apart = 0.0;
        for (size_t i = 0; i < n; i++) {
            const double x = (double)wide[i], d = (double)brief[i] - x;
            square += x * x;
            apart += d * d;
        }
        // a factor is off by 0.002 on average; ten steps and their norms add to that
        assert_true(loss_brief != loss_wide);
        assert_true(fabs(loss_brief - loss_wide) < 0.005 * loss_wide);
        assert_true(sqrt(apart / square) < 0.05);
        free(wide);
        free(brief);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_to_the_nearest_of_two_as_near_to_the_even_one),
        cmocka_unit_test(a_product_is_right_at_every_size_and_touches_nothing_else),
        cmocka_unit_test(a_row_of_a_product_does_not_depend_on_the_other_rows),
        cmocka_unit_test(rows_become_columns),
        cmocka_unit_test(a_network_learns_nearly_the_same_and_not_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
