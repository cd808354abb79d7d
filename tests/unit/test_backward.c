// SPDX-License-Identifier: BSD-2-Clause
//
// The gradient of the whole network, against differences of the reference's loss.
#include <config.h>

#include "gradient.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static hm_forward_options
mode_of(hmrnn_boundary boundary, bool computes_copies)
{
    hm_forward_options forward = network_mode(boundary, 1.3f);
    forward.computes_copies = computes_copies;
    forward.key = 3;
    forward.first_row = 1;
    return forward;
}

static void
the_gradient_of_a_network_of_fractions_is_its_derivative(void **state)
{
    (void)state;
    const hm_forward_options forward = mode_of(HMRNN_BOUNDARY_SOFT, true);

    for (size_t n_layers = 1; n_layers <= 4; n_layers++) {
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &forward, false, 100 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &forward, false, 200 + n_layers);
    }
}

static void
the_gradient_of_a_stacked_lstm_is_its_derivative(void **state)
{
    (void)state;
    const hm_forward_options forward = mode_of(HMRNN_BOUNDARY_STEP, false);

    gradient_check(HMRNN_CELL_LSTM, false, 1, &forward, false, 300);
    gradient_check(HMRNN_CELL_LSTM, true, 3, &forward, false, 301);
}

static void
the_gradient_with_dropout_is_that_of_the_thinned_network(void **state)
{
    (void)state;
    hm_forward_options forward = mode_of(HMRNN_BOUNDARY_SOFT, true);
    forward.dropout = 0.4f;

    gradient_check(HMRNN_CELL_HMLSTM, true, 3, &forward, false, 400);
    gradient_check(HMRNN_CELL_HMLSTM, false, 2, &forward, false, 401);
    gradient_check(HMRNN_CELL_LSTM, true, 2, &forward, false, 402);
}

static void
the_gradient_with_masks_is_that_of_the_thinned_network(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 4; kind++) {
        hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
        soft.dropout_input = kind == 0 ? 0.4f : 0.0f;
        soft.dropout_layers = kind == 1 ? 0.4f : 0.0f;
        soft.dropout_output = kind == 2 ? 0.4f : 0.0f;
        soft.dropout_weights = kind == 3 ? 0.4f : 0.0f;
        hm_forward_options step = soft;
        step.boundary = HMRNN_BOUNDARY_STEP;
        gradient_check(HMRNN_CELL_HMLSTM, kind % 2 == 0, 3, &soft, false, 410 + kind);
        gradient_check(HMRNN_CELL_HMLSTM, true, 3, &step, false, 420 + kind);
        gradient_check(HMRNN_CELL_LSTM, true, 2, &soft, false, 430 + kind);
    }
}

static void
what_boundaries_cost_is_a_part_of_the_loss(void **state)
{
    (void)state;
    for (size_t n_layers = 2; n_layers <= 4; n_layers++) {
        hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
        hm_forward_options full = mode_of(HMRNN_BOUNDARY_STEP, true);
        hm_forward_options skip = mode_of(HMRNN_BOUNDARY_SAMPLED, false);
        soft.boundary_penalty = full.boundary_penalty = skip.boundary_penalty = 0.5f;
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &soft, false, 490 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &full, true, 494 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &skip, false, 498 + n_layers);
    }
}

static void
nothing_flows_back_to_the_bits_around_a_layer_that_was_held(void **state)
{
    (void)state;
    for (size_t n_layers = 2; n_layers <= 4; n_layers++) {
        hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
        hm_forward_options full = mode_of(HMRNN_BOUNDARY_STEP, true);
        hm_forward_options skip = mode_of(HMRNN_BOUNDARY_SAMPLED, false);
        soft.layer_zoneout = full.layer_zoneout = skip.layer_zoneout = 0.3f;
        soft.key = full.key = skip.key = 4;  // a key that leaves steps of each layer
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &soft, false, 440 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &full, false, 450 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &full, true, 460 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &skip, false, 470 + n_layers);
        gradient_check(HMRNN_CELL_LSTM, true, n_layers, &skip, false, 480 + n_layers);
    }
}

