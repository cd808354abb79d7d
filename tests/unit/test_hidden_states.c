// SPDX-License-Identifier: BSD-2-Clause
//
// The hidden states that a survey of records gives, and their projection to the gaps, against a
// window of one row that reads the records one symbol at a time.
#include <config.h>

#include "api_fixture.h"
#include "infer/batch_runner.h"
#include "infer/reverse.h"
#include "network.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define N_RECORDS 80  // more than the rows of the batches of one thread
#define MAX_SYMBOLS 20
#define ROOM (N_RECORDS * (MAX_SYMBOLS + 1))
#define MAX_UNITS (3 * 24)
#define BEGIN 1
#define UNTOUCHED 77.0f
#define P 3  // projections

typedef struct survey {
    test_network network[2];
    hm_direction directions[2];
    hm_range records[N_RECORDS];
    uint32_t ids[ROOM];
    float weights[4 * P * MAX_UNITS];
} survey;

typedef struct result {
    float states[2][ROOM * MAX_UNITS];
    float projection[ROOM * P];
    float logit[2][ROOM];
} result;

static void
begin(survey *s, hmrnn_boundary boundary, size_t lag, bool is_int16)
{
    hm_rng rng = hm_rng_stream(5, lag);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    dims.n_symbols = 20;
    network_tell_kinds(&dims);
    for (size_t d = 0; d < 2; d++) {
        network_make(&s->network[d], &dims, 10.0f, false, 9 + d);
        s->directions[d] = (hm_direction){&s->network[d].net, network_mode(boundary, 1.3f),
                                          d == 0 ? lag : 1 - lag};
        s->directions[d].forward.is_int16 = is_int16;
    }
    size_t at = 0;
    for (size_t i = 0; i < N_RECORDS; i++) {
        s->records[i] = (hm_range){at, i < 3 ? i : hm_rng_below(&rng, MAX_SYMBOLS + 1)};
        at += s->records[i].n + 1;  // something between them, as a newline is
    }
    for (size_t i = 0; i < ROOM; i++)
        s->ids[i] = (uint32_t)hm_rng_below(&rng, dims.n_symbols);
    for (size_t i = 0; i < 4 * P * MAX_UNITS; i++)
        s->weights[i] = (float)hm_rng_normal(&rng);
}

static void
end(survey *s)
{
    for (size_t d = 0; d < 2; d++)
        network_release(&s->network[d]);
}

static void
clear(result *found)
{
    for (size_t i = 0; i < sizeof *found / sizeof(float); i++)
        ((float *)found)[i] = UNTOUCHED;
}

/// Everything at once.
static hm_outputs
all_of(const survey *s, result *found)
{
    return (hm_outputs){.states = {found->states[0], found->states[1]},
                        .projection = found->projection,
                        .n_projections = P,
                        .projection_weights = s->weights,
                        .logit = {found->logit[0], found->logit[1]}};
}

static void
run_some(const survey *s, unsigned n_threads, size_t first, size_t n, const hm_outputs *wanted)
{
    hm_thread_pool *pool = NULL;
    hm_inference inference;
    assert_int_equal(hm_thread_pool_new(&pool, n_threads, NULL), HMRNN_OK);
    assert_int_equal(hm_inference_init(&inference, &s->network[0].dims, pool, NULL), HMRNN_OK);
    assert_int_equal(hm_inference_run(&inference, s->directions, BEGIN, 0, n, s->records + first,
                                      s->ids, wanted, NULL),
                     HMRNN_OK);
    hm_inference_release(&inference);
    hm_thread_pool_free(pool);
}

static void
run_all(const survey *s, unsigned n_threads, size_t first, size_t n, result *found)
{
    const hm_outputs wanted = all_of(s, found);
    run_some(s, n_threads, first, n, &wanted);
}

