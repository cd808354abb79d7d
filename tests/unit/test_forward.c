// SPDX-License-Identifier: BSD-2-Clause
//
// The network forward, against the equations.
#include <config.h>

#include "network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/// Float arithmetic through up to 8 layers and 12 steps, against doubles; relative to 1. A layer
/// norm divides by the deviation of a few units: rounding grows, one layer after the other, up to
/// 5e-5 seen in stacks of five to eight.
#define TOLERANCE 1e-5
#define TOLERANCE_DEEP_NORM 1e-4
#define FEW_LAYERS 3
/// A detector this near its threshold may decide otherwise in float: the row is not looked at.
#define TOO_CLOSE 1e-4

#define STEPS 12
#define ROWS 5

/// What a comparison went through, to see that it was not about nothing.
typedef struct witness {
    size_t n_rows, n_close;
    size_t n_update, n_copy, n_flush;
    double worst;
} witness;

static double
worse(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmax(a, b);
}

/// Worst deviation of one layer of one row after step t.
static double
deviation_of_layer(const hm_window *window, const reference *r, size_t l, size_t t, size_t row)
{
    const hm_tape_layer *const layer = &window->tape.layer[l];
    const size_t D = r->dims->n_units[l];
    const size_t at = (t + 1) * window->tape.B + row;
    double worst = 0.0;
    for (size_t d = 0; d < D; d++) {
        const double c = r->layer[l].c[d];
        worst = worse(worst, fabs((double)layer->h[at * D + d] - r->layer[l].h[d]));
        worst = worse(worst, fabs((double)layer->c[at * D + d] - c) / fmax(1.0, fabs(c)));
    }
    if (!hm_dims_has_detector(r->dims, l))
        return worst;
    worst = worse(worst, fabs((double)layer->z[at] - r->layer[l].z));
    const float z_tilde = layer->z_tilde[t * window->tape.B + row];
    return worse(worst, fabs((double)z_tilde - r->layer[l].z_tilde));
}

/// Whether what step t left in this row was forgotten before the next step, and left the tape.
static bool
is_forgotten(const test_passage *text, size_t t, size_t row)
{
    return t + 1 < text->n_steps && text->resets[(t + 1) * text->B + row] != 0;
}

/// Run one row of a window through the reference and compare. False if a decision was too close.
static bool
row_agrees(const test_network *network, const hm_forward_options *forward, const hm_window *window,
           const test_passage *text, size_t row, const double *nats, witness *seen)
{
    static reference r;
    reference_init(&r, &network->dims, &network->params, network->w, forward, row);
    for (size_t t = 0; t < text->n_steps; t++) {
        const size_t at = t * text->B + row;
        double z_prev[HMRNN_MAX_LAYERS];
        for (size_t l = 0; l < network->dims.n_layers; l++)
            z_prev[l] = text->resets[at] ? 0.0 : r.layer[l].z;
        if (text->resets[at])
            reference_clear(&r);
        const double nat = reference_step(&r, t, text->ids[at], text->targets[at]);
        if (r.closest < TOO_CLOSE)
            return false;
        seen->worst = worse(seen->worst, fabs(nats[at] - nat) / fmax(1.0, nat));
        for (size_t l = 0; l < network->dims.n_layers; l++) {
            if (!is_forgotten(text, t, row))
                seen->worst = worse(seen->worst, deviation_of_layer(window, &r, l, t, row));
            seen->n_copy += r.layer[l].copied;
            seen->n_flush += z_prev[l] > 0.0;
            seen->n_update += z_prev[l] <= 0.0 && !r.layer[l].copied;
        }
    }
    return true;
}

/// New texts here and there; the last symbol of a text predicts nothing.
static void
add_clears(test_passage *text, hm_rng *rng)
{
    for (size_t i = 0; i < text->n_steps * text->B; i++) {
        text->resets[i] = hm_rng_below(rng, 10) == 0;
        if (text->resets[i] && i >= text->B)
            text->targets[i - text->B] = HM_NO_TARGET;
    }
}

