// SPDX-License-Identifier: BSD-2-Clause
//
// Training runs through the public functions: they learn and end, and texts that cannot be used are
// given back.
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

static hmrnn_corpus *
corpus_of(const char *record, size_t n_records)
{
    hmrnn_corpus *corpus = NULL;
    hmrnn_text text = api_fixture_text(record);
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n_records; i++)
        assert_int_equal(hmrnn_corpus_add(corpus, &text, NULL), HMRNN_OK);
    api_fixture_free(&text);
    return corpus;
}

static void
what_repeats_is_learned(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    hmrnn_corpus *text = corpus_of("abcdefgh", 400);
    hmrnn_corpus *valid = corpus_of("abcdefgh", 40);
    hmrnn_trainer *trainer = NULL;
    hmrnn_train_report report;
    options.epochs = 8.0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    assert_true(isnan(report.valid_bpc) && isnan(report.best_bpc));

    assert_int_equal(hmrnn_trainer_evaluate(trainer, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    const double before = report.valid_bpc;
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);

    assert_true(before > 2.5 && before < 4.5);  // about log2 of ten symbols
    assert_true(report.valid_bpc < 0.3);
    assert_true(report.train_bpc < 0.5);
    assert_true(report.best_bpc <= report.valid_bpc);
    hmrnn_trainer_free(trainer);
    hmrnn_trainer_free(NULL);
}

static void
the_report_counts_what_was_done(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.epochs = 1.5;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 100);
    hmrnn_train_report report;
    hmrnn_train_event event = HMRNN_FINISHED;

    assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    assert_int_equal(event, HMRNN_TRAINED);
    assert_int_equal(report.n_windows, 1);
    assert_int_equal(report.n_chars, 12 * 8);
    assert_true(report.epoch > 0.0 && report.epoch < 0.1 && report.epochs == 1.5);
    assert_int_equal(report.n_layers, 2);

    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);
    assert_true(report.epoch >= 1.5 && report.epoch < 1.6);
    assert_int_equal(report.n_recovered, 0);
    assert_true(report.boundary_rate[0] >= 0.0 && report.boundary_rate[0] <= 1.0);
    assert_true(report.update_rate[0] == 1.0);  // the lowest layer never copies
    hmrnn_trainer_free(trainer);
}

static void
evaluating_twice_is_evaluating_once(void **state)
{
    (void)state;
    const hmrnn_train_options options = api_fixture_options();
    hmrnn_trainer *const plain = api_fixture_begin(&options, 60);
    hmrnn_trainer *const eager = api_fixture_begin(&options, 60);

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(hmrnn_trainer_evaluate(eager, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_trainer_evaluate(plain, NULL), HMRNN_OK);
    api_fixture_finish(plain);
    api_fixture_finish(eager);

    hm_bytes first = api_fixture_saved(plain);
    hm_bytes second = api_fixture_saved(eager);
    assert_int_equal(first.n_bytes, second.n_bytes);
    assert_memory_equal(first.data, second.data, first.n_bytes);
    hm_bytes_release(&first);
    hm_bytes_release(&second);
    hmrnn_trainer_free(plain);
    hmrnn_trainer_free(eager);
}

static void
a_plateau_ends_a_run_when_the_rate_is_too_small(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.rate = 1e-9;  // what is learned drowns in the last digits
    options.decay = 1000.0;
    options.stop_rate = 1e-9;
    options.epochs = 1000.0;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 20);
    hmrnn_train_report report;

    api_fixture_finish(trainer);

    hmrnn_trainer_report(trainer, &report);
    assert_true(report.epoch < 1000.0);
    assert_true(report.rate < 1e-9);
    hmrnn_trainer_free(trainer);
}

static void
a_cosine_ends_a_run_at_rate_zero_and_further_calls_change_nothing(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.schedule = HMRNN_SCHEDULE_COSINE;
    options.evaluate_chars = 500;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 60);
    hmrnn_train_report report;

    api_fixture_finish(trainer);

    hmrnn_trainer_report(trainer, &report);
    assert_true(report.epoch == 2.0);
    assert_true(fabs(report.rate) < 1e-15);
    assert_int_equal(api_fixture_finish(trainer), 0);
    hmrnn_trainer_free(trainer);
}