static void
the_full_estimator_follows_the_line_through_each_step(void **state)
{
    (void)state;
    const hm_forward_options step = mode_of(HMRNN_BOUNDARY_STEP, true);
    const hm_forward_options sampled = mode_of(HMRNN_BOUNDARY_SAMPLED, true);

    for (size_t n_layers = 2; n_layers <= 4; n_layers++) {
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &step, false, 500 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &step, false, 600 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &sampled, false, 700 + n_layers);
    }
}

static void
the_skip_estimator_takes_a_row_that_copied_for_a_constant(void **state)
{
    (void)state;
    const hm_forward_options step = mode_of(HMRNN_BOUNDARY_STEP, false);
    const hm_forward_options sampled = mode_of(HMRNN_BOUNDARY_SAMPLED, false);

    for (size_t n_layers = 2; n_layers <= 4; n_layers++) {
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &step, false, 500 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &step, false, 600 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &sampled, false, 700 + n_layers);
    }
}

static void
the_gradient_of_a_network_with_labels_of_all_layers_is_its_derivative(void **state)
{
    (void)state;
    const hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
    const hm_forward_options step = mode_of(HMRNN_BOUNDARY_STEP, true);
    const hm_forward_options skip = mode_of(HMRNN_BOUNDARY_STEP, false);

    for (size_t n_layers = 2; n_layers <= 4; n_layers++) {
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &soft, true, 900 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &step, true, 910 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &skip, true, 920 + n_layers);
    }
}

static void
no_gradient_goes_through_bits_that_are_clamped(void **state)
{
    (void)state;
    static const uint8_t yes = 1;
    hm_forward_options step = mode_of(HMRNN_BOUNDARY_STEP, true);
    hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
    step.clamp = soft.clamp = &yes;  // by the guide, where it has an opinion

    for (size_t n_layers = 2; n_layers <= 3; n_layers++) {
        gradient_check(HMRNN_CELL_HMLSTM, true, n_layers, &step, true, 930 + n_layers);
        gradient_check(HMRNN_CELL_HMLSTM, false, n_layers, &soft, true, 940 + n_layers);
    }
}

static void
more_rows_than_are_gathered_at_once_lose_nothing(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(800, 4);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 2, &rng);
    dims.n_units[0] = 9;
    dims.n_units[1] = 8;
    dims.n_symbols = 5;
    const hm_forward_options forward = mode_of(HMRNN_BOUNDARY_SOFT, true);
    gradient_trial *const trial =
        gradient_trial_new(&dims, &forward, false, 44, GRADIENT_ROWS, 10.0f, 800);
    assert_true(trial->text.n_steps * trial->text.B > 2 * HM_GRAD_ACCUM_ROWS);

    for (size_t k = 0; k < trial->network.n_tensors; k++)
        gradient_check_tensor(trial, &trial->network.tensors[k], 1, &rng);

    gradient_trial_end(trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gradient_of_a_network_of_fractions_is_its_derivative),
        cmocka_unit_test(the_gradient_of_a_stacked_lstm_is_its_derivative),
        cmocka_unit_test(the_gradient_with_dropout_is_that_of_the_thinned_network),
        cmocka_unit_test(the_gradient_with_masks_is_that_of_the_thinned_network),
        cmocka_unit_test(what_boundaries_cost_is_a_part_of_the_loss),
        cmocka_unit_test(nothing_flows_back_to_the_bits_around_a_layer_that_was_held),
        cmocka_unit_test(the_full_estimator_follows_the_line_through_each_step),
        cmocka_unit_test(the_skip_estimator_takes_a_row_that_copied_for_a_constant),
        cmocka_unit_test(the_gradient_of_a_network_with_labels_of_all_layers_is_its_derivative),
        cmocka_unit_test(no_gradient_goes_through_bits_that_are_clamped),
        cmocka_unit_test(more_rows_than_are_gathered_at_once_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
