// SPDX-License-Identifier: BSD-2-Clause
//
// What the boundary's kind, the estimator and the draws do to a gradient, and what they do not.
#include <config.h>

#include "net/boundary.h"
#include "network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 10
#define ROWS 6

/// A network with something to read and a window for it.
typedef struct test_bench {
    test_network network;
    test_passage text;
    hm_window window;
} test_bench;

/// \param bias     of every detector, if it is not 0
static void
set_up(test_bench *bench, float bias, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 6);
    const hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    network_make(&bench->network, &dims, 10.0f, true, seed);
    for (size_t l = 0; bias != 0.0f && l + 1 < dims.n_layers; l++)
        bench->network.params.layer[l].bias[4 * dims.n_units[l]] = l == 1 ? bias : fabsf(bias);
    network_update(&bench->network);
    passage_make(&bench->text, &dims, STEPS, ROWS, &rng);
    assert_int_equal(hm_window_init(&bench->window, &dims, STEPS, ROWS, true, NULL), HMRNN_OK);
}

static void
tear_down(test_bench *bench)
{
    hm_window_release(&bench->window);
    passage_release(&bench->text);
    network_release(&bench->network);
}

/// Forward, score and backward from cleared states; the gradient is in the window.
static double
run(test_bench *bench, const hm_forward_options *forward)
{
    hm_window *const window = &bench->window;
    const hm_net *const net = &bench->network.net;
    for (size_t row = 0; row < ROWS; row++)
        hm_tape_clear_row(&window->tape, &net->dims, 0, row);
    hm_window_clear_gradient(window);
    hm_window_forward(window, net, forward, STEPS, ROWS, bench->text.ids, NULL);
    const double loss =
        hm_window_score(window, net, forward, STEPS, ROWS, bench->text.targets, NULL, 1.0f, true);
    hm_window_backward(window, net, forward, STEPS, ROWS, bench->text.ids);
    return loss;
}

/// |a - b| / |a| of the gradients of two benches of one shape.
static double
distance(const test_bench *a, const test_bench *b)
{
    double square = 0.0;
    double difference = 0.0;
    for (size_t i = 0; i < a->network.n_floats; i++) {
        const double x = (double)a->window.gradient[i];
        const double y = (double)b->window.gradient[i];
        square += x * x;
        difference += (x - y) * (x - y);
    }
    return sqrt(difference / square);
}

/// Run two benches with the same network, each in its mode.
static double
compare(float bias, uint64_t seed, const hm_forward_options *mode_a,
        const hm_forward_options *mode_b, double *loss_a, double *loss_b, bool *has_copied)
{
    test_bench a, b;
    set_up(&a, bias, seed);
    set_up(&b, bias, seed);
    *loss_a = run(&a, mode_a);
    *loss_b = run(&b, mode_b);
    *has_copied = false;
    for (size_t l = 0; l < a.network.dims.n_layers; l++)
        *has_copied = *has_copied || a.window.n_active[l] < a.window.n_rows[l];
    const double apart = distance(&a, &b);
    tear_down(&b);
    tear_down(&a);
    return apart;
}

static hm_forward_options
mode_of(hmrnn_boundary boundary, bool computes_copies)
{
    hm_forward_options forward = network_mode(boundary, 1.0f);
    forward.computes_copies = computes_copies;
    return forward;
}

static void
both_estimators_agree_when_no_row_copies(void **state)
{
    (void)state;
    hm_forward_options full = mode_of(HMRNN_BOUNDARY_STEP, true);
    hm_forward_options skip = mode_of(HMRNN_BOUNDARY_STEP, false);
    full.slope = skip.slope = 0.2f;  // flat enough that every detector has a gradient
    double loss_full = 0.0, loss_skip = 0.0;
    bool has_copied = true;

    const double apart = compare(4.0f, 10, &full, &skip, &loss_full, &loss_skip, &has_copied);

    assert_false(has_copied);
    assert_true(loss_full == loss_skip);
    assert_true(apart == 0.0);
}

