// SPDX-License-Identifier: BSD-2-Clause
//
// What a survey finds of records, against the reference that reads them one symbol at a time; and
// that it depends on nothing but the record.
#include <config.h>

#include "infer/inference.h"
#include "infer/reverse.h"
#include "network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_PIECES 12
#define MAX_SYMBOLS 30
#define ROOM (N_PIECES * (MAX_SYMBOLS + 1))
#define BEGIN 1
#define HIDE 0
/// A detector this near its threshold may decide otherwise in float: another network is tried.
#define TOO_CLOSE 3e-5

typedef struct field {
    test_network network[2];
    hm_direction directions[2];
    hm_range records[N_PIECES];
    uint32_t ids[ROOM];
    uint8_t clamp[ROOM];
    bool is_clamped;
} field;

/// Results as the survey gives them.
typedef struct harvest {
    float z_tilde[3 * ROOM], logit[2][ROOM], pmi[ROOM];
    double nats[ROOM];
} harvest;

static void
plant(field *f, hmrnn_boundary boundary, size_t lag, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 3);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, 3, &rng);
    dims.n_symbols = 2 + hm_rng_below(&rng, 20);
    network_tell_kinds(&dims);
    *f = (field){.is_clamped = false};
    for (size_t d = 0; d < 2; d++) {
        network_make(&f->network[d], &dims, 10.0f, false, seed + d);
        f->directions[d] = (hm_direction){&f->network[d].net, network_mode(boundary, 1.3f),
                                          d == 0 ? lag : 1 - lag};
    }
    size_t at = 0;
    for (size_t i = 0; i < N_PIECES; i++) {
        f->records[i] = (hm_range){at, i < 3 ? i : hm_rng_below(&rng, MAX_SYMBOLS + 1)};
        at += f->records[i].n + 1;  // something between them, as a newline is
    }
    for (size_t i = 0; i < ROOM; i++) {
        f->ids[i] = (uint32_t)hm_rng_below(&rng, dims.n_symbols);
        f->clamp[i] = (uint8_t)hm_rng_below(&rng, 3);
    }
}

static void
clear(field *f)
{
    for (size_t d = 0; d < 2; d++)
        network_release(&f->network[d]);
}

/// What is not found stays a number that no network gives.
static void
inference(const field *f, unsigned n_threads, size_t first, size_t n, harvest *found)
{
    hm_thread_pool *pool = NULL;
    hm_inference s;
    for (size_t i = 0; i < sizeof found->z_tilde / sizeof(float); i++)
        found->z_tilde[i] = 77.0f;
    for (size_t i = 0; i < ROOM; i++) {
        found->logit[0][i] = found->logit[1][i] = found->pmi[i] = 77.0f;
        found->nats[i] = 77.0;
    }
    const hm_outputs asked = {.z_tilde = found->z_tilde,
                              .nats = found->nats,
                              .logit = {found->logit[0], found->logit[1]},
                              .pmi = found->pmi,
                              .clamp = f->is_clamped ? f->clamp : NULL};
    assert_int_equal(hm_thread_pool_new(&pool, n_threads, NULL), HMRNN_OK);
    assert_int_equal(hm_inference_init(&s, &f->network[0].dims, pool, NULL), HMRNN_OK);
    assert_int_equal(hm_inference_run(&s, f->directions, BEGIN, HIDE, n, f->records + first, f->ids,
                                      &asked, NULL),
                     HMRNN_OK);
    hm_inference_release(&s);
    hm_thread_pool_free(pool);
}

/// One record through one network, one symbol after the other.
///
/// \param ids, clamp  [n] in the order of reading
/// \return the smallest distance of a decision from its threshold
static double
read_slowly(const field *f, size_t d, size_t n, const uint32_t *ids, const uint8_t *clamp,
            double *nats, double *logit, double *pmi, double *z_tilde)
{
    static reference r;
    static reference other;
    const hm_dims *const dims = &f->network[d].dims;
    const size_t lag = f->directions[d].lag;
    uint8_t bits[MAX_SYMBOLS + 2];
    double closest = 1.0;
    hm_forward_options forward = f->directions[d].forward;
    for (size_t t = 0; t <= n + lag; t++)
        bits[t] = clamp != NULL && t > lag && t - lag <= n ? clamp[t - 1 - lag] : 2;
    forward.clamp = clamp == NULL ? NULL : bits;
    reference_init(&r, dims, &f->network[d].params, f->network[d].w, &forward, 0);
    r.clamp_stride = 1;
    for (size_t t = 0; n > 0 && t <= n + lag; t++) {
        const uint32_t id = t == 0 || t > n ? BEGIN : ids[t - 1];
        const uint32_t target = t < n ? ids[t] : REFERENCE_NO_TARGET;
        other = r;
        const double loss = reference_step(&r, t, id, target);
        if (t < n)
            nats[t] = loss;
        if (t > 0 && t <= n)
            pmi[t - 1] = t < n ? reference_step(&other, t, HIDE, target) - loss : 0.0;
        closest = fmin(closest, fmin(r.closest, other.closest));
        if (t > lag)
            logit[t - 1 - lag] = r.layer[0].logit;
        for (size_t l = 0; t > 0 && t <= n && l < hm_dims_detectors(dims); l++)
            z_tilde[l * n + t - 1] = r.layer[l].z_tilde;
    }
    return closest;
}

