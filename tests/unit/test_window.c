// SPDX-License-Identifier: BSD-2-Clause
//
// What must hold bit for bit when a window runs: windows, texts and rows in any company, and COPY.
#include <config.h>

#include "network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 12
#define ROWS 5

/// A detector this near its threshold may decide otherwise in float: the text is not looked at.
#define TOO_CLOSE 1e-4

/// A network of four layers that does everything, and a text for it.
static void
make_busy(test_network *network, test_passage *text, bool is_training, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 2);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 4, &rng);
    network_tell_kinds(&dims);
    network_make(network, &dims, 20.0f, is_training, seed);
    passage_make(text, &dims, STEPS, ROWS, &rng);
}

/// Whether the states of two rows are the same bits.
static bool
states_equal(const hm_dims *dims, const hm_tape *a, size_t t_a, size_t row_a, const hm_tape *b,
             size_t t_b, size_t row_b)
{
    bool equal = true;
    for (size_t l = 0; l < dims->n_layers; l++) {
        const size_t D = dims->n_units[l];
        const size_t at_a = t_a * a->B + row_a;
        const size_t at_b = t_b * b->B + row_b;
        equal = equal && memcmp(a->layer[l].h + at_a * D, b->layer[l].h + at_b * D, D * 4) == 0 &&
                memcmp(a->layer[l].c + at_a * D, b->layer[l].c + at_b * D, D * 4) == 0 &&
                memcmp(a->layer[l].z + at_a, b->layer[l].z + at_b, 4) == 0;
    }
    return equal;
}

static void
two_windows_compute_what_one_long_window_does(void **state)
{
    (void)state;
    const hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    test_network network;
    test_passage text;
    hm_window whole, half;
    double nats[STEPS * ROWS], nats_half[STEPS * ROWS];
    make_busy(&network, &text, false, 21);
    assert_int_equal(hm_window_init(&whole, &network.dims, STEPS, ROWS, false, NULL), HMRNN_OK);
    assert_int_equal(hm_window_init(&half, &network.dims, STEPS, ROWS, false, NULL), HMRNN_OK);

    hm_window_forward(&whole, &network.net, &forward, STEPS, ROWS, text.ids, NULL);
    hm_window_score(&whole, &network.net, &forward, STEPS, ROWS, text.targets, nats, 1.0f, false);
    for (size_t t = 0, n = 7; t < STEPS; t += n, n = STEPS - t) {
        const size_t at = t * ROWS;
        hm_window_forward(&half, &network.net, &forward, n, ROWS, text.ids + at, NULL);
        hm_window_score(&half, &network.net, &forward, n, ROWS, text.targets + at, nats_half + at,
                        1.0f, false);
        for (size_t row = 0; row < ROWS; row++)
            assert_true(states_equal(&network.dims, &whole.tape, t + n, row, &half.tape, n, row));
        hm_window_carry(&half, &network.net, n);
    }

    assert_memory_equal(nats, nats_half, sizeof nats);
    for (size_t l = 0; l < network.dims.n_layers; l++) {
        assert_int_equal(whole.n_active[l], half.n_active[l]);
        assert_int_equal(whole.n_boundaries[l], half.n_boundaries[l]);
    }
    hm_window_release(&half);
    hm_window_release(&whole);
    passage_release(&text);
    network_release(&network);
}

static void
a_cleared_row_goes_on_as_a_fresh_one(void **state)
{
    (void)state;
    const hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    test_network network;
    test_passage text;
    hm_window window, fresh;
    make_busy(&network, &text, false, 22);
    assert_int_equal(hm_window_init(&window, &network.dims, STEPS, ROWS, false, NULL), HMRNN_OK);
    assert_int_equal(hm_window_init(&fresh, &network.dims, STEPS, ROWS, false, NULL), HMRNN_OK);
    text.resets[5 * ROWS + 2] = 1;

    hm_window_forward(&window, &network.net, &forward, STEPS, ROWS, text.ids, text.resets);
    hm_window_forward(&fresh, &network.net, &forward, STEPS - 5, ROWS, text.ids + 5 * ROWS, NULL);

    for (size_t t = 6; t <= STEPS; t++) {
        assert_true(states_equal(&network.dims, &window.tape, t, 2, &fresh.tape, t - 5, 2));
        assert_false(states_equal(&network.dims, &window.tape, t, 3, &fresh.tape, t - 5, 3));
    }
    hm_window_release(&fresh);
    hm_window_release(&window);
    passage_release(&text);
    network_release(&network);
}

