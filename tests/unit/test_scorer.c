// SPDX-License-Identifier: BSD-2-Clause
//
// Scoring through the public functions: streams in any pieces, records in any company.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_CHARS 3000

static hmrnn_scorer *
new_scorer(const hmrnn_model *model, unsigned n_threads)
{
    hmrnn_scorer *scorer = NULL;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, n_threads, NULL), HMRNN_OK);
    return scorer;
}

static double *
new_bits(size_t n)
{
    double *const bits = calloc(n + 1, sizeof *bits);
    assert_non_null(bits);
    return bits;
}

/// \return unknown characters
static size_t
feed(hmrnn_scorer *scorer, const hmrnn_text *text, double *bits)
{
    size_t n_unknown = 0;
    assert_int_equal(hmrnn_scorer_feed(scorer, text, bits, &n_unknown, NULL), HMRNN_OK);
    return n_unknown;
}

static void
a_stream_in_pieces_is_the_stream_at_once(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    hmrnn_text text = api_fixture_record(N_CHARS, &rng);
    double *const at_once = new_bits(N_CHARS);
    double *const in_pieces = new_bits(N_CHARS);
    const size_t n_unknown = feed(scorer, &text, at_once);
    for (size_t most = 1; most < 400; most = most * 3 + 1) {
        size_t n_pieces_unknown = 0;
        hmrnn_scorer_reset(scorer);
        for (size_t first = 0; first < N_CHARS;) {
            const size_t n_left = N_CHARS - first;
            const size_t n = hm_rng_below(&rng, (most < n_left ? most : n_left) + 1);
            n_pieces_unknown +=
                feed(scorer, &(hmrnn_text){text.chars + first, n}, in_pieces + first);
            first += n;
        }
        assert_int_equal(n_pieces_unknown, n_unknown);
        assert_memory_equal(in_pieces, at_once, N_CHARS * sizeof(double));
    }
    assert_true(n_unknown > N_CHARS / 20);
    free(at_once);
    free(in_pieces);
    api_fixture_free(&text);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
a_record_in_a_batch_costs_what_a_fresh_stream_does(void **state)
{
    (void)state;
    enum { N = 100, MOST = 90 };
    hm_rng rng = hm_rng_stream(2, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 3);
    hmrnn_scorer *const alone = new_scorer(model, 1);
    static double bits[N][MOST];
    static double wanted[MOST];
    static double *arrays[N];
    hmrnn_text texts[N];
    size_t n_unknown[N];
    for (size_t i = 0; i < N; i++) {
        texts[i] = api_fixture_record(i % 8 == 0 ? 0 : hm_rng_below(&rng, MOST), &rng);
        arrays[i] = bits[i];
    }

    assert_int_equal(hmrnn_scorer_batch(scorer, N, texts, arrays, n_unknown, NULL), HMRNN_OK);

    for (size_t i = 0; i < N; i++) {
        hmrnn_scorer_reset(alone);
        assert_int_equal(feed(alone, &texts[i], wanted), n_unknown[i]);
        for (size_t j = 0; j < texts[i].n_chars; j++)
            // the same kernels in the same order: nothing but a last digit may differ
            if (fabs(bits[i][j] - wanted[j]) > 1e-9)
                fail_msg("record %zu, character %zu: %.12g, alone %.12g", i, j, bits[i][j],
                         wanted[j]);
        api_fixture_free(&texts[i]);
    }
    hmrnn_scorer_free(scorer);
    hmrnn_scorer_free(alone);
    hmrnn_model_free(model);
}

static void
a_batch_does_not_touch_the_stream(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(3, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 2);
    hmrnn_text text = api_fixture_record(200, &rng);
    hmrnn_text other = api_fixture_record(150, &rng);
    double wanted[200];
    double bits[200];
    double between[150];
    double *const arrays[] = {between};
    feed(scorer, &text, wanted);
    hmrnn_scorer_reset(scorer);

    feed(scorer, &(hmrnn_text){text.chars, 77}, bits);
    assert_int_equal(hmrnn_scorer_batch(scorer, 1, &other, arrays, NULL, NULL), HMRNN_OK);
    feed(scorer, &(hmrnn_text){text.chars + 77, 123}, bits + 77);

    assert_memory_equal(bits, wanted, sizeof wanted);
    api_fixture_free(&text);
    api_fixture_free(&other);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
what_all_symbols_would_cost_is_a_code(void **state)
{
    (void)state;
    static const uint32_t known[] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h',  'i',   'j',
                                     'k', 'l', 'm', 'n', 'o', 'p', ' ', '\n', 0x4E2D};
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    hmrnn_text start = api_fixture_text("abc de");
    double bits[6];
    double sum = 0.0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double last = 0.0;
        hmrnn_scorer_reset(scorer);
        feed(scorer, &start, bits);
        const size_t n_unknown = feed(scorer, &(hmrnn_text){&known[i], 1}, &last);
        // an unknown character stands for each of 0x10F800 - 18 that the alphabet lacks
        sum += exp2(-last) * (n_unknown == 1 ? 0x10F800 - 18 : 1);
    }
    assert_true(fabs(sum - 1.0) < 1e-6);  // probabilities come from float32 logits
    api_fixture_free(&start);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
a_model_of_zeros_finds_all_symbols_equally_likely(void **state)
{
    (void)state;
    hm_model zeros;
    api_fixture_model_init(&zeros, 2, 0.0f, 1);
    memset(zeros.params.all, 0, zeros.arena.n_bytes);
    hmrnn_model *const model = api_fixture_model_open(&zeros);
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    static const uint32_t chars[] = {'a', 'x', '\n', HMRNN_INVALID, 'p', 0, 0x10FFFF};
    double bits[7];
    size_t n_unknown = 0;

    n_unknown = feed(scorer, &(hmrnn_text){chars, 7}, bits);

    for (size_t i = 0; i < 7; i++) {
        const double wanted = log2(19.0) + (i % 2 == 1 || i == 6 ? log2(0x10F800 - 18) : 0.0);
        if (fabs(bits[i] - wanted) > 1e-12)
            fail_msg("character %zu: %.15g, not %.15g", i, bits[i], wanted);
    }
    assert_int_equal(n_unknown, 4);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
    hm_model_release(&zeros);
}

static void
nothing_costs_nothing(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(2, 0, 1.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 2);
    const hmrnn_text none[2] = {{NULL, 0}, {NULL, 0}};
    double bits[1] = {7.0};
    double *const arrays[2] = {bits, bits};
    size_t n_unknown[2] = {5, 5};

    assert_int_equal(hmrnn_scorer_batch(scorer, 0, NULL, NULL, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_batch(scorer, 2, none, arrays, n_unknown, NULL), HMRNN_OK);
    assert_int_equal(feed(scorer, &none[0], bits), 0);

    assert_true(n_unknown[0] == 0 && n_unknown[1] == 0 && bits[0] == 7.0);
    hmrnn_scorer_free(scorer);
    hmrnn_scorer_free(NULL);
    hmrnn_model_free(model);
}

/// One thread's work with a scorer of its own.
typedef struct worker {
    const hmrnn_model *model;
    const hmrnn_text *text;
    double bits[N_CHARS];
    hmrnn_status status;
} worker;

static void *
score(void *argument)
{
    worker *const w = argument;
    hmrnn_scorer *scorer = NULL;
    w->status = hmrnn_scorer_new(&scorer, w->model, 1, NULL);
    for (size_t i = 0; i < 3 && w->status == HMRNN_OK; i++) {
        hmrnn_scorer_reset(scorer);
        w->status = hmrnn_scorer_feed(scorer, w->text, w->bits, NULL, NULL);
    }
    hmrnn_scorer_free(scorer);
    return NULL;
}

static void
two_threads_share_one_model(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(4, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_text text = api_fixture_record(N_CHARS, &rng);
    static worker workers[3];
    pthread_t threads[2];
    for (size_t i = 0; i < 3; i++)
        workers[i] = (worker){.model = model, .text = &text};
    score(&workers[2]);

    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, score, &workers[i]), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);

    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(workers[i].status, HMRNN_OK);
        assert_memory_equal(workers[i].bits, workers[2].bits, sizeof workers[2].bits);
    }
    api_fixture_free(&text);
    hmrnn_model_free(model);
}

