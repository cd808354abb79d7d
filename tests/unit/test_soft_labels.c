// SPDX-License-Identifier: BSD-2-Clause
//
// Training with soft labels of the boundaries, and with masked symbols.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "lib/modalities.h"
#include "tmpdir.h"
#include "train/checkpoint.h"
#include "train/report.h"
#include "train/trainer.h"
#include "train/validate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_TRAIN 6000
#define N_VALID 600

/// A certain label.
static uint8_t
said(bool ends)
{
    return hm_soft_label_of(ends ? 1.0f : 0.0f, ends);
}

/// Letters at random, and a newline now and then.
static hm_id_text
letters_text(const hm_alphabet *alphabet, size_t n, uint64_t seed)
{
    hm_id_text text = {.n = n};
    assert_int_equal(hm_id_text_reserve(&text, n, NULL), HMRNN_OK);
    hm_rng rng = hm_rng_stream(seed, 9);
    assert_true(text.ids != NULL);
    for (size_t i = 0; i < n; i++) {
        const uint32_t c = i % 31 == 30 ? '\n' : 'a' + (uint32_t)hm_rng_below(&rng, 8);
        text.ids[i] = hm_alphabet_id(alphabet, c);
    }
    return text;
}

/// A segment of layer l after each of some letters; one gap in ten has no label.
static void
label_letters(const hm_alphabet *alphabet, const hm_id_text *text, size_t l, const char *letters,
              hm_labels *labels)
{
    hm_rng rng = hm_rng_stream(text->n, 10);
    assert_int_equal(hm_labels_add_layer(labels, l, NULL), HMRNN_OK);
    for (size_t i = 0; i < text->n; i++) {
        bool ends = false;
        for (const char *c = letters; *c != '\0'; c++)
            ends = ends || text->ids[i] == hm_alphabet_id(alphabet, (uint32_t)*c);
        labels->layer[l][i] = hm_rng_below(&rng, 10) == 0 ? HM_LABEL_NONE : said(ends);
    }
}

/// Labels of layer 1 for a text.
static hm_labels
letter_labels(const hm_alphabet *alphabet, const hm_id_text *text, const char *letters)
{
    hm_labels labels = hm_labels_in(NULL, HM_LABELS_LEXICON);
    hm_labels_append(&labels, text->n);
    label_letters(alphabet, text, 0, letters, &labels);
    return labels;
}

static void
set_labels(hm_trainer *trainer, const char *letters)
{
    const hm_alphabet *const alphabet = trainer->model.alphabet;
    hm_labels train = letter_labels(alphabet, &trainer->train, letters);
    hm_labels valid = letter_labels(alphabet, &trainer->valid, letters);
    assert_int_equal(hm_trainer_set_labels(trainer, &train, &valid, NULL), HMRNN_OK);
    hm_labels_release(&train);
    hm_labels_release(&valid);
}

static hm_trainer *
begin(const hmrnn_train_options *options, size_t n_layers, hm_id_text *train, hm_id_text *valid)
{
    hm_model model;
    api_fixture_model_init(&model, n_layers, 1.0f, 3);
    uint8_t *separates = calloc(model.dims.n_symbols, 1);
    assert_non_null(separates);
    hm_trainer *trainer = NULL;
    if (train->ids == NULL)
        *train = letters_text(model.alphabet, N_TRAIN, 1);
    if (valid->ids == NULL)
        *valid = letters_text(model.alphabet, N_VALID, 2);
    assert_int_equal(hm_trainer_new(&trainer, options, &model, train, valid, &separates, NULL),
                     HMRNN_OK);
    return trainer;
}

static hm_trainer *
begin_guided(const hmrnn_train_options *options)
{
    hm_id_text train = HM_ID_TEXT_INIT;
    hm_id_text valid = HM_ID_TEXT_INIT;
    hm_trainer *const trainer = begin(options, 2, &train, &valid);
    set_labels(trainer, "cd");
    return trainer;
}

