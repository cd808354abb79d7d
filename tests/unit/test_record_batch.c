// SPDX-License-Identifier: BSD-2-Clause
//
// Whole records side by side: what a batch reads, and runs that are trained on records.
#include <config.h>

#include "hmrnn.h"
#include "hmrnn_strokes.h"

#include "api_fixture.h"
#include "data/corpus.h"
#include "data/record_batch.h"
#include "net/window.h"
#include "tmpdir.h"
#include "train/bidirectional.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NEWLINE = 1, FIRST = 100, N_RECORDS = 45 };

/// Records of 1 to 23 symbols; each symbol occurs once in the text.
static hm_id_text
numbered_text(uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 1);
    hm_id_text text = HM_ID_TEXT_INIT;
    text.gold = hm_labels_in(NULL, HM_LABELS_GOLD);
    assert_int_equal(hm_id_text_reserve(&text, 2000, NULL), HMRNN_OK);
    for (size_t r = 0; r < N_RECORDS; r++) {
        for (size_t n = 1 + hm_rng_below(&rng, 23); n > 0; n--, text.n++)
            text.ids[text.n] = FIRST + (uint32_t)text.n;
        for (size_t n = 1 + hm_rng_below(&rng, 2); n > 0; n--)  // some are empty
            text.ids[text.n++] = NEWLINE;
    }
    hm_labels_append(&text.gold, text.n);
    assert_int_equal(hm_labels_add_layer(&text.gold, 0, NULL), HMRNN_OK);
    for (size_t i = 0; i < text.n; i++)
        text.gold.layer[0][i] =
            text.ids[i] == NEWLINE ? HM_LABEL_NONE : (uint8_t)(text.ids[i] % HM_LABEL_NONE % 250);
    assert_int_equal(hm_id_text_set_labels(&text, NULL, NULL), HMRNN_OK);
    return text;
}

/// Check what one row reads in a window, where symbol k of a record is read at step k + 1.
static void
expect_row(const hm_id_text *text, size_t lag, size_t n_steps, size_t n_rows, size_t row,
           const uint32_t *inputs, const uint32_t *targets, const uint8_t *events,
           const uint8_t *labels, uint32_t *before, uint8_t *n_read)
{
    for (size_t t = 0; t < n_steps; t++) {
        const size_t at = t * n_rows + row;
        if (events[at] == HM_ROW_IDLES) {
            assert_true(targets[at] == HM_NO_TARGET && labels[at] == HM_LABEL_NONE);
            before[row] = NEWLINE;
            continue;
        }
        if (events[at] == HM_ROW_RESETS) {
            assert_int_equal(inputs[at], NEWLINE);
            assert_true(targets[at] == NEWLINE + 1 || targets[at] >= FIRST);
        }
        if (inputs[at] >= FIRST) {
            const uint32_t i = inputs[at] - FIRST;
            n_read[i]++;
            assert_int_equal(targets[at], text->ids[i + 1]);
            if (before[row] >= FIRST)
                assert_int_equal(before[row] + 1, inputs[at]);
        } else if (events[at] == HM_ROW_GOES_ON) {
            assert_int_equal(targets[at], HM_NO_TARGET);  // read for the sake of a late detector
        }
        const uint32_t decided = lag == 0 ? inputs[at] : before[row];
        assert_int_equal(labels[at], events[at] == HM_ROW_GOES_ON && decided >= FIRST
                                         ? text->gold.layer[0][decided - FIRST]
                                         : HM_LABEL_NONE);
        before[row] = inputs[at];
    }
}

static void
every_record_is_read_whole_once_an_epoch(void **state)
{
    (void)state;
    static const uint64_t seed = 7;
    hm_id_text text = numbered_text(1);
    for (size_t lag = 0; lag <= 1; lag++) {
        for (size_t T = 5; T <= 40; T += 35) {
            enum { B = 6 };
            hm_record_batch batches;
            assert_int_equal(hm_record_batch_init(&batches, &text, NEWLINE, lag, B, T, &seed, NULL),
                             HMRNN_OK);
            assert_int_equal(batches.n_records, N_RECORDS);
            for (size_t epoch = 0; epoch < 2; epoch++) {
                uint8_t n_read[2000] = {0};
                uint32_t before[B] = {0};
                size_t n_windows = 0;
                bool is_over = false;
                for (; !is_over; n_windows++) {
                    uint32_t inputs[40 * B], targets[40 * B];
                    uint8_t events[40 * B], labels[40 * B];
                    const size_t n_steps = hm_record_batch_steps(&batches);
                    size_t n_live = 0;
                    assert_true(n_steps > 0 && n_steps <= T);
                    hm_record_batch_read(&batches, n_steps, 0, B, inputs, targets, events);
                    hm_record_batch_labels(&batches, 0, n_steps, 0, B, labels);
                    for (size_t row = 0; row < B; row++)
                        expect_row(&text, lag, n_steps, B, row, inputs, targets, events, labels,
                                   before, n_read);
                    for (size_t i = 0; i < n_steps * B; i++)
                        n_live += events[i] != HM_ROW_IDLES;
                    assert_int_equal(n_live, hm_record_batch_live_steps(&batches, n_steps));
                    is_over = hm_record_batch_advance(&batches);
                }
                assert_int_equal(n_windows, batches.n_windows);
                for (size_t i = 0; i < text.n; i++)
                    assert_int_equal(n_read[i], text.ids[i] == NEWLINE ? 0 : 1);
            }
            hm_record_batch_release(&batches);
        }
    }
    hm_id_text_release(&text);
}