static void
expect(double found, double wanted, const char *what, size_t record, size_t at)
{
    if (!(fabs(found - wanted) < 2e-4 * (1.0 + fabs(wanted))))
        fail_msg("%s of symbol %zu of record %zu: %g, but slowly %g", what, at, record, found,
                 wanted);
}

/// \return false if a decision was too close to compare
static bool
compare(const field *f, const harvest *found)
{
    for (size_t i = 0; i < N_PIECES; i++) {
        const hm_range record = f->records[i];
        const size_t n = record.n;
        const uint32_t *const ids = f->ids + record.first;
        const uint8_t *const clamp = f->is_clamped ? f->clamp + record.first : NULL;
        uint32_t reversed[MAX_SYMBOLS];
        double nats[MAX_SYMBOLS], logit[2][MAX_SYMBOLS], pmi[2][MAX_SYMBOLS];
        double z_tilde[3 * MAX_SYMBOLS], unused[3 * MAX_SYMBOLS];
        for (size_t k = 0; k < n; k++)
            reversed[k] = ids[n - 1 - k];
        const double back = read_slowly(f, 1, n, reversed, NULL, nats, logit[1], pmi[1], unused);
        const double there = read_slowly(f, 0, n, ids, clamp, nats, logit[0], pmi[0], z_tilde);
        if (fmin(back, there) < TOO_CLOSE)
            return false;
        for (size_t k = 0; k < n; k++) {
            const size_t at = record.first + k;
            // the gap between k and k + 1 lies behind n - 2 - k where one reads from the end
            const size_t mirror = k + 1 < n ? n - 2 - k : n - 1;
            expect(found->nats[at], nats[k], "nats", i, k);
            expect((double)found->logit[0][at], logit[0][k], "logit", i, k);
            expect((double)found->logit[1][at], logit[1][mirror], "logit from the end", i, k);
            expect((double)found->pmi[at], 0.5 * (pmi[0][k] + pmi[1][mirror]), "cohesion", i, k);
            for (size_t l = 0; l < 2; l++)
                expect((double)found->z_tilde[2 * record.first + l * n + k], z_tilde[l * n + k],
                       "evidence", i, k);
        }
        assert_true(found->nats[record.first + n] == 77.0);  // between records
        assert_true(found->pmi[record.first + n] == 77.0f);
    }
    return true;
}

static void
check_field(hmrnn_boundary boundary, size_t lag, bool is_clamped)
{
    static field f;
    static harvest found;
    for (uint64_t seed = 1; seed < 20; seed++) {
        plant(&f, boundary, lag, seed);
        f.is_clamped = is_clamped;
        inference(&f, 2, 0, N_PIECES, &found);
        const bool is_compared = compare(&f, &found);
        clear(&f);
        if (is_compared)
            return;
    }
    fail_msg("every network has a close decision");
}

static void
both_networks_find_what_the_reference_finds_slowly(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        check_field(HMRNN_BOUNDARY_STEP, lag, false);
        check_field(HMRNN_BOUNDARY_SOFT, lag, false);
    }
}

static void
layers_above_run_on_the_bits_that_layer_1_is_given(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        check_field(HMRNN_BOUNDARY_STEP, lag, true);
        check_field(HMRNN_BOUNDARY_SOFT, lag, true);
    }
}

static void
what_is_found_depends_on_the_record_alone(void **state)
{
    (void)state;
    static field f;
    static harvest all, again;
    plant(&f, HMRNN_BOUNDARY_STEP, 1, 4);
    inference(&f, 1, 0, N_PIECES, &all);
    for (unsigned n_threads = 2; n_threads <= 3; n_threads++) {
        inference(&f, n_threads, 0, N_PIECES, &again);
        assert_memory_equal(&again, &all, sizeof all);
    }
    for (size_t i = 0; i < N_PIECES; i++) {
        const size_t at = f.records[i].first;
        const size_t n = f.records[i].n;
        inference(&f, 2, i, 1, &again);
        assert_memory_equal(again.nats + at, all.nats + at, n * sizeof(double));
        assert_memory_equal(again.pmi + at, all.pmi + at, n * sizeof(float));
        for (size_t d = 0; d < 2; d++)
            assert_memory_equal(again.logit[d] + at, all.logit[d] + at, n * sizeof(float));
        assert_memory_equal(again.z_tilde + 2 * at, all.z_tilde + 2 * at, 2 * n * sizeof(float));
    }
    clear(&f);
}

static void
reversing_twice_changes_nothing_and_gaps_keep_their_neighbours(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 5; n++) {
        uint32_t ids[5] = {10, 11, 12, 13, 14};
        uint32_t there[5];
        for (size_t i = 0; i < n; i++)
            assert_int_equal(hm_reverse_gap(n, hm_reverse_gap(n, i)), i);
        hm_reverse_symbols(n, ids, there);
        for (size_t i = 0; i + 1 < n; i++) {  // between i and i + 1, and between i + 1 and i
            const size_t gap = hm_reverse_gap(n, i);
            assert_int_equal(there[gap], ids[i + 1]);
            assert_int_equal(there[gap + 1], ids[i]);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_networks_find_what_the_reference_finds_slowly),
        cmocka_unit_test(layers_above_run_on_the_bits_that_layer_1_is_given),
        cmocka_unit_test(what_is_found_depends_on_the_record_alone),
        cmocka_unit_test(reversing_twice_changes_nothing_and_gaps_keep_their_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