static void
finish(hm_trainer *trainer)
{
    for (hmrnn_train_event event = HMRNN_TRAINED; event != HMRNN_FINISHED;)
        assert_int_equal(hm_trainer_advance(trainer, &event, NULL), HMRNN_OK);
}

static hmrnn_train_options
guided_options(size_t lag)
{
    hmrnn_train_options options = api_fixture_options();
    options.label_lag = lag;
    options.epochs = 4.0;
    return options;
}

static void
a_guide_is_followed_at_either_lag(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        const hmrnn_train_options options = guided_options(lag);
        hm_trainer *const trainer = begin_guided(&options);
        hmrnn_train_report report;
        hm_trainer_report(trainer, &report);
        assert_true(isnan(report.label_loss) && isnan(report.label_f1));

        finish(trainer);

        hm_trainer_report(trainer, &report);
        assert_true(report.label_f1 > 0.98);
        assert_true(report.label_loss < 0.2);
        assert_true(report.boundary_rate[0] > 0.15 && report.boundary_rate[0] < 0.35);
        assert_int_equal(trainer->progress.best_lag, lag);
        hm_trainer_free(trainer);
    }
}

static void
another_guide_changes_what_is_followed_and_what_is_best(void **state)
{
    (void)state;
    hmrnn_train_options options = guided_options(0);
    options.patience = 100;  // the rate stays as it is
    hm_trainer *const trainer = begin_guided(&options);
    hmrnn_train_report report;
    finish(trainer);
    const double before = trainer->progress.best_cost;

    set_labels(trainer, "a");
    hm_trainer_validate(trainer);
    hm_trainer_report(trainer, &report);
    assert_true(report.label_f1 < 0.2);
    assert_true(trainer->progress.best_cost > before);  // the new guide's, though it is worse
    trainer->options.epochs = 8.0;
    finish(trainer);

    hm_trainer_report(trainer, &report);
    assert_true(report.label_f1 > 0.98);
    hm_trainer_free(trainer);
}

static void
a_guide_without_a_detector_is_refused(void **state)
{
    (void)state;
    const hmrnn_train_options options = guided_options(0);
    hm_id_text train = HM_ID_TEXT_INIT;
    hm_id_text valid = HM_ID_TEXT_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    hm_trainer *const trainer = begin(&options, 1, &train, &valid);
    hm_labels labels = letter_labels(trainer->model.alphabet, &trainer->train, "cd");

    assert_int_equal(hm_trainer_set_labels(trainer, &labels, NULL, &err), HMRNN_EARG);

    assert_non_null(strstr(err.text, "a guide needs a detector"));
    hm_labels_release(&labels);
    hm_trainer_free(trainer);
}

