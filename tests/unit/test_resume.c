// SPDX-License-Identifier: BSD-2-Clause
//
// Checkpoints: a run that was stopped at any point and resumed ends in the same model, to the bit.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N_RECORDS 40

static hmrnn_status
resume(hmrnn_trainer **out, const char *path, double epochs, uint64_t text_seed, hmrnn_error *err)
{
    hmrnn_train_options options = api_fixture_options();
    hmrnn_corpus *text = api_fixture_corpus(N_RECORDS, text_seed);
    hmrnn_corpus *valid = api_fixture_corpus(N_RECORDS / 10 + 1, 2);
    hmrnn_corpus *const before[2] = {text, valid};
    options.epochs = epochs;
    options.n_threads = 2;
    options.seed = 99;  // not looked at, as all that is not said to be
    options.rate = 5.0;
    const hmrnn_status status = hmrnn_trainer_resume(out, path, &options, &text, &valid, err);
    if (status != HMRNN_OK) {
        assert_ptr_equal(text, before[0]);
        assert_ptr_equal(valid, before[1]);
    } else {
        assert_true(text == NULL && valid == NULL);
    }
    hmrnn_corpus_free(text);
    hmrnn_corpus_free(valid);
    return status;
}

static void
expect_resumed_model(hmrnn_trainer *trainer, size_t n_done, const hm_bytes *wanted)
{
    hmrnn_trainer *resumed = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    hmrnn_train_report then;
    hmrnn_train_report now;
    assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
    if (resume(&resumed, "checkpoint", 0.0, 1, &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    hmrnn_trainer_report(trainer, &then);
    hmrnn_trainer_report(resumed, &now);
    assert_memory_equal(&then, &now, sizeof then);

    hm_bytes first = read_whole("checkpoint");
    assert_int_equal(hmrnn_trainer_checkpoint(resumed, "checkpoint", NULL), HMRNN_OK);
    hm_bytes second = read_whole("checkpoint");
    assert_int_equal(first.n_bytes, second.n_bytes);
    assert_memory_equal(first.data, second.data, first.n_bytes);

    api_fixture_finish(resumed);
    hm_bytes model = api_fixture_saved(resumed);
    if (model.n_bytes != wanted->n_bytes || memcmp(model.data, wanted->data, model.n_bytes) != 0)
        fail_msg("resumed after %zu pieces of work: another model", n_done);
    hm_bytes_release(&model);
    hm_bytes_release(&first);
    hm_bytes_release(&second);
    hmrnn_trainer_free(resumed);
}

/// Stop a run after every piece of work it does: windows, evaluations, ends of epochs.
static void
stop_everywhere(const hmrnn_train_options *options)
{
    hmrnn_trainer *const whole = api_fixture_begin(options, N_RECORDS);
    const size_t n = api_fixture_finish(whole);
    hm_bytes wanted = api_fixture_saved(whole);
    hmrnn_trainer_free(whole);

    hmrnn_trainer *const trainer = api_fixture_begin(options, N_RECORDS);
    for (size_t i = 0; i <= n; i++) {
        hmrnn_train_event event = HMRNN_TRAINED;
        expect_resumed_model(trainer, i, &wanted);
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    }
    hmrnn_trainer_free(trainer);
    hm_bytes_release(&wanted);
}

static void
a_run_stopped_anywhere_ends_in_the_same_model(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.evaluate_chars = 600;
    options.bptt = 25;
    options.epochs = 2.3;
    stop_everywhere(&options);
}

static void
also_one_with_draws_and_a_cosine(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.boundary = HMRNN_BOUNDARY_SAMPLED;
    options.dropout = 0.3;
    options.estimator = HMRNN_ESTIMATOR_SKIP;
    options.ste = HMRNN_STE_INWARD;
    options.schedule = HMRNN_SCHEDULE_COSINE;
    options.bptt = 40;
    options.batch = 5;
    stop_everywhere(&options);
}

static void
also_one_whose_rate_falls_in_steps(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.rate = 0.5;
    options.decay = 3.0;
    options.patience = 2;
    options.stop_rate = 0.05;
    options.bptt = 70;
    options.epochs = 12.0;
    stop_everywhere(&options);
}

static void
also_one_that_multiplies_in_bfloat16(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.matmul = HMRNN_MATMUL_BFLOAT16;
    options.bptt = 40;
    stop_everywhere(&options);
}

static void
also_an_lstm(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.cell = HMRNN_CELL_LSTM;
    options.has_layer_norm = 0;
    options.bptt = 60;
    stop_everywhere(&options);
}

static void
also_one_in_two_directions(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.is_bidirectional = 1;
    options.has_char_classes = 1;
    options.mask = 0.2;
    options.bptt = 40;
    options.epochs = 1.6;
    options.rate = 0.1;
    options.decay = 3.0;  // the directions fall out of step
    stop_everywhere(&options);
}

static void
also_one_with_all_that_came_after_the_paper(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.dropout_input = options.dropout_layers = options.dropout_output = 0.2;
    options.dropout_weights = 0.3;
    options.layer_zoneout = 0.1;
    options.weight_decay = 0.2;
    options.detector_rate = 0.1;
    options.boundary_penalty = 0.02;
    options.ema = 0.8;
    options.warmup = 7;
    options.hold = 0.4;
    options.schedule = HMRNN_SCHEDULE_COSINE;
    options.bptt = 40;
    options.batch = 5;
    stop_everywhere(&options);
    options.is_bidirectional = 1;
    options.epochs = 1.0;
    stop_everywhere(&options);
}

static void
make_checkpoint(hmrnn_schedule schedule)
{
    hmrnn_train_options options = api_fixture_options();
    hmrnn_train_event event = HMRNN_TRAINED;
    options.schedule = schedule;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, N_RECORDS);
    assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
    hmrnn_trainer_free(trainer);
}

static void
another_text_is_refused(void **state)
{
    (void)state;
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    make_checkpoint(HMRNN_SCHEDULE_PLATEAU);

    assert_int_equal(resume(&trainer, "checkpoint", 0.0, 3, &err), HMRNN_EFORMAT);

    assert_non_null(strstr(err.text, "checkpoint: the checkpoint was made with another "
                                     "training-text"));
    assert_null(trainer);
}

static void
epochs_can_be_added_where_the_rate_does_not_follow_them(void **state)
{
    (void)state;
    hmrnn_trainer *trainer = NULL;
    hmrnn_train_report report;
    hmrnn_error err = {HMRNN_OK, ""};
    make_checkpoint(HMRNN_SCHEDULE_PLATEAU);
    assert_int_equal(resume(&trainer, "checkpoint", 3.0, 1, NULL), HMRNN_OK);
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);
    assert_true(report.epochs == 3.0 && report.epoch == 3.0);
    hmrnn_trainer_free(trainer);

    trainer = NULL;
    make_checkpoint(HMRNN_SCHEDULE_COSINE);
    assert_int_equal(resume(&trainer, "checkpoint", 3.0, 1, &err), HMRNN_EARG);
    assert_non_null(strstr(err.text, "the epochs (2) cannot be changed"));
    assert_null(trainer);
}

