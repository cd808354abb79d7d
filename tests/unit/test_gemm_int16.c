// SPDX-License-Identifier: BSD-2-Clause
//
// The product in 16 bits: every set's against the plain one, which adds up the same whole numbers;
// near the product of the floats; and a network that runs with it.
#include <config.h>

#include "float_vs_double.h"
#include "kern/kern.h"
#include "naive_kernels.h"
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
#define STEPS 12

/// A matrix [N][K] packed by a set, and rows for it.
typedef struct int16_case {
    const hm_kernels *kern;
    size_t N, K, ldx;
    dual_array w;
    int16_t *packed, *x;
    float *scale;
} int16_case;

static int16_case
make_case(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng)
{
    int16_case c = {kern, N,    K,   (K + 1) / 2 * 2 + 2, dual_array_new(N * K, -1.0, 1.0, rng),
                    NULL, NULL, NULL};
    c.packed = calloc(kern->packed16_size(N, K) + 1, sizeof *c.packed);
    c.x = calloc(M * c.ldx + 1, sizeof *c.x);
    c.scale = calloc(N + 1, sizeof *c.scale);
    assert_true(c.packed != NULL && c.x != NULL && c.scale != NULL);
    kern->int16_pack(N, K, c.w.f, K, 1, c.packed, c.scale);
    for (size_t m = 0; m < M; m++) {
        dual_array x = dual_array_new(K, -1.0, 1.0, rng);
        kern->int16_quantize(K, 1.0f, x.f, c.x + m * c.ldx);
        for (size_t k = 0; k < K; k++)
            assert_int_equal(c.x[m * c.ldx + k], (int)nearbyint(x.d[k] * (double)HM_INT16_ONE));
        dual_array_free(&x);
    }
    return c;
}

static void
release_case(int16_case *c)
{
    dual_array_free(&c->w);
    free(c->packed);
    free(c->x);
    free(c->scale);
}

static void
check_product(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng)
{
    const size_t ldy = N + 2;
    int16_case c = make_case(kern, M, N, K, rng);
    for (int accumulates = 0; accumulates < 2; accumulates++) {
        dual_array y = dual_array_new(M * ldy, -1.0, 1.0, rng);
        kern->int16_product(M, N, K, c.x, c.ldx, c.packed, c.scale, y.f, ldy, accumulates == 1);
        naive_int16_product(M, N, K, c.x, c.ldx, c.w.f, c.scale, y.d, ldy, accumulates == 1);
        dual_array_expect(&y, 1e-6, "int16_product", kern->name, M * 1000000 + N * 1000 + K);
        dual_array_free(&y);
    }
    release_case(&c);
}

static void
a_int16_product_is_right_at_every_size_and_touches_nothing_else(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(12, 1);

    sizes_check(check_product, &rng);
}

static void
a_row_of_a_int16_product_does_not_depend_on_the_other_rows(void **state)
{
    (void)state;
    enum { N = 145, K = 37 };
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    hm_rng rng = hm_rng_stream(12, 2);
    static float y[MAX_ROWS * N], alone[N];

    for (size_t s = 0; s < n_sets; s++) {
        int16_case c = make_case(sets[s], MAX_ROWS, N, K, &rng);
        for (size_t M = 1; M <= MAX_ROWS; M++) {
            c.kern->int16_product(M, N, K, c.x, c.ldx, c.packed, c.scale, y, N, false);
            for (size_t m = 0; m < M; m++) {
                c.kern->int16_product(1, N, K, c.x + m * c.ldx, c.ldx, c.packed, c.scale, alone, N,
                                      false);
                assert_memory_equal(y + m * N, alone, sizeof alone);
            }
        }
        release_case(&c);
    }
}

static void
the_largest_states_and_weights_do_not_overflow(void **state)
{
    (void)state;
    enum { K = 3000 };
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    static float w[2 * K], ones[K];
    static int16_t x[K];
    for (size_t k = 0; k < K; k++) {
        w[k] = 2.0f;
        w[K + k] = k == 7 ? -1e6f : 0.0f;
        ones[k] = 1.0f;
    }

    for (size_t s = 0; s < n_sets; s++) {
        int16_t *const packed = calloc(sets[s]->packed16_size(2, K), sizeof *packed);
        float scale[2];
        float y[2];
        assert_non_null(packed);
        sets[s]->int16_pack(2, K, w, K, 1, packed, scale);
        sets[s]->int16_quantize(K, 1.0f, ones, x);
        sets[s]->int16_product(1, 2, K, x, K, packed, scale, y, 2, false);
        // a weight is rounded to one of 82 parts of 2 here: the sum lies within a half of them
        assert_true(fabsf(y[0] - 2.0f * K) < 2.0f * K / 160.0f);
        assert_true(fabsf(y[1] + 1e6f) < 1e6f * 1e-6f);
        free(packed);
    }
}