/// h of all layers after each symbol, by a window of one step and one row.
///
/// \param ids      [n] in the order of reading
/// \param states   [n][all units] result, in this order
static void
read_slowly(const survey *s, size_t d, size_t n, const uint32_t *ids, float *states)
{
    const hm_dims *const dims = &s->network[d].dims;
    const size_t n_units = hm_dims_all_units(dims);
    hm_window window;
    assert_int_equal(hm_window_init(&window, dims, 1, 1, false, NULL), HMRNN_OK);
    for (size_t t = 0; t <= n; t++) {
        const uint32_t id = t == 0 ? BEGIN : ids[t - 1];
        hm_window_forward(&window, s->directions[d].net, &s->directions[d].forward, 1, 1, &id,
                          NULL);
        hm_window_carry(&window, s->directions[d].net, 1);
        for (size_t l = 0, first = 0; t > 0 && l < dims->n_layers; l++) {
            memcpy(states + (t - 1) * n_units + first, window.tape.layer[l].h,
                   dims->n_units[l] * sizeof(float));
            first += dims->n_units[l];
        }
    }
    hm_window_release(&window);
}

/// The states of both networks at the places of the symbols.
static void
read_record_slowly(const survey *s, hm_range record, float states[2][MAX_SYMBOLS * MAX_UNITS])
{
    const size_t n = record.n;
    const size_t n_units = hm_dims_all_units(&s->network[0].dims);
    float mirrored[MAX_SYMBOLS * MAX_UNITS];
    uint32_t reversed[MAX_SYMBOLS] = {0};
    hm_reverse_symbols(n, s->ids + record.first, reversed);
    read_slowly(s, 0, n, s->ids + record.first, states[0]);
    read_slowly(s, 1, n, reversed, mirrored);
    for (size_t i = 0; i < n; i++)
        memcpy(states[1] + i * n_units, mirrored + (n - 1 - i) * n_units, n_units * sizeof(float));
}

static double
plain_dot(size_t n, const float *x, const float *y)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

/// Number p of what the gap between symbol i and the next one is projected to.
///
/// \param D        units of all layers
static double
project_slowly(const survey *s, size_t n_networks, size_t D, const float *there, const float *back,
               size_t i, size_t p)
{
    const float *const weights = s->weights + p * D;
    double sum =
        plain_dot(D, weights, there + i * D) + plain_dot(D, weights + P * D, there + (i + 1) * D);
    if (n_networks == 2)
        sum += plain_dot(D, weights + 2 * P * D, back + (i + 1) * D) +
               plain_dot(D, weights + 3 * P * D, back + i * D);
    return sum;
}

/// Within what sums of products in single precision differ by.
static void
expect_projection(double found, double wanted, size_t record, size_t i)
{
    if (!(fabs(found - wanted) < 1e-5 * (1.0 + fabs(wanted))))
        fail_msg("gap after symbol %zu of record %zu: %g, but slowly %g", i, record, found, wanted);
}

static void
check_survey(hmrnn_boundary boundary, size_t lag, bool is_int16, bool wants_logit)
{
    static survey s;
    static result found;
    static float slow[2][MAX_SYMBOLS * MAX_UNITS];
    begin(&s, boundary, lag, is_int16);
    const size_t D = hm_dims_all_units(&s.network[0].dims);
    clear(&found);
    hm_outputs wanted = all_of(&s, &found);
    if (!wants_logit)
        wanted.logit[0] = wanted.logit[1] = NULL;

    run_some(&s, 2, 0, N_RECORDS, &wanted);

    for (size_t r = 0; r < N_RECORDS; r++) {
        const size_t n = s.records[r].n;
        const size_t at = s.records[r].first;
        read_record_slowly(&s, s.records[r], slow);
        for (size_t d = 0; d < 2; d++)
            assert_memory_equal(found.states[d] + at * D, slow[d], n * D * sizeof(float));
        for (size_t i = 0; i + 1 < n; i++)
            for (size_t p = 0; p < P; p++)
                expect_projection((double)found.projection[(at + i) * P + p],
                                  project_slowly(&s, 2, D, slow[0], slow[1], i, p), r, i);
        for (size_t p = 0; p < P; p++) {
            assert_true(n == 0 || found.projection[(at + n - 1) * P + p] == 0.0f);
            assert_true(found.projection[(at + n) * P + p] == UNTOUCHED);  // between records
        }
        for (size_t d = 0; d < 2; d++)
            assert_true(found.states[d][(at + n) * D] == UNTOUCHED);
    }
    end(&s);
}