static void
a_detector_that_is_certain_has_a_gradient_only_if_it_returns(void **state)
{
    (void)state;
    test_bench clipped, returning;
    hm_forward_options forward = mode_of(HMRNN_BOUNDARY_STEP, true);
    set_up(&clipped, 40.0f, 11);  // |a s| > 1 everywhere
    set_up(&returning, 40.0f, 11);
    const double loss = run(&clipped, &forward);
    forward.ste_inward = true;
    assert_true(run(&returning, &forward) == loss);

    bool has_returned = false;
    for (size_t l = 0; l + 1 < clipped.network.dims.n_layers; l++) {
        const size_t at = 4 * clipped.network.dims.n_units[l];
        const hm_params to_clipped = hm_params_view(&clipped.network.dims, clipped.window.gradient);
        const hm_params to_returning =
            hm_params_view(&returning.network.dims, returning.window.gradient);
        assert_true(to_clipped.layer[l].bias[at] == 0.0f);
        assert_true(to_returning.layer[l].bias[at] >= 0.0f);  // so a step makes it smaller
        has_returned = has_returned || to_returning.layer[l].bias[at] > 0.0f;
    }
    assert_true(has_returned);
    tear_down(&returning);
    tear_down(&clipped);
}

static void
the_estimators_differ_in_the_gradient_alone_when_rows_copy(void **state)
{
    (void)state;
    const hm_forward_options full = mode_of(HMRNN_BOUNDARY_STEP, true);
    const hm_forward_options skip = mode_of(HMRNN_BOUNDARY_STEP, false);
    double loss_full = 0.0, loss_skip = 0.0;
    bool has_copied = false;

    const double apart = compare(0.0f, 11, &full, &skip, &loss_full, &loss_skip, &has_copied);

    assert_true(has_copied);
    assert_true(loss_full == loss_skip);
    assert_true(apart > 1e-4);
}

static void
fractions_that_are_all_0_or_1_are_bits(void **state)
{
    (void)state;
    const hm_forward_options step = mode_of(HMRNN_BOUNDARY_STEP, true);
    const hm_forward_options soft = mode_of(HMRNN_BOUNDARY_SOFT, true);
    double loss_step = 0.0, loss_soft = 0.0;
    bool has_copied = false;

    // The first layer always ends a segment; the second never does, then always.
    const double apart = compare(-60.0f, 12, &step, &soft, &loss_step, &loss_soft, &has_copied);
    assert_true(has_copied);
    assert_true(fabs(loss_step - loss_soft) < 1e-5 * loss_step);
    assert_true(apart < 1e-5);
    assert_true(compare(60.0f, 13, &step, &soft, &loss_step, &loss_soft, &has_copied) < 1e-5);
    assert_false(has_copied);
    assert_true(fabs(loss_step - loss_soft) < 1e-5 * loss_step);
}

static void
the_evidence_is_a_straight_line_between_two_flat_ones(void **state)
{
    (void)state;
    const float slopes[] = {0.5f, 1.0f, 3.0f};

    for (size_t i = 0; i < 3; i++) {
        const float a = slopes[i];
        assert_true(hm_boundary_z_tilde(a, 0.0f) == 0.5f);
        assert_true(hm_boundary_z_tilde(a, 0.5f / a) == 0.75f);
        assert_true(hm_boundary_z_tilde(a, 2.0f / a) == 1.0f);
        assert_true(hm_boundary_z_tilde(a, -2.0f / a) == 0.0f);
        assert_true(hm_boundary_slope(a, 0.5f / a) == a / 2.0f);
        assert_true(hm_boundary_slope(a, -0.5f / a) == a / 2.0f);
        assert_true(hm_boundary_slope(a, 2.0f / a) == 0.0f);
        assert_true(hm_boundary_slope(a, -2.0f / a) == 0.0f);
        for (int sign = -1; sign <= 1; sign += 2) {
            const float d = (float)sign;
            assert_true(hm_boundary_inward_slope(a, 0.5f / a, d) == a / 2.0f);
            assert_true(hm_boundary_inward_slope(a, 2.0f * d / a, d) == a / 2.0f);
            assert_true(hm_boundary_inward_slope(a, -2.0f * d / a, d) == 0.0f);
            assert_true(hm_boundary_inward_slope(a, 2.0f * d / a, 0.0f) == 0.0f);
        }
    }
    assert_true(isnan(hm_boundary_z_tilde(1.0f, NAN)));
}

