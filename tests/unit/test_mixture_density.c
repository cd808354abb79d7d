// SPDX-License-Identifier: BSD-2-Clause
//
// The mixture density: against its equations, its gradient against differences, draws against it;
// and networks that read and predict points.
#include <config.h>

#include "gradient.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MAX_OUTPUTS 128
#define EPSILON 1e-6

/// Any numbers for M components, as floats and as doubles, and a target near them.
static hm_stroke_point
make_row(size_t M, float *y, double *dual_array, hm_rng *rng)
{
    for (size_t i = 0; i < hm_mdn_outputs(M); i++) {
        y[i] = (float)hm_rng_normal(rng);
        dual_array[i] = (double)y[i];
    }
    hm_stroke_point target = {.x = (float)hm_rng_normal(rng), .y = (float)hm_rng_normal(rng)};
    target.lift = hm_rng_below(rng, 2) == 0 ? 1.0f : 0.0f;
    target.end = hm_rng_below(rng, 2) == 0 ? target.lift : 0.0f;
    return target;
}

static void
the_loss_is_that_of_the_equations(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 1);
    for (size_t M = 1; M <= 20; M += 3) {
        float y[MAX_OUTPUTS];
        double dual_array[MAX_OUTPUTS];
        const hm_stroke_point target = make_row(M, y, dual_array, &rng);

        const double loss = hm_mdn_loss(M, y, &target, 1.0f, false);

        const double wanted = reference_density(M, dual_array, &target);
        if (!(fabs(loss - wanted) < 1e-9 * (1.0 + fabs(wanted))))
            fail_msg("%zu components: %.12g, by the equations %.12g", M, loss, wanted);
    }
}

static void
the_gradient_is_the_derivative_of_the_loss(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(2, 1);
    for (size_t M = 1; M <= 20; M += 3) {
        float y[MAX_OUTPUTS];
        double dual_array[MAX_OUTPUTS];
        const hm_stroke_point target = make_row(M, y, dual_array, &rng);

        hm_mdn_loss(M, y, &target, 0.5f, true);

        for (size_t i = 0; i < hm_mdn_outputs(M); i++) {
            const double kept = dual_array[i];
            dual_array[i] = kept + EPSILON;
            const double above = reference_density(M, dual_array, &target);
            dual_array[i] = kept - EPSILON;
            const double below = reference_density(M, dual_array, &target);
            dual_array[i] = kept;
            const double wanted = 0.5 * (above - below) / (2.0 * EPSILON);
            // floats keep seven digits, differences of doubles as many
            if (!(fabs((double)y[i] - wanted) < 1e-5 * (1.0 + fabs(wanted))))
                fail_msg("%zu components, number %zu: %g, by differences %g", M, i, (double)y[i],
                         wanted);
        }
    }
}

static void
numbers_far_out_give_finite_losses_and_gradients(void **state)
{
    (void)state;
    static const float far[] = {-1e4f, -90.0f, 90.0f, 1e4f};
    hm_rng rng = hm_rng_stream(3, 1);
    for (size_t trial = 0; trial < 2000; trial++) {
        const size_t M = 1 + hm_rng_below(&rng, 4);
        float y[MAX_OUTPUTS];
        double dual_array[MAX_OUTPUTS];
        hm_stroke_point target = make_row(M, y, dual_array, &rng);
        for (size_t k = 0; k < 3; k++)
            y[hm_rng_below(&rng, hm_mdn_outputs(M))] = far[hm_rng_below(&rng, 4)];
        target.x *= trial % 2 == 0 ? 1.0f : 1e4f;

        const double loss = hm_mdn_loss(M, y, &target, 1.0f, true);

        assert_true(isfinite(loss));
        for (size_t i = 0; i < hm_mdn_outputs(M); i++)
            assert_true(isfinite(y[i]));
    }
}

static void
no_density_is_above_the_one_that_floor_and_reach_allow(void **state)
{
    (void)state;
    float y[2 + 6] = {30.0f, 30.0f, 0.0f, 0.25f, -0.5f, -60.0f, -60.0f, 60.0f};
    const hm_stroke_point target = {0.25f, -0.5f, 1.0f, 1.0f};
    const double q = 1.0 - HM_MDN_MAX_RHO * HM_MDN_MAX_RHO;
    const double most = 1.0 / (6.283185307179586 * HM_MDN_MIN_SIGMA * HM_MDN_MIN_SIGMA * sqrt(q));

    const double loss = hm_mdn_loss(1, y, &target, 1.0f, false);

    assert_true(fabs(loss + log(most)) < 1e-3);
}