static void
states_and_projection_are_those_of_a_window_that_reads_slowly(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        for (int has_logit = 0; has_logit <= 1; has_logit++) {
            check_survey(HMRNN_BOUNDARY_STEP, lag, false, has_logit != 0);
            check_survey(HMRNN_BOUNDARY_STEP, lag, true, has_logit != 0);
            check_survey(HMRNN_BOUNDARY_SOFT, lag, true, has_logit != 0);
        }
    }
}

static void
they_depend_on_the_record_alone(void **state)
{
    (void)state;
    static survey s;
    static result all, again;
    begin(&s, HMRNN_BOUNDARY_STEP, 1, true);
    const size_t D = hm_dims_all_units(&s.network[0].dims);
    clear(&all);
    run_all(&s, 1, 0, N_RECORDS, &all);
    for (unsigned n_threads = 2; n_threads <= 3; n_threads++) {
        clear(&again);
        run_all(&s, n_threads, 0, N_RECORDS, &again);
        assert_memory_equal(&again, &all, sizeof all);
    }
    for (size_t r = 0; r < N_RECORDS; r++) {
        const size_t at = s.records[r].first;
        const size_t n = s.records[r].n;
        clear(&again);
        run_all(&s, 3, r, 1, &again);
        assert_memory_equal(again.projection + at * P, all.projection + at * P,
                            n * P * sizeof(float));
        for (size_t d = 0; d < 2; d++)
            assert_memory_equal(again.states[d] + at * D, all.states[d] + at * D,
                                n * D * sizeof(float));
    }
    end(&s);
}

static void
detectors_find_the_same_with_states_and_without(void **state)
{
    (void)state;
    static survey s;
    static result with, without;
    for (size_t lag = 0; lag <= 1; lag++) {
        begin(&s, HMRNN_BOUNDARY_STEP, lag, true);
        clear(&with);
        clear(&without);

        run_all(&s, 2, 0, N_RECORDS, &with);
        run_some(&s, 2, 0, N_RECORDS, &(hm_outputs){.logit = {without.logit[0], without.logit[1]}});

        assert_memory_equal(with.logit, without.logit, sizeof with.logit);
        end(&s);
    }
}

static void
one_network_alone_gives_its_states_and_its_part_of_the_projection(void **state)
{
    (void)state;
    static survey s;
    static result found;
    begin(&s, HMRNN_BOUNDARY_STEP, 1, false);
    const size_t D = hm_dims_all_units(&s.network[0].dims);
    clear(&found);
    s.directions[1].net = NULL;
    for (size_t i = 2 * P * D; i < 4 * P * D; i++)
        s.weights[i] = NAN;

    run_all(&s, 2, 0, N_RECORDS, &found);

    for (size_t r = 0; r < N_RECORDS; r++) {
        const size_t at = s.records[r].first;
        for (size_t i = 0; i + 1 < s.records[r].n; i++)
            for (size_t p = 0; p < P; p++)
                expect_projection((double)found.projection[(at + i) * P + p],
                                  project_slowly(&s, 1, D, found.states[0] + at * D, NULL, i, p), r,
                                  i);
    }
    for (size_t i = 0; i < ROOM * MAX_UNITS; i++)
        assert_true(found.states[1][i] == UNTOUCHED);
    end(&s);
}

static double
square(double x)
{
    return x * x;
}