static void
epochs_out_of_range_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {(double)INFINITY, 1e30};
    make_checkpoint(HMRNN_SCHEDULE_PLATEAU);
    for (size_t i = 0; i < 2; i++) {
        hmrnn_trainer *trainer = NULL;
        assert_int_equal(resume(&trainer, "checkpoint", bad[i], 1, NULL), HMRNN_EARG);
        assert_null(trainer);
    }
}

static void
a_model_is_no_checkpoint(void **state)
{
    (void)state;
    const hmrnn_train_options options = api_fixture_options();
    hmrnn_trainer *const made = api_fixture_begin(&options, N_RECORDS);
    hm_bytes model = api_fixture_saved(made);
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};

    assert_int_equal(resume(&trainer, "saved", 0.0, 1, &err), HMRNN_EFORMAT);
    assert_memory_equal(err.text, "saved: ", 7);
    assert_int_equal(resume(&trainer, "missing", 0.0, 1, &err), HMRNN_EIO);

    assert_null(trainer);
    hm_bytes_release(&model);
    hmrnn_trainer_free(made);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_stopped_anywhere_ends_in_the_same_model),
        cmocka_unit_test(also_one_with_draws_and_a_cosine),
        cmocka_unit_test(also_one_whose_rate_falls_in_steps),
        cmocka_unit_test(also_one_that_multiplies_in_bfloat16),
        cmocka_unit_test(also_an_lstm),
        cmocka_unit_test(also_one_in_two_directions),
        cmocka_unit_test(also_one_with_all_that_came_after_the_paper),
        cmocka_unit_test(another_text_is_refused),
        cmocka_unit_test(epochs_can_be_added_where_the_rate_does_not_follow_them),
        cmocka_unit_test(epochs_out_of_range_are_refused),
        cmocka_unit_test(a_model_is_no_checkpoint),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
