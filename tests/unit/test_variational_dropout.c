// SPDX-License-Identifier: BSD-2-Clause
//
// What is left out for a window: how much, by whose choice, and nothing where nobody asked.
#include <config.h>

#include "network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS 7

static void
every_set_leaves_out_what_one_number_after_the_other_would(void **state)
{
    (void)state;
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    const hm_rng stream = {11, 5};  // some numbers were drawn already
    const float keep = 1.0f - 0.3f;
    for (size_t s = 0; s < n_sets; s++)
        for (size_t n = 0; n < 70; n++) {
            float x[70], y[70];
            hm_rng one_by_one = stream;
            for (size_t i = 0; i < n; i++)
                x[i] = (float)(i + 1);
            sets[s]->thin(n, stream, 0.3f, x, y);
            for (size_t i = 0; i < n; i++)
                assert_true(y[i] == (hm_rng_uniform(&one_by_one) < keep ? x[i] / keep : 0.0f));
            sets[s]->thin(n, stream, 0.3f, x, x);
            assert_memory_equal(x, y, n * sizeof(float));
        }
}

static void
the_share_asked_for_is_left_out_and_the_rest_makes_up_for_it(void **state)
{
    (void)state;
    enum { N = 20000 };
    static float ones[N];
    static float dropconnect[N];
    for (size_t i = 0; i < N; i++)
        ones[i] = 1.0f;

    hm_kernels_best()->thin(N, hm_rng_stream(3, 4), 0.3f, ones, dropconnect);

    size_t n_out = 0;
    for (size_t i = 0; i < N; i++) {
        n_out += dropconnect[i] == 0.0f;
        assert_true(dropconnect[i] == 0.0f || fabsf(dropconnect[i] - 1.0f / 0.7f) < 1e-6f);
    }
    // six standard deviations of 20000 draws
    assert_true(fabs((double)n_out / N - 0.3) < 6.0 * sqrt(0.3 * 0.7 / N));
}

static void
one_stream_makes_one_choice(void **state)
{
    (void)state;
    const hm_kernels *const kern = hm_kernels_best();
    float x[100];
    float y[100];
    for (size_t i = 0; i < 100; i++)
        x[i] = (float)(i + 1);

    kern->thin(100, hm_rng_stream(3, 4), 0.5f, x, y);
    kern->thin(100, hm_rng_stream(3, 4), 0.5f, x, x);
    assert_memory_equal(x, y, sizeof x);

    for (size_t i = 0; i < 100; i++)
        x[i] = (float)(i + 1);
    kern->thin(100, hm_rng_stream(3, 5), 0.5f, x, x);
    assert_memory_not_equal(x, y, sizeof x);
}

/// Masks of a small network, with memory for masks or without.
static void
draw(hm_dropout_masks *masks, hm_arena *arena, const hm_dims *dims,
     const hm_forward_options *forward)
{
    *arena = (hm_arena)HM_ARENA_INIT;
    hm_dropout_masks_carve(masks, dims, ROWS, arena);
    assert_int_equal(hm_arena_allocate(arena, "a test", NULL), HMRNN_OK);
    hm_dropout_masks_carve(masks, dims, ROWS, arena);
    hm_dropout_masks_draw(masks, dims, hm_kernels_best(), forward, ROWS);
}

static void
there_are_no_masks_unless_they_are_asked_for_and_have_room(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 0);
    const hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    hm_dropout_masks masks;
    hm_arena arena;
    forward.dropout_layers = 0.5f;

    draw(&masks, &arena, &dims, &forward);
    assert_null(masks.input);
    for (size_t l = 0; l < 3; l++) {
        assert_non_null(masks.between[l]);
        assert_null(masks.output[l]);
    }
    hm_arena_release(&arena);

    masks = (hm_dropout_masks){.input = NULL};
    hm_dropout_masks_draw(&masks, &dims, hm_kernels_best(), &forward, ROWS);
    for (size_t l = 0; l < 3; l++)
        assert_null(masks.between[l]);
}

static void
a_row_has_masks_of_its_own_whoever_draws_them(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 0);
    const hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    hm_dropout_masks all, later;
    hm_arena arena_all, arena_later;
    forward.dropout_input = forward.dropout_layers = forward.dropout_output = 0.5f;
    forward.key = 11;
    draw(&all, &arena_all, &dims, &forward);
    forward.first_row = 3;
    draw(&later, &arena_later, &dims, &forward);

    const size_t E = dims.n_embed;
    assert_memory_equal(all.input + 3 * E, later.input, E * sizeof(float));
    for (size_t l = 0; l < 3; l++) {
        const size_t D = dims.n_units[l];
        assert_memory_equal(all.between[l] + 3 * D, later.between[l], D * sizeof(float));
        assert_memory_equal(all.output[l] + 3 * D, later.output[l], D * sizeof(float));
        assert_memory_not_equal(all.output[l], all.between[l], ROWS * D * sizeof(float));
        assert_memory_not_equal(all.between[l], all.between[l] + 2 * D, D * sizeof(float));
    }
    hm_arena_release(&arena_later);
    hm_arena_release(&arena_all);
}

static void
parameters_stay_whole_when_weights_are_left_out(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 0);
    const hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 2, &rng);
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    test_network network;
    network_make(&network, &dims, 1.0f, true, 5);
    const size_t D = dims.n_units[0];
    const size_t n_bytes = network.n_floats * sizeof(float);
    float *const before = malloc(n_bytes);
    assert_non_null(before);
    memcpy(before, network.params.all, n_bytes);
    forward.dropout_weights = 0.9f;
    assert_int_equal(hm_net_allow_dropconnect(&network.net, NULL), HMRNN_OK);

    hm_net_pack_dropconnect(&network.net, &forward, NULL);

    assert_memory_equal(before, network.params.all, n_bytes);
    size_t n_out = 0;
    for (size_t i = 0; i < 4 * D * D; i++)
        n_out += network.net.dropconnect[0][i] == 0.0f;
    assert_true(n_out > 2 * D * D);
    assert_memory_equal(network.net.dropconnect[0] + 4 * D * D,  // the boundary row
                        network.params.layer[0].recurrent + 4 * D * D, D * sizeof(float));
    assert_true(network.net.is_dropconnected);
    hm_net_pack(&network.net, NULL);
    assert_false(network.net.is_dropconnected);
    free(before);
    network_release(&network);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_leaves_out_what_one_number_after_the_other_would),
        cmocka_unit_test(the_share_asked_for_is_left_out_and_the_rest_makes_up_for_it),
        cmocka_unit_test(one_stream_makes_one_choice),
        cmocka_unit_test(there_are_no_masks_unless_they_are_asked_for_and_have_room),
        cmocka_unit_test(a_row_has_masks_of_its_own_whoever_draws_them),
        cmocka_unit_test(parameters_stay_whole_when_weights_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