static void
a_boundary_needs_more_than_even_evidence_or_luck(void **state)
{
    (void)state;

    assert_true(hm_boundary_value(HMRNN_BOUNDARY_STEP, 0.5f, 0.0f) == 0.0f);
    assert_true(hm_boundary_value(HMRNN_BOUNDARY_STEP, 0.50001f, 0.9f) == 1.0f);
    assert_true(hm_boundary_value(HMRNN_BOUNDARY_SOFT, 0.3f, 0.9f) == 0.3f);
    assert_true(hm_boundary_value(HMRNN_BOUNDARY_SAMPLED, 0.3f, 0.2f) == 1.0f);
    assert_true(hm_boundary_value(HMRNN_BOUNDARY_SAMPLED, 0.3f, 0.4f) == 0.0f);
    assert_true(hm_boundary_value(HMRNN_BOUNDARY_SAMPLED, 0.0f, 0.0f) == 0.0f);
}

/// How far apart two runs of a network are that draw with these keys and first rows.
static double
apart_by_draws(hm_forward_options forward, uint64_t key, size_t first_row)
{
    double loss_a = 0.0, loss_b = 0.0;
    bool has_copied = false;
    forward.key = 5;
    forward.first_row = 8;
    hm_forward_options other = forward;
    other.key = key;
    other.first_row = first_row;
    return compare(0.0f, 14, &forward, &other, &loss_a, &loss_b, &has_copied);
}

static void
what_is_drawn_follows_from_key_and_first_row(void **state)
{
    (void)state;
    hm_forward_options dropconnect = mode_of(HMRNN_BOUNDARY_STEP, true);
    dropconnect.dropout = 0.3f;
    const hm_forward_options sampled = mode_of(HMRNN_BOUNDARY_SAMPLED, true);

    assert_true(apart_by_draws(sampled, 5, 8) == 0.0);
    assert_true(apart_by_draws(sampled, 6, 8) > 1e-3);
    assert_true(apart_by_draws(sampled, 5, 9) > 1e-3);
    assert_true(apart_by_draws(dropconnect, 5, 8) == 0.0);
    assert_true(apart_by_draws(dropconnect, 6, 8) > 1e-3);
    assert_true(apart_by_draws(dropconnect, 5, 9) > 1e-3);
}

static void
bits_that_are_not_drawn_do_not_depend_on_the_key(void **state)
{
    (void)state;

    assert_true(apart_by_draws(mode_of(HMRNN_BOUNDARY_STEP, true), 6, 9) == 0.0);
    assert_true(apart_by_draws(mode_of(HMRNN_BOUNDARY_SOFT, true), 6, 9) == 0.0);
}

static void
rows_that_are_not_in_use_have_no_part_in_the_gradient(void **state)
{
    (void)state;
    const hm_forward_options forward = mode_of(HMRNN_BOUNDARY_STEP, true);
    const size_t n_rows = ROWS - 2;
    test_bench whole, narrow;
    set_up(&whole, 0.0f, 15);
    set_up(&narrow, 0.0f, 15);
    for (size_t i = 0; i < STEPS * ROWS; i++)
        if (i % ROWS >= n_rows)
            whole.text.targets[i] = HM_NO_TARGET;
    const double wanted = run(&whole, &forward);
    run(&narrow, &forward);  // leaves something behind in the other rows

    hm_window *const window = &narrow.window;
    const hm_net *const net = &narrow.network.net;
    for (size_t row = 0; row < ROWS; row++)
        hm_tape_clear_row(&window->tape, &net->dims, 0, row);
    hm_window_clear_gradient(window);
    hm_window_forward(window, net, &forward, STEPS, n_rows, narrow.text.ids, NULL);
    const double loss = hm_window_score(window, net, &forward, STEPS, n_rows, narrow.text.targets,
                                        NULL, 1.0f, true);
    hm_window_backward(window, net, &forward, STEPS, n_rows, narrow.text.ids);

    assert_true(fabs(loss - wanted) < 1e-9 * wanted);
    assert_true(distance(&whole, &narrow) < 1e-5);
    tear_down(&narrow);
    tear_down(&whole);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_estimators_agree_when_no_row_copies),
        cmocka_unit_test(a_detector_that_is_certain_has_a_gradient_only_if_it_returns),
        cmocka_unit_test(the_estimators_differ_in_the_gradient_alone_when_rows_copy),
        cmocka_unit_test(fractions_that_are_all_0_or_1_are_bits),
        cmocka_unit_test(the_evidence_is_a_straight_line_between_two_flat_ones),
        cmocka_unit_test(a_boundary_needs_more_than_even_evidence_or_luck),
        cmocka_unit_test(what_is_drawn_follows_from_key_and_first_row),
        cmocka_unit_test(bits_that_are_not_drawn_do_not_depend_on_the_key),
        cmocka_unit_test(rows_that_are_not_in_use_have_no_part_in_the_gradient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