static void
the_order_follows_from_seed_and_epoch_alone(void **state)
{
    (void)state;
    static const uint64_t seed = 7;
    static const uint64_t other_seed = 8;
    hm_id_text text = numbered_text(2);
    hm_record_batch a, b, c;
    assert_int_equal(hm_record_batch_init(&a, &text, NEWLINE, 1, 4, 10, &seed, NULL), HMRNN_OK);
    assert_int_equal(hm_record_batch_init(&b, &text, NEWLINE, 1, 4, 10, &seed, NULL), HMRNN_OK);
    assert_int_equal(hm_record_batch_init(&c, &text, NEWLINE, 1, 4, 10, &other_seed, NULL),
                     HMRNN_OK);
    assert_memory_not_equal(a.batch, c.batch, a.n_batches * sizeof *a.batch);
    uint32_t *const first = malloc(a.n_batches * sizeof *first);
    memcpy(first, a.batch, a.n_batches * sizeof *first);

    for (size_t i = 0; i < a.n_windows + 5; i++)
        hm_record_batch_advance(&a);
    hm_record_batch_seek(&b, 1, 5);

    assert_memory_not_equal(a.batch, first, a.n_batches * sizeof *first);
    assert_memory_equal(a.batch, b.batch, a.n_batches * sizeof *a.batch);
    assert_memory_equal(a.record, b.record, a.n_records * sizeof *a.record);
    assert_true(a.n_batches_done == b.n_batches_done && a.n_steps_done == b.n_steps_done);
    free(first);
    hm_record_batch_release(&a);
    hm_record_batch_release(&b);
    hm_record_batch_release(&c);
    hm_id_text_release(&text);
}

// --------------------------------------------------------------------------------------------- run

static hmrnn_train_options
record_options(void)
{
    hmrnn_train_options options = api_fixture_options();
    options.sequences = HMRNN_SEQUENCES_RECORDS;
    options.n_layers = 3;
    options.n_units[2] = 9;
    options.bptt = 25;  // records have 20 to 39 characters
    options.epochs = 2.5;
    return options;
}

static hm_bytes
train_whole(const hmrnn_train_options *options, hmrnn_train_report *report)
{
    hmrnn_trainer *const trainer = api_fixture_begin(options, N_RECORDS);
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, report);
    hm_bytes saved = api_fixture_saved(trainer);
    hmrnn_trainer_free(trainer);
    return saved;
}

static void
expect_equal(const hm_bytes *a, const hm_bytes *b)
{
    assert_int_equal(a->n_bytes, b->n_bytes);
    assert_memory_equal(a->data, b->data, a->n_bytes);
}

static void
a_record_costs_what_it_costs_by_itself(void **state)
{
    (void)state;
    hmrnn_train_options options = record_options();
    hmrnn_train_report report;
    hmrnn_model *model = NULL;
    hmrnn_scorer *scorer = NULL;
    options.rate = 1e-9;
    options.clip = 1e-9;
    options.epochs = 1.0;
    options.batch = 7;
    hm_bytes saved = train_whole(&options, &report);
    hmrnn_corpus *const valid = api_fixture_corpus(N_RECORDS / 10 + 1, 2);
    assert_int_equal(hmrnn_model_open(&model, "saved", NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 1, NULL), HMRNN_OK);

    double sum = 0.0;
    double n = 0.0;
    for (size_t first = 0; first < valid->n_chars;) {
        double bits[64];
        size_t end = first;
        while (valid->chars[end] != '\n')
            end++;
        const hmrnn_text record = {valid->chars + first, end + 1 - first};  // with its newline
        double *const list[] = {bits};
        assert_int_equal(hmrnn_scorer_batch(scorer, 1, &record, list, NULL, NULL), HMRNN_OK);
        for (size_t i = 0; i < record.n_chars; i++, n += 1.0)
            sum += bits[i];
        first = end + 1;
    }

    assert_true(fabs(sum / n - report.best_bpc) < 1e-6 * report.best_bpc);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
    hmrnn_corpus_free(valid);
    hm_bytes_release(&saved);
}