/// Each row of a batch against the same row alone, in a window of another width.
static void
rows_stand_alone(hm_forward_options forward, size_t n_rows, size_t B, uint64_t seed)
{
    test_network network;
    test_passage text;
    hm_window window;
    uint32_t *const ids = calloc(STEPS * B, sizeof *ids);
    uint32_t *const targets = calloc(STEPS * B, sizeof *targets);
    double *const nats = calloc(STEPS * B, sizeof *nats);
    make_busy(&network, &text, false, seed);
    hm_rng rng = hm_rng_stream(seed, 3);
    for (size_t i = 0; i < STEPS * B; i++) {
        ids[i] = (uint32_t)hm_rng_below(&rng, network.dims.n_symbols);
        targets[i] = (uint32_t)hm_rng_below(&rng, network.dims.n_symbols);
    }
    assert_int_equal(hm_window_init(&window, &network.dims, STEPS, B, false, NULL), HMRNN_OK);
    hm_window_forward(&window, &network.net, &forward, STEPS, n_rows, ids, NULL);
    hm_window_score(&window, &network.net, &forward, STEPS, n_rows, targets, nats, 1.0f, false);

    for (size_t row = 0; row < n_rows; row++) {
        uint32_t own_ids[STEPS], own_targets[STEPS];
        double own_nats[STEPS];
        hm_window alone;
        hm_forward_options own = forward;
        own.first_row += row;
        for (size_t t = 0; t < STEPS; t++) {
            own_ids[t] = ids[t * B + row];
            own_targets[t] = targets[t * B + row];
        }
        assert_int_equal(hm_window_init(&alone, &network.dims, STEPS, 1, false, NULL), HMRNN_OK);
        hm_window_forward(&alone, &network.net, &own, STEPS, 1, own_ids, NULL);
        hm_window_score(&alone, &network.net, &own, STEPS, 1, own_targets, own_nats, 1.0f, false);
        for (size_t t = 0; t < STEPS; t++) {
            assert_true(
                states_equal(&network.dims, &window.tape, t + 1, row, &alone.tape, t + 1, 0));
            assert_memory_equal(&own_nats[t], &nats[t * B + row], sizeof *nats);
        }
        hm_window_release(&alone);
    }
    hm_window_release(&window);
    free(nats);
    free(targets);
    free(ids);
    passage_release(&text);
    network_release(&network);
}

static void
a_row_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    const hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 2.0f);

    rows_stand_alone(forward, 1, 3, 31);
    rows_stand_alone(forward, 5, 7, 32);
    rows_stand_alone(forward, 37, 37, 33);
}

static void
a_row_that_draws_depends_on_its_number_alone(void **state)
{
    (void)state;
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_SAMPLED, 1.0f);
    forward.key = 9;
    forward.first_row = 4;
    forward.dropout = forward.layer_zoneout = 0.2f;

    rows_stand_alone(forward, 13, 16, 34);
}

/// What the reference finds that the rows of a text did, over all of them. False: too close to say.
static bool
count_rows(const test_network *network, const hm_forward_options *forward, const test_passage *text,
           size_t *n_active, size_t *n_boundaries)
{
    static reference r;
    for (size_t row = 0; row < text->B; row++) {
        reference_init(&r, &network->dims, &network->params, network->w, forward, row);
        for (size_t t = 0; t < text->n_steps; t++)
            reference_step(&r, t, text->ids[t * text->B + row], HM_NO_TARGET);
        for (size_t l = 0; l < network->dims.n_layers; l++) {
            n_active[l] += r.n_active[l];
            n_boundaries[l] += r.n_boundaries[l];
        }
        if (r.closest < TOO_CLOSE)
            return false;
    }
    return true;
}

static void
the_counts_of_a_window_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t n_compared = 0;
    for (uint64_t seed = 40; seed < 50; seed++) {
        hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
        forward.computes_copies = seed % 2 == 0;
        test_network network;
        test_passage text;
        hm_window window;
        size_t n_active[HMRNN_MAX_LAYERS] = {0}, n_boundaries[HMRNN_MAX_LAYERS] = {0};
        make_busy(&network, &text, false, seed);
        assert_int_equal(hm_window_init(&window, &network.dims, STEPS, ROWS, false, NULL),
                         HMRNN_OK);

        hm_window_forward(&window, &network.net, &forward, STEPS, ROWS, text.ids, NULL);

        if (count_rows(&network, &forward, &text, n_active, n_boundaries)) {
            n_compared++;
            for (size_t l = 0; l < network.dims.n_layers; l++) {
                assert_int_equal(window.n_active[l], n_active[l]);
                assert_int_equal(window.n_boundaries[l], n_boundaries[l]);
                assert_int_equal(window.n_rows[l], STEPS * ROWS);
            }
        }
        hm_window_release(&window);
        passage_release(&text);
        network_release(&network);
    }
    assert_true(n_compared >= 7);
}