/// One random network, one random text, forward and scored.
static void
compare(hmrnn_cell cell, bool has_layer_norm, size_t n_layers, const hm_forward_options *forward,
        bool is_training, uint64_t seed, witness *seen)
{
    hm_rng rng = hm_rng_stream(seed, 1);
    const hm_dims dims = network_dims(cell, has_layer_norm, n_layers, &rng);
    test_network network;
    test_passage text;
    hm_window window;
    double nats[STEPS * ROWS];
    network_make(&network, &dims, 20.0f, is_training, seed);
    passage_make(&text, &dims, STEPS, ROWS, &rng);
    add_clears(&text, &rng);
    assert_int_equal(hm_window_init(&window, &dims, STEPS, ROWS, is_training, NULL), HMRNN_OK);

    hm_window_forward(&window, &network.net, forward, STEPS, ROWS, text.ids, text.resets);
    const double sum = hm_window_score(&window, &network.net, forward, STEPS, ROWS, text.targets,
                                       nats, 1.0f, false);

    double of_rows = 0.0;
    for (size_t i = 0; i < STEPS * ROWS; i++)
        of_rows += nats[i];
    assert_true(fabs(sum - of_rows) < 1e-9 * fmax(1.0, sum));
    for (size_t row = 0; row < ROWS; row++) {
        seen->n_rows++;
        seen->n_close += !row_agrees(&network, forward, &window, &text, row, nats, seen);
    }
    const bool is_deep = has_layer_norm && n_layers > FEW_LAYERS;
    if (!(seen->worst < (is_deep ? TOLERANCE_DEEP_NORM : TOLERANCE)))
        fail_msg("seed %llu, %zu layers, norm %d, training %d: %g", (unsigned long long)seed,
                 n_layers, has_layer_norm, is_training, seen->worst);
    hm_window_release(&window);
    passage_release(&text);
    network_release(&network);
}

/// All depths, with and without norm, on both kinds of tape.
static witness
compare_all(hmrnn_cell cell, hm_forward_options forward, uint64_t seed)
{
    witness seen = {0};
    for (size_t n_layers = 1; n_layers <= HMRNN_MAX_LAYERS; n_layers++)
        for (size_t kind = 0; kind < 8; kind++) {
            forward.computes_copies = kind / 4 == 1;
            forward.slope = 1.0f + (float)(kind % 3);
            forward.key++;
            seen.worst = 0.0;
            compare(cell, kind % 2 == 1, n_layers, &forward, kind / 2 % 2 == 1,
                    seed + n_layers * 10 + kind, &seen);
        }
    return seen;
}

static void
a_network_of_bits_computes_the_equations(void **state)
{
    (void)state;

    const witness seen =
        compare_all(HMRNN_CELL_HMLSTM, network_mode(HMRNN_BOUNDARY_STEP, 1.0f), 1000);

    assert_true(seen.n_close * 10 < seen.n_rows);
    assert_true(seen.n_update > 1000 && seen.n_copy > 1000 && seen.n_flush > 1000);
}

static void
a_network_of_fractions_computes_the_equations(void **state)
{
    (void)state;

    compare_all(HMRNN_CELL_HMLSTM, network_mode(HMRNN_BOUNDARY_SOFT, 1.0f), 2000);
}

static void
a_network_that_draws_its_bits_computes_the_equations(void **state)
{
    (void)state;
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_SAMPLED, 1.0f);
    forward.key = 5;
    forward.first_row = 3;

    const witness seen = compare_all(HMRNN_CELL_HMLSTM, forward, 3000);

    assert_true(seen.n_close * 10 < seen.n_rows);
    assert_true(seen.n_update > 1000 && seen.n_copy > 1000 && seen.n_flush > 1000);
}

static void
a_stacked_lstm_computes_the_equations(void **state)
{
    (void)state;

    const witness seen =
        compare_all(HMRNN_CELL_LSTM, network_mode(HMRNN_BOUNDARY_STEP, 1.0f), 4000);

    assert_int_equal(seen.n_copy + seen.n_flush, 0);
}

static void
a_network_with_dropout_computes_the_equations(void **state)
{
    (void)state;
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    forward.dropout = 0.3f;
    forward.key = 11;
    forward.first_row = 2;

    const witness seen = compare_all(HMRNN_CELL_HMLSTM, forward, 5000);

    assert_true(seen.n_close * 10 < seen.n_rows);
}

static void
a_network_held_at_random_computes_the_equations(void **state)
{
    (void)state;
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    forward.layer_zoneout = 0.3f;
    forward.key = 12;
    forward.first_row = 2;

    const witness bits = compare_all(HMRNN_CELL_HMLSTM, forward, 6000);
    const witness lstm = compare_all(HMRNN_CELL_LSTM, forward, 7000);
    forward.boundary = HMRNN_BOUNDARY_SOFT;
    compare_all(HMRNN_CELL_HMLSTM, forward, 8000);

    assert_true(bits.n_close * 10 < bits.n_rows);
    assert_true(bits.n_update > 1000 && bits.n_copy > 1000 && bits.n_flush > 1000);
    // the lowest of 1 to 8 layers is never held: 28 of 36 are, at 0.3; six standard deviations
    const double n = (double)(lstm.n_copy + lstm.n_update);
    assert_true(fabs((double)lstm.n_copy / n - 0.3 * 28.0 / 36.0) < 6.0 * sqrt(0.21 / n));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_of_bits_computes_the_equations),
        cmocka_unit_test(a_network_of_fractions_computes_the_equations),
        cmocka_unit_test(a_network_that_draws_its_bits_computes_the_equations),
        cmocka_unit_test(a_stacked_lstm_computes_the_equations),
        cmocka_unit_test(a_network_with_dropout_computes_the_equations),
        cmocka_unit_test(a_network_held_at_random_computes_the_equations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