static void
a_run_on_records_learns(void **state)
{
    (void)state;
    hmrnn_train_options options = record_options();
    hmrnn_train_report report;
    options.epochs = 12.0;
    hm_bytes saved = train_whole(&options, &report);
    assert_true(report.best_bpc < 2.6);  // of 4.1 for letters in any order
    hm_bytes_release(&saved);
}

static void
the_model_depends_neither_on_threads_nor_on_a_stop(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        hmrnn_train_options options = record_options();
        hmrnn_train_report report;
        hmrnn_train_event event = HMRNN_TRAINED;
        options.batch = k == 0 ? 6 : 40;  // one shard and two
        options.is_bidirectional = (int)k;
        options.dropout_layers = 0.2;
        options.layer_zoneout = 0.1;
        options.boundary_penalty = 0.02;
        options.mask = 0.1;
        hm_bytes whole = train_whole(&options, &report);
        options.n_threads = 3;
        hm_bytes threads = train_whole(&options, &report);
        expect_equal(&threads, &whole);
        hm_bytes_release(&threads);

        options.n_threads = 1;
        hmrnn_trainer *const trainer = api_fixture_begin(&options, N_RECORDS);
        for (size_t i = 1; event != HMRNN_FINISHED; i++) {
            assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
            if (i % 3 != 0)
                continue;
            hmrnn_corpus *text = api_fixture_corpus(N_RECORDS, 1);
            hmrnn_corpus *valid = api_fixture_corpus(N_RECORDS / 10 + 1, 2);
            hmrnn_trainer *resumed = NULL;
            assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
            assert_int_equal(hmrnn_trainer_resume(&resumed, "checkpoint", &options, &text, &valid,
                                                  NULL),
                             HMRNN_OK);
            api_fixture_finish(resumed);
            hm_bytes saved = api_fixture_saved(resumed);
            expect_equal(&saved, &whole);
            hm_bytes_release(&saved);
            hmrnn_trainer_free(resumed);
        }
        hmrnn_trainer_free(trainer);
        hm_bytes_release(&whole);
    }
}

/// The weights after a run with so many rows.
static float *
weights_of(size_t batch, size_t *n)
{
    hmrnn_train_options options = record_options();
    options.batch = batch;
    options.boundary_penalty = 0.05;  // which rows that idle must not pay
    options.layer_zoneout = 0.1;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, N_RECORDS);
    api_fixture_finish(trainer);
    *n = trainer->run[0]->n_parameters;
    float *const weights = malloc(*n * sizeof *weights);
    memcpy(weights, trainer->run[0]->model.params.all, *n * sizeof *weights);
    hmrnn_trainer_free(trainer);
    return weights;
}

static void
rows_that_idle_change_nothing(void **state)
{
    (void)state;
    size_t n = 0;
    float *const exact = weights_of(N_RECORDS, &n);
    float *const more = weights_of(N_RECORDS + 30, &n);
    assert_memory_equal(more, exact, n * sizeof *exact);
    free(exact);
    free(more);
}

static void
drawings_are_records_too(void **state)
{
    (void)state;
    hmrnn_corpus *corpora[2] = {NULL, NULL};
    hmrnn_trainer *trainer = NULL;
    hmrnn_train_report report;
    hmrnn_train_options options = record_options();
    hm_rng rng = hm_rng_stream(4, 0);
    options.n_components = 3;
    options.schedule = HMRNN_SCHEDULE_COSINE;
    for (size_t k = 0; k < 2; k++) {
        assert_int_equal(hmrnn_corpus_new(&corpora[k], NULL), HMRNN_OK);
        for (size_t d = 0; d < 30; d++) {
            hmrnn_point points[20];
            const size_t n = 3 + hm_rng_below(&rng, 17);
            for (size_t i = 0; i < n; i++)
                points[i] = (hmrnn_point){1.0f, i % 2 == 0 ? 2.0f : -2.0f, i + 1 == n};
            assert_int_equal(hmrnn_corpus_add_drawing(corpora[k], &(hmrnn_drawing){points, n},
                                                      NULL),
                             HMRNN_OK);
        }
    }
    const size_t n_points = hmrnn_corpus_chars(corpora[0]);
    options.epochs = 40.0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &corpora[0], &corpora[1], NULL),
                     HMRNN_OK);
    for (hmrnn_train_event event = HMRNN_TRAINED; event != HMRNN_EVALUATED;)
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    const double first = report.valid_bpc;
    assert_int_equal(report.n_chars, n_points);  // each point is predicted once an epoch
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);
    assert_true(report.best_bpc < first - 1.0);
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_is_read_whole_once_an_epoch),
        cmocka_unit_test(the_order_follows_from_seed_and_epoch_alone),
        cmocka_unit_test(a_record_costs_what_it_costs_by_itself),
        cmocka_unit_test(a_run_on_records_learns),
        cmocka_unit_test(the_model_depends_neither_on_threads_nor_on_a_stop),
        cmocka_unit_test(rows_that_idle_change_nothing),
        cmocka_unit_test(drawings_are_records_too),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