static void
draws_are_distributed_as_the_density_says(void **state)
{
    (void)state;
    enum { N = 40000 };
    // a quarter around (-3, 2), three quarters around (3, 0.5), sigma 0.3 and 0.1, rho 0.6
    const float r = (float)atanh(0.6 / HM_MDN_MAX_RHO);
    const float sx = (float)log(0.3 - HM_MDN_MIN_SIGMA);
    const float sy = (float)log(0.1 - HM_MDN_MIN_SIGMA);
    const float y[2 + 12] = {
        0.0f, (float)log(3.0), 0.0f, (float)log(3.0), -3.0f, 3.0f, 2.0f, 0.5f, sx, sx, sy, sy, r,
        r};
    hm_rng rng = hm_rng_stream(4, 1);
    double n_left = 0, x = 0, xx = 0, yy = 0, xy = 0, n_lifts = 0, n_ends = 0;

    for (size_t i = 0; i < N; i++) {
        const hm_stroke_point p = hm_mdn_draw(2, y, 0.0, &rng);
        const bool is_left = p.x < 0.0f;
        const double dx = (double)p.x - (is_left ? -3.0 : 3.0);
        const double dy = (double)p.y - (is_left ? 2.0 : 0.5);
        n_left += is_left;
        x += (double)p.x / N;
        xx += dx * dx / N;
        yy += dy * dy / N;
        xy += dx * dy / N;
        n_lifts += (double)p.lift;
        n_ends += (double)p.end;
        assert_true(p.end <= p.lift);
    }

    // five standard errors of each
    assert_true(fabs(n_left / N - 0.25) < 0.011);
    assert_true(fabs(x - 1.5) < 0.066);
    assert_true(fabs(sqrt(xx) - 0.3) < 0.006);
    assert_true(fabs(sqrt(yy) - 0.1) < 0.002);
    assert_true(fabs(xy / sqrt(xx * yy) - 0.6) < 0.02);
    assert_true(fabs(n_lifts / N - 0.5) < 0.013);
    assert_true(fabs(n_ends / n_lifts - 0.75) < 0.016);
}

static void
a_bias_draws_towards_what_is_likely(void **state)
{
    (void)state;
    const float y[2 + 12] = {0.0f, 0.0f,  0.0f,  2.0f,  -3.0f, 3.0f, 0.0f,
                             0.0f, -1.0f, -1.0f, -1.0f, -1.0f, 0.0f, 0.0f};
    hm_rng rng = hm_rng_stream(5, 1);
    double squares[2] = {0};
    size_t n_rare[2] = {0};

    for (size_t i = 0; i < 4000; i++) {
        for (size_t k = 0; k < 2; k++) {
            const hm_stroke_point p = hm_mdn_draw(2, y, 2.0 * (double)k, &rng);
            n_rare[k] += p.x < 0.0f;
            squares[k] += (double)p.y * (double)p.y;
        }
    }

    assert_true(n_rare[1] < n_rare[0] / 4);
    assert_true(squares[1] < squares[0] / 20);
}

static void
the_gradient_of_a_network_of_strokes_is_its_derivative(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        const bool is_soft = seed % 2 == 0;
        hm_forward_options forward =
            network_mode(is_soft ? HMRNN_BOUNDARY_SOFT : HMRNN_BOUNDARY_STEP, 1.3f);
        forward.computes_copies = seed % 4 != 1;
        forward.dropout = seed % 4 == 0 ? 0.3f : 0.0f;
        forward.key = 3;
        hm_rng rng = hm_rng_stream(seed, 4);
        hm_dims dims = network_dims(seed == 8 ? HMRNN_CELL_LSTM : HMRNN_CELL_HMLSTM, is_soft,
                                    1 + seed % 3, &rng);
        dims.n_symbols = 0;
        dims.n_char_classes = 0;
        dims.char_classes = NULL;
        dims.modality = &hm_stroke_modality;
        dims.n_components = 1 + seed % 3;

        gradient_check_dims(&dims, &forward, false, seed, &rng);
    }
}

static void
the_head_predicts_what_it_scores(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(6, 1);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    dims.n_char_classes = 0;
    dims.char_classes = NULL;
    dims.modality = &hm_stroke_modality;
    dims.n_components = 4;
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    test_network network;
    test_passage text;
    hm_window window;
    double nats[5 * 3];
    network_make(&network, &dims, 10.0f, false, 6);
    passage_make(&text, &dims, 5, 3, &rng);
    forward.elements = text.points;
    assert_int_equal(hm_window_init(&window, &dims, 5, 3, false, NULL), HMRNN_OK);
    hm_window_forward(&window, &network.net, &forward, 5, 3, text.ids, text.resets);
    hm_window_score(&window, &network.net, &forward, 5, 3, text.targets, nats, 0.0f, false);

    for (size_t at = 0; at < 15; at++) {
        if (text.targets[at] == HM_NO_TARGET)
            continue;
        float y[MAX_OUTPUTS];
        memcpy(y,
               hm_head_predict(&network.net, &forward, &window.tape, &window.head, at / 3, at % 3),
               hm_dims_outputs(&dims) * sizeof *y);
        assert_true(hm_mdn_loss(4, y, &text.points[text.targets[at]], 0.0f, false) == nats[at]);
    }

    hm_window_release(&window);
    passage_release(&text);
    network_release(&network);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_is_that_of_the_equations),
        cmocka_unit_test(the_gradient_is_the_derivative_of_the_loss),
        cmocka_unit_test(numbers_far_out_give_finite_losses_and_gradients),
        cmocka_unit_test(no_density_is_above_the_one_that_floor_and_reach_allow),
        cmocka_unit_test(draws_are_distributed_as_the_density_says),
        cmocka_unit_test(a_bias_draws_towards_what_is_likely),
        cmocka_unit_test(the_gradient_of_a_network_of_strokes_is_its_derivative),
        cmocka_unit_test(the_head_predicts_what_it_scores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