static void
integers_of_16_bits_change_states_and_projection_a_little(void **state)
{
    (void)state;
    static survey s;
    static result floats, integers;
    // soft boundaries: no decision is close to its threshold
    begin(&s, HMRNN_BOUNDARY_SOFT, 1, false);
    clear(&floats);
    clear(&integers);
    run_all(&s, 2, 0, N_RECORDS, &floats);
    for (size_t d = 0; d < 2; d++)
        s.directions[d].forward.is_int16 = true;
    run_all(&s, 2, 0, N_RECORDS, &integers);

    assert_true(memcmp(floats.states, integers.states, sizeof floats.states) != 0);
    double states = 0.0;
    double projection = 0.0;
    for (size_t i = 0; i < ROOM * MAX_UNITS; i++)
        for (size_t d = 0; d < 2; d++)
            states += square((double)(floats.states[d][i] - integers.states[d][i]));
    for (size_t i = 0; i < ROOM * P; i++)
        projection += square((double)(floats.projection[i] - integers.projection[i]));
    // single states differ by more: an error grows from step to step where a detector is loud
    assert_true(sqrt(states / (2 * ROOM * MAX_UNITS)) < 0.005);
    // of some 200 states with weights about 1
    assert_true(sqrt(projection / (ROOM * P)) < 0.05);
    end(&s);
}

/// A model of two networks that were never trained.
static hmrnn_model *
open_two_networks(void)
{
    hm_model model;
    api_fixture_model_init(&model, 2, 5.0f, 1);
    hm_arena_release(&model.arena);
    model.has_back = true;
    model.back_slope = 1.0;
    assert_int_equal(hm_model_allocate(&model, NULL), HMRNN_OK);
    hm_params_init(&model.dims, &model.params, 1, 0.3f);
    hm_params_init(&model.dims, &model.back, 2, 0.3f);
    hmrnn_model *const opened = api_fixture_model_open(&model);
    hm_model_release(&model);
    return opened;
}

static void
a_runner_of_two_networks_runs_both_and_in_integers(void **state)
{
    (void)state;
    static survey s;
    static result both, scored, alone;
    static double nats[ROOM];
    hm_rng rng = hm_rng_stream(1, 1);
    hmrnn_model *const model = open_two_networks();
    hm_batch_runner runner;
    hmrnn_text text = api_fixture_record(MAX_SYMBOLS, &rng);
    assert_int_equal(hm_batch_runner_init(&runner, model, 1, NULL), HMRNN_OK);
    assert_int_equal(hm_batch_runner_read(&runner, 1, &text, NULL), HMRNN_OK);
    const size_t D = hm_dims_all_units(&model->model.dims);
    const size_t n = runner.records[0].n;
    for (size_t i = 0; i < 4 * P * D; i++)
        s.weights[i] = (float)hm_rng_normal(&rng);
    clear(&both);
    clear(&scored);
    clear(&alone);

    const hm_outputs states = {.states = {both.states[0], both.states[1]}};
    const hm_outputs projection = {.projection = alone.projection,
                                   .n_projections = P,
                                   .projection_weights = s.weights};
    const hm_outputs with_nats = {.states = {scored.states[0], scored.states[1]}, .nats = nats};
    assert_int_equal(hm_batch_runner_run(&runner, 1, &states, NULL), HMRNN_OK);
    assert_int_equal(hm_batch_runner_run(&runner, 1, &projection, NULL), HMRNN_OK);
    assert_int_equal(hm_batch_runner_run(&runner, 1, &with_nats, NULL), HMRNN_OK);

    for (size_t i = 0; i + 1 < n; i++)
        for (size_t p = 0; p < P; p++)
            expect_projection((double)alone.projection[i * P + p],
                              project_slowly(&s, 2, D, both.states[0], both.states[1], i, p), 0, i);
    for (size_t d = 0; d < 2; d++)  // scored in floats, so they differ
        assert_memory_not_equal(both.states[d], scored.states[d], n * D * sizeof(float));
    hm_batch_runner_release(&runner);
    api_fixture_free(&text);
    hmrnn_model_free(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_and_projection_are_those_of_a_window_that_reads_slowly),
        cmocka_unit_test(they_depend_on_the_record_alone),
        cmocka_unit_test(detectors_find_the_same_with_states_and_without),
        cmocka_unit_test(one_network_alone_gives_its_states_and_its_part_of_the_projection),
        cmocka_unit_test(integers_of_16_bits_change_states_and_projection_a_little),
        cmocka_unit_test(a_runner_of_two_networks_runs_both_and_in_integers),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