static void
a_trained_model_scores_as_its_last_evaluation_said(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 150);
    api_fixture_finish(trainer);
    hm_bytes saved = api_fixture_saved(trainer);
    hmrnn_train_report report;
    hmrnn_trainer_report(trainer, &report);
    hmrnn_model *model = NULL;
    assert_int_equal(hmrnn_model_open(&model, "saved", NULL), HMRNN_OK);
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    hm_rng rng = hm_rng_stream(2, 5);  // the validation text of api_fixture_begin()
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < 16; i++) {
        const uint32_t newline = '\n';
        double bits[64];
        hmrnn_text record = api_fixture_words(20 + hm_rng_below(&rng, 20), &rng);
        feed(scorer, &record, bits);
        for (size_t j = 0; j < record.n_chars; j++)
            sum += bits[j];
        n += record.n_chars + 1;
        api_fixture_free(&record);
        feed(scorer, &(hmrnn_text){&newline, 1}, bits);
        sum += bits[0];
    }
    // one stream from its first character here, from its second there
    assert_true(fabs(sum / (double)n - report.best_bpc) < 0.05);
    hm_bytes_release(&saved);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_in_pieces_is_the_stream_at_once),
        cmocka_unit_test(a_record_in_a_batch_costs_what_a_fresh_stream_does),
        cmocka_unit_test(a_batch_does_not_touch_the_stream),
        cmocka_unit_test(what_all_symbols_would_cost_is_a_code),
        cmocka_unit_test(a_model_of_zeros_finds_all_symbols_equally_likely),
        cmocka_unit_test(nothing_costs_nothing),
        cmocka_unit_test(two_threads_share_one_model),
        cmocka_unit_test(a_trained_model_scores_as_its_last_evaluation_said),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
