// SPDX-License-Identifier: BSD-2-Clause
//
// Runs that meet numbers that are not finite: windows are left out, or the run ends with an error;
// no model with such numbers is ever written.
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

/// A run from a model made by hand, on text of the letters given.
static hmrnn_trainer *
begin_with(const hm_model *start, const char *text, const char *valid)
{
    hmrnn_train_options options = api_fixture_options();
    hmrnn_corpus *corpora[2] = {NULL, NULL};
    const char *const records[2] = {text, valid};
    hmrnn_trainer *trainer = NULL;
    hmrnn_model *const init = api_fixture_model_open(start);
    options.epochs = 6.0;
    options.stop_rate = 0.0;  // only the epochs end it
    for (size_t k = 0; k < 2; k++) {
        hmrnn_text record = api_fixture_text(records[k]);
        assert_int_equal(hmrnn_corpus_new(&corpora[k], NULL), HMRNN_OK);
        for (size_t i = 0; i < 60; i++)
            assert_int_equal(hmrnn_corpus_add(corpora[k], &record, NULL), HMRNN_OK);
        api_fixture_free(&record);
    }
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, init, &corpora[0], &corpora[1], NULL),
                     HMRNN_OK);
    hmrnn_model_free(init);
    return trainer;
}

static void
expect_finite_model(hmrnn_trainer *trainer)
{
    hmrnn_model *model = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(hmrnn_trainer_save(trainer, "saved", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_OK);
    if (hmrnn_model_open(&model, "saved", &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    hmrnn_model_free(model);
}

static void
a_run_that_gives_no_numbers_ends_after_twenty_windows(void **state)
{
    (void)state;
    hm_model start;
    api_fixture_model_init(&start, 2, 1.0f, 3);
    for (size_t i = 0; i < start.dims.n_symbols * start.dims.n_output_embed; i++)
        start.params.head_output[i] = i % 2 == 0 ? 3e38f : -3e38f;
    hmrnn_trainer *const trainer = begin_with(&start, "abc def", "abc def");
    hmrnn_error err = {HMRNN_OK, ""};
    hmrnn_train_event event = HMRNN_TRAINED;
    hmrnn_status status = HMRNN_OK;
    hmrnn_train_report report;

    while (status == HMRNN_OK) {
        status = hmrnn_trainer_advance(trainer, &event, &err);
        assert_true(status != HMRNN_OK || event == HMRNN_RECOVERED || event == HMRNN_EVALUATED);
    }

    assert_int_equal(status, HMRNN_ENUMERIC);
    assert_non_null(strstr(err.text, "use a lower rate or clip the gradient"));
    hmrnn_trainer_report(trainer, &report);
    assert_int_equal(report.n_recovered, 21);
    expect_finite_model(trainer);
    hmrnn_trainer_free(trainer);
    hm_model_release(&start);
}

static void
a_rate_beyond_reason_leaves_a_finite_model(void **state)
{
    (void)state;
    for (int has_layer_norm = 0; has_layer_norm < 2; has_layer_norm++) {
        hmrnn_train_options options = api_fixture_options();
        options.rate = 10.0;
        options.clip = 0.0;
        options.has_layer_norm = has_layer_norm;
        options.epochs = 3.0;
        options.stop_rate = 0.0;
        hmrnn_trainer *const trainer = api_fixture_begin(&options, 60);
        hmrnn_train_event event = HMRNN_TRAINED;
        hmrnn_status status = HMRNN_OK;
        while (status == HMRNN_OK && event != HMRNN_FINISHED)
            status = hmrnn_trainer_advance(trainer, &event, NULL);
        assert_true(status == HMRNN_OK || status == HMRNN_ENUMERIC);
        expect_finite_model(trainer);
        hmrnn_trainer_free(trainer);
    }
}

/// A model whose 'p' makes states that are no numbers, and a run that meets one in its validation
/// text only: every window teaches, no evaluation gives a number.
static hmrnn_trainer *
begin_without_evaluations(hm_model *start)
{
    api_fixture_model_init(start, 2, 1.0f, 3);
    const uint32_t p = hm_alphabet_id(start->alphabet, 'p');
    for (size_t i = 0; i < start->dims.n_embed; i++)
        start->params.embedding[p * start->dims.n_embed + i] = 3e38f;
    return begin_with(start, "abc def", "abc p");
}

static void
an_evaluation_that_gives_no_number_is_never_the_best(void **state)
{
    (void)state;
    hm_model start;
    hmrnn_trainer *const trainer = begin_without_evaluations(&start);
    hmrnn_model *model = NULL;
    hmrnn_train_report report;

    assert_int_equal(hmrnn_trainer_evaluate(trainer, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &report);
    assert_true(isnan(report.valid_bpc));
    assert_true(isnan(report.best_bpc));
    api_fixture_finish(trainer);
    expect_finite_model(trainer);

    assert_int_equal(hmrnn_model_open(&model, "saved", NULL), HMRNN_OK);
    assert_null(hmrnn_model_metadata(model, "valid-bpc"));
    hmrnn_model_free(model);
    hmrnn_trainer_free(trainer);
    hm_model_release(&start);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_that_gives_no_numbers_ends_after_twenty_windows),
        cmocka_unit_test(a_rate_beyond_reason_leaves_a_finite_model),
        cmocka_unit_test(an_evaluation_that_gives_no_number_is_never_the_best),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