static void
facts_of_the_caller_stand_in_the_model(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.epochs = 0.1;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 60);
    const hmrnn_metadata metadata[] = {{"title", "A trial"}, {"licence", "none"}};
    const hmrnn_metadata bad = {"no good", "name"};
    hmrnn_model *model = NULL;
    api_fixture_finish(trainer);

    assert_int_equal(hmrnn_trainer_save(trainer, "m", HMRNN_FLOAT16, 2, metadata, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_model_open(&model, "m", NULL), HMRNN_OK);

    assert_string_equal(hmrnn_model_metadata(model, "title"), "A trial");
    assert_string_equal(hmrnn_model_metadata(model, "licence"), "none");
    assert_non_null(hmrnn_model_metadata(model, "valid-bpc"));
    assert_int_equal(hmrnn_trainer_save(trainer, "m", HMRNN_FLOAT32, 1, &bad, NULL), HMRNN_EARG);
    assert_int_equal(hmrnn_trainer_save(trainer, "no/m", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_EIO);
    hmrnn_model_free(model);
    hmrnn_trainer_free(trainer);
}

static void
a_run_from_a_model_goes_on_with_its_shapes_boundary_and_lag(void **state)
{
    (void)state;
    const hmrnn_train_options options = api_fixture_options();
    hmrnn_model *const init = api_fixture_model(3, 1, 1.0f, 4);
    hmrnn_corpus *text = api_fixture_corpus(60, 1);
    hmrnn_corpus *valid = api_fixture_corpus(9, 2);
    hmrnn_trainer *trainer = NULL;
    hmrnn_model *model = NULL;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, init, &text, &valid, NULL), HMRNN_OK);
    hmrnn_model_free(init);

    assert_int_equal(hmrnn_trainer_save(trainer, "m", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_model_open(&model, "m", NULL), HMRNN_OK);

    assert_string_equal(hmrnn_model_metadata(model, "units"), "20 17 9");
    assert_string_equal(hmrnn_model_metadata(model, "boundary"), "step");
    assert_string_equal(hmrnn_model_metadata(model, "boundary-lag"), "1");
    api_fixture_finish(trainer);
    hmrnn_model_free(model);
    hmrnn_trainer_free(trainer);
}

static void
each_direction_learns_what_follows_on_its_side(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    hmrnn_corpus *text = corpus_of("axdbxecxf", 400);
    hmrnn_corpus *valid = corpus_of("axdbxecxf", 40);
    hmrnn_trainer *trainer = NULL;
    hmrnn_model *model = NULL;
    hmrnn_train_report report;
    options.is_bidirectional = 1;
    options.epochs = 6.0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, NULL), HMRNN_OK);

    api_fixture_finish(trainer);

    hmrnn_trainer_report(trainer, &report);
    assert_true(report.best_bpc < 0.3);
    assert_int_equal(hmrnn_trainer_save(trainer, "m", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_model_open(&model, "m", NULL), HMRNN_OK);
    assert_string_equal(hmrnn_model_metadata(model, "bidirectional"), "1");
    hmrnn_trainer_free(trainer);

    // a run from it has two directions, too, whatever is asked
    options.is_bidirectional = 0;
    options.epochs = 0.1;
    text = corpus_of("axdbxecxf", 40);
    valid = corpus_of("axdbxecxf", 4);
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, model, &text, &valid, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_trainer_evaluate(trainer, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    assert_true(report.valid_bpc < 0.4);
    hmrnn_trainer_free(trainer);
    hmrnn_model_free(model);
}

/// These texts are refused, and still the caller's.
static void
expect_refusal(hmrnn_corpus *text, hmrnn_corpus *valid, size_t batch, const char *complaint)
{
    hmrnn_train_options options = api_fixture_options();
    hmrnn_corpus *const text_before = text;
    hmrnn_corpus *const valid_before = valid;
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    options.batch = batch;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, &err), HMRNN_ETEXT);
    if (strstr(err.text, complaint) == NULL)
        fail_msg("'%s' is not in '%s'", complaint, err.text);
    assert_null(trainer);
    assert_ptr_equal(text, text_before);
    assert_ptr_equal(valid, valid_before);
    hmrnn_corpus_free(text);
    hmrnn_corpus_free(valid);
}