/// What the detectors say in a run of a busy network.
///
/// \param evidence [STEPS] result: of layer 1, row `row` of n_rows
static void
run(const test_network *network, const test_passage *text, bool is_int16, const float *bottomup,
    size_t row, size_t n_rows, float *evidence)
{
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    hm_window window;
    uint32_t ids[STEPS * MAX_ROWS];
    forward.is_int16 = is_int16;
    forward.bottomup = bottomup;
    for (size_t t = 0; t < STEPS; t++)
        for (size_t r = 0; r < n_rows; r++)
            ids[t * n_rows + r] = text->ids[t * text->B + (n_rows == 1 ? row : r)];
    assert_int_equal(hm_window_init(&window, &network->dims, STEPS, n_rows, false, NULL), HMRNN_OK);
    hm_window_forward(&window, &network->net, &forward, STEPS, n_rows, ids, NULL);
    for (size_t t = 0; t < STEPS; t++)
        evidence[t] = window.tape.layer[0].z_tilde[t * n_rows + (n_rows == 1 ? 0 : row)];
    hm_window_release(&window);
}

static void
make_busy(test_network *network, test_passage *text, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 2);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 4, &rng);
    network_tell_kinds(&dims);
    network_make(network, &dims, 2.0f, false, seed);
    passage_make(text, &dims, STEPS, MAX_ROWS, &rng);
}

static void
a_network_in_16_bits_says_nearly_what_it_says_in_floats(void **state)
{
    (void)state;
    test_network network;
    test_passage text;
    make_busy(&network, &text, 71);
    for (size_t row = 0; row < MAX_ROWS; row++) {
        float wide[STEPS], narrow[STEPS];
        run(&network, &text, false, NULL, row, MAX_ROWS, wide);
        run(&network, &text, true, NULL, row, MAX_ROWS, narrow);
        for (size_t t = 0; t < STEPS; t++) {
            if (fabsf(wide[t] - 0.5f) < 2e-3f)
                break;  // either decision is right; the ways may part
            if (fabsf(wide[t] - narrow[t]) > 2e-3f)
                fail_msg("row %zu, step %zu: %g in floats, %g in 16 bits", row, t, (double)wide[t],
                         (double)narrow[t]);
        }
    }
    passage_release(&text);
    network_release(&network);
}

static void
a_network_in_16_bits_reads_a_row_as_if_it_were_alone(void **state)
{
    (void)state;
    test_network network;
    test_passage text;
    make_busy(&network, &text, 72);
    for (size_t row = 0; row < MAX_ROWS; row++) {
        float among[STEPS], alone[STEPS];
        run(&network, &text, true, NULL, row, MAX_ROWS, among);
        run(&network, &text, true, NULL, row, 1, alone);
        assert_memory_equal(among, alone, sizeof alone);
    }
    passage_release(&text);
    network_release(&network);
}

static void
a_table_of_symbols_changes_no_bit(void **state)
{
    (void)state;
    test_network network;
    test_passage text;
    make_busy(&network, &text, 73);
    const size_t V = network.dims.n_symbols;
    float *const table = calloc(V * hm_dims_ld(&network.dims, 0), sizeof *table);
    assert_non_null(table);
    hm_net_tabulate(&network.net, 0, V / 2, table);
    hm_net_tabulate(&network.net, V / 2, V - V / 2, table);
    for (int is_int16 = 0; is_int16 < 2; is_int16++)
        for (size_t row = 0; row < MAX_ROWS; row++) {
            float with[STEPS], without[STEPS];
            run(&network, &text, is_int16 == 1, table, row, MAX_ROWS, with);
            run(&network, &text, is_int16 == 1, NULL, row, MAX_ROWS, without);
            assert_memory_equal(with, without, sizeof with);
        }
    free(table);
    passage_release(&text);
    network_release(&network);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_int16_product_is_right_at_every_size_and_touches_nothing_else),
        cmocka_unit_test(a_row_of_a_int16_product_does_not_depend_on_the_other_rows),
        cmocka_unit_test(the_largest_states_and_weights_do_not_overflow),
        cmocka_unit_test(a_network_in_16_bits_says_nearly_what_it_says_in_floats),
        cmocka_unit_test(a_network_in_16_bits_reads_a_row_as_if_it_were_alone),
        cmocka_unit_test(a_table_of_symbols_changes_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