/// Steps of a window on which rows copied, from states with a -0 in them.
static void
copies_keep_their_bits(bool computes_copies, uint64_t seed)
{
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    forward.computes_copies = computes_copies;
    test_network network;
    test_passage text;
    hm_window window;
    size_t n_copies = 0;
    make_busy(&network, &text, true, seed);
    assert_int_equal(hm_window_init(&window, &network.dims, STEPS, ROWS, true, NULL), HMRNN_OK);
    for (size_t l = 0; l < network.dims.n_layers; l++)
        for (size_t i = 0; i < ROWS * network.dims.n_units[l]; i++) {
            window.tape.layer[l].h[i] = i % 2 == 0 ? -0.0f : 0.25f;
            window.tape.layer[l].c[i] = i % 2 == 0 ? -0.5f : -0.0f;
        }

    hm_window_forward(&window, &network.net, &forward, STEPS, ROWS, text.ids, NULL);

    for (size_t l = 1; l < network.dims.n_layers; l++)
        for (size_t i = 0; i < STEPS * ROWS; i++) {
            const hm_tape_layer *const layer = &window.tape.layer[l];
            const size_t D = network.dims.n_units[l];
            if (layer->z[i] > 0.0f || window.tape.layer[l - 1].z[i + ROWS] > 0.0f)
                continue;
            n_copies++;
            assert_memory_equal(layer->h + i * D, layer->h + (i + ROWS) * D, D * sizeof(float));
            assert_memory_equal(layer->c + i * D, layer->c + (i + ROWS) * D, D * sizeof(float));
            assert_true(layer->z[i + ROWS] == 0.0f && !signbit(layer->z[i + ROWS]));
            assert_true(layer->z_tilde[i] == 0.0f);
        }
    assert_true(n_copies > 20);
    hm_window_release(&window);
    passage_release(&text);
    network_release(&network);
}

static void
a_row_that_copies_keeps_its_state_bit_for_bit(void **state)
{
    (void)state;
    copies_keep_their_bits(false, 51);
    copies_keep_their_bits(true, 51);
    copies_keep_their_bits(false, 52);
    copies_keep_their_bits(true, 52);
}

/// Gates that the forward pass wrote, per layer, of a training tape filled with NaN before.
static void
count_gates(const test_network *network, const test_passage *text, bool computes_copies,
            size_t *n_gates, hm_window *window)
{
    hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    forward.computes_copies = computes_copies;
    assert_int_equal(hm_window_init(window, &network->dims, STEPS, ROWS, true, NULL), HMRNN_OK);
    for (size_t l = 0; l < network->dims.n_layers; l++)
        for (size_t i = 0; i < STEPS * ROWS * 4 * network->dims.n_units[l]; i++)
            window->tape.layer[l].gates[i] = NAN;
    hm_window_forward(window, &network->net, &forward, STEPS, ROWS, text->ids, NULL);
    for (size_t l = 0; l < network->dims.n_layers; l++)
        for (size_t i = 0; i < STEPS * ROWS * 4 * network->dims.n_units[l]; i++)
            n_gates[l] += isnan(window->tape.layer[l].gates[i]) ? 0 : 1;
}

static void
gates_of_rows_that_copy_are_computed_only_when_asked_for(void **state)
{
    (void)state;
    test_network network;
    test_passage text;
    hm_window sparing, thorough;
    size_t few[HMRNN_MAX_LAYERS] = {0}, all[HMRNN_MAX_LAYERS] = {0};
    make_busy(&network, &text, true, 61);

    count_gates(&network, &text, false, few, &sparing);
    count_gates(&network, &text, true, all, &thorough);

    for (size_t l = 0; l < network.dims.n_layers; l++) {
        const size_t n = 4 * network.dims.n_units[l];
        assert_int_equal(few[l], sparing.n_active[l] * n);
        assert_int_equal(all[l], STEPS * ROWS * n);
        assert_int_equal(sparing.n_active[l], thorough.n_active[l]);
    }
    assert_true(sparing.n_active[3] < STEPS * ROWS);
    for (size_t row = 0; row < ROWS; row++)
        assert_true(
            states_equal(&network.dims, &sparing.tape, STEPS, row, &thorough.tape, STEPS, row));
    hm_window_release(&thorough);
    hm_window_release(&sparing);
    passage_release(&text);
    network_release(&network);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_windows_compute_what_one_long_window_does),
        cmocka_unit_test(a_cleared_row_goes_on_as_a_fresh_one),
        cmocka_unit_test(a_row_does_not_depend_on_its_neighbours),
        cmocka_unit_test(a_row_that_draws_depends_on_its_number_alone),
        cmocka_unit_test(the_counts_of_a_window_are_those_of_the_reference),
        cmocka_unit_test(a_row_that_copies_keeps_its_state_bit_for_bit),
        cmocka_unit_test(gates_of_rows_that_copy_are_computed_only_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