static void
a_guided_run_goes_on_from_a_checkpoint_to_the_bit(void **state)
{
    (void)state;
    hmrnn_train_options options = guided_options(1);
    options.mask = 0.3;
    options.label_weight_end = 0.2;
    options.epochs = 1.5;
    hm_trainer *const whole = begin_guided(&options);
    hm_trainer *const stopped = begin_guided(&options);
    hmrnn_train_event event = HMRNN_TRAINED;
    finish(whole);
    for (size_t i = 0; i < 70; i++)
        assert_int_equal(hm_trainer_advance(stopped, &event, NULL), HMRNN_OK);
    assert_int_equal(hm_checkpoint_write(1, &stopped, "checkpoint", NULL), HMRNN_OK);

    hm_container container = HM_CONTAINER_INIT;
    hm_model model = HM_MODEL_INIT;
    hmrnn_train_options chosen = api_fixture_options();
    hm_trainer *resumed = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    hm_id_text train = letters_text(whole->model.alphabet, N_TRAIN, 1);
    hm_id_text valid = letters_text(whole->model.alphabet, N_VALID, 2);
    uint8_t *separates = calloc(whole->model.dims.n_symbols, 1);
    chosen.epochs = 0.0;
    chosen.n_threads = 2;
    assert_int_equal(hm_container_open(&container, "checkpoint", NULL), HMRNN_OK);
    assert_int_equal(hm_checkpoint_begin(&container, hm_modalities, &chosen, &model, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_trainer_new(&resumed, &chosen, &model, &train, &valid, &separates, NULL),
                     HMRNN_OK);
    if (hm_checkpoint_restore(1, &resumed, &container, &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    finish(resumed);

    assert_memory_equal(resumed->model.params.all, whole->model.params.all,
                        whole->n_parameters * sizeof(float));
    assert_memory_equal(resumed->best, whole->best, whole->n_parameters * sizeof(float));
    assert_memory_equal(&resumed->progress, &whole->progress, sizeof whole->progress);
    hm_container_close(&container);
    hm_trainer_free(resumed);
    hm_trainer_free(stopped);
    hm_trainer_free(whole);
}

static void
a_guide_takes_as_many_decisions_as_it_is_given(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        hmrnn_train_options options = guided_options(lag);
        options.clamp = lag == 0 ? 1.0 : 0.5;
        options.label_weight = 0.0;
        options.bptt = 200;
        hm_trainer *const trainer = begin_guided(&options);
        const hm_shard *const shard = &trainer->shards[0];
        const float *const z = shard->window.tape.layer[0].z;
        hmrnn_train_event event = HMRNN_FINISHED;
        size_t n = 0;
        size_t n_taken = 0;

        assert_int_equal(hm_trainer_advance(trainer, &event, NULL), HMRNN_OK);

        for (size_t t = lag + 1; t + 1 < options.bptt; t++)
            for (size_t row = 0; row < shard->n_rows; row++) {
                const size_t at = t * shard->n_rows + row;
                const size_t i = row * trainer->sequences.streams.length + t - lag;
                const uint8_t wanted = trainer->train.labels.layer[0][i];
                if (wanted == HM_LABEL_NONE)
                    continue;
                n++;
                n_taken += shard->clamp[at] != HM_LABEL_NONE;
                if (shard->clamp[at] != HM_LABEL_NONE)
                    assert_true(z[at + shard->n_rows] == (float)hm_soft_label_decision(wanted));
            }
        // 1400 draws: a standard deviation of at most 0.014
        assert_true(fabs((double)n_taken / (double)n - options.clamp) < 0.06);
        hm_trainer_free(trainer);
    }
}

static void
symbols_are_hidden_as_often_as_asked_and_newlines_never(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.mask = 0.4;
    options.bptt = 200;
    hm_trainer *const trainer = begin_guided(&options);
    const hm_shard *const shard = &trainer->shards[0];
    hmrnn_train_event event = HMRNN_FINISHED;
    size_t n = 0;
    size_t n_hidden = 0;

    assert_int_equal(hm_trainer_advance(trainer, &event, NULL), HMRNN_OK);

    for (size_t row = 0; row < shard->n_rows; row++)
        for (size_t t = 0; t < options.bptt; t++) {
            const uint32_t was = trainer->train.ids[row * trainer->sequences.streams.length + t];
            const uint32_t is = shard->inputs[t * shard->n_rows + row];
            assert_int_equal(shard->targets[t * shard->n_rows + row],
                             trainer->train.ids[row * trainer->sequences.streams.length + t + 1]);
            assert_true(is == was || (is == HM_SYMBOL_UNKNOWN && was != trainer->record_separator));
            n += was != trainer->record_separator;
            n_hidden += is != was;
        }
    // 1500 draws of probability 0.4: a standard deviation of 0.013
    assert_true(fabs((double)n_hidden / (double)n - 0.4) < 0.06);
    hm_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guide_is_followed_at_either_lag),
        cmocka_unit_test(another_guide_changes_what_is_followed_and_what_is_best),
        cmocka_unit_test(a_guide_without_a_detector_is_refused),
        cmocka_unit_test(a_guided_run_goes_on_from_a_checkpoint_to_the_bit),
        cmocka_unit_test(a_guide_takes_as_many_decisions_as_it_is_given),
        cmocka_unit_test(symbols_are_hidden_as_often_as_asked_and_newlines_never),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