static void
texts_that_cannot_be_used_are_errors_and_stay_the_callers(void **state)
{
    (void)state;
    expect_refusal(corpus_of("", 0), corpus_of("ab", 5), 8, "the training text is empty");
    expect_refusal(corpus_of("ab", 5), corpus_of("", 0), 1, "the validation text is empty");
    expect_refusal(corpus_of("ab", 5), corpus_of("xyz", 9), 1,
                   "the validation text has no character that the model knows");
    expect_refusal(corpus_of("", 50), corpus_of("ab", 5), 1, "the training text has no character");
    expect_refusal(corpus_of("abc", 4), corpus_of("ab", 5), 8,
                   "16 characters to train on are too few for a batch of 8 streams: give more "
                   "text, or a batch of at most 7");
}

static void
options_that_make_no_sense_are_named(void **state)
{
    (void)state;
    static const struct {
        size_t offset;
        double value;
        const char *complaint;
    } bad[] = {{offsetof(hmrnn_train_options, rate), 0.0, "rate is 0"},
               {offsetof(hmrnn_train_options, rate), (double)NAN, "rate is"},
               {offsetof(hmrnn_train_options, epochs), (double)INFINITY, "epochs is inf"},
               {offsetof(hmrnn_train_options, epochs), -1.0, "epochs is -1"},
               {offsetof(hmrnn_train_options, dropout), 1.0, "dropout is 1"},
               {offsetof(hmrnn_train_options, mask), 0.95, "mask is 0.95"},
               {offsetof(hmrnn_train_options, slope_start), 100.0, "slope-max is below"},
               {offsetof(hmrnn_train_options, decay), 1.0, "decay is 1"}};
    hmrnn_corpus *text = corpus_of("ab", 50);
    hmrnn_corpus *valid = corpus_of("ab", 5);
    hmrnn_trainer *trainer = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        hmrnn_train_options options = api_fixture_options();
        hmrnn_error err = {HMRNN_OK, ""};
        memcpy((char *)&options + bad[i].offset, &bad[i].value, sizeof(double));
        assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, &err),
                         HMRNN_EARG);
        if (strstr(err.text, bad[i].complaint) == NULL)
            fail_msg("'%s' is not in '%s'", bad[i].complaint, err.text);
    }
    hmrnn_train_options options = api_fixture_options();
    options.n_layers = 0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, NULL), HMRNN_EARG);
    options.n_layers = HMRNN_MAX_LAYERS + 1;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, NULL), HMRNN_EARG);
    options.n_layers = 2;
    options.batch = 0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text, &valid, NULL), HMRNN_EARG);
    assert_true(text != NULL && valid != NULL && trainer == NULL);
    hmrnn_corpus_free(text);
    hmrnn_corpus_free(valid);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_repeats_is_learned),
        cmocka_unit_test(the_report_counts_what_was_done),
        cmocka_unit_test(evaluating_twice_is_evaluating_once),
        cmocka_unit_test(a_plateau_ends_a_run_when_the_rate_is_too_small),
        cmocka_unit_test(a_cosine_ends_a_run_at_rate_zero_and_further_calls_change_nothing),
        cmocka_unit_test(facts_of_the_caller_stand_in_the_model),
        cmocka_unit_test(a_run_from_a_model_goes_on_with_its_shapes_boundary_and_lag),
        cmocka_unit_test(each_direction_learns_what_follows_on_its_side),
        cmocka_unit_test(texts_that_cannot_be_used_are_errors_and_stay_the_callers),
        cmocka_unit_test(options_that_make_no_sense_are_named),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
