// SPDX-License-Identifier: BSD-2-Clause
//
// Models of drawings through the public functions: how they are learned.
#include <config.h>

#include "strokes_fixture.h"

#include "data/streams.h"
#include "strokes/stroke_point.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
streams_begin_where_drawings_do_and_lose_no_point(void **state)
{
    (void)state;
    // drawings of 1, 2, 3, ... 9 points
    uint32_t ids[64];
    size_t n = 0;
    uint32_t n_points = 0;
    for (uint32_t d = 1; d < 10; d++) {
        ids[n++] = HM_ELEMENT_BEGIN;
        for (uint32_t i = 0; i < d; i++)
            ids[n++] = ++n_points;
    }
    for (size_t B = 1; B <= 12; B++) {
        size_t starts[13];
        bool is_predicted[64] = {false};
        hm_streams_cut(n, ids, B, starts);
        hm_streams streams = hm_streams_over_records(ids, B, starts);
        while (streams.position < streams.length) {
            uint32_t inputs[3 * 12], targets[3 * 12];
            uint8_t resets[3 * 12];
            const size_t n_steps = hm_streams_steps(&streams, 3);
            hm_streams_read(&streams, n_steps, 0, B, inputs, targets, resets);
            for (size_t at = 0; at < n_steps * B; at++) {
                assert_int_equal(resets[at], inputs[at] == HM_ELEMENT_BEGIN);
                if (targets[at] == HM_NO_TARGET)
                    continue;
                assert_false(is_predicted[targets[at]]);
                assert_true(inputs[at] == HM_ELEMENT_BEGIN || inputs[at] + 1 == targets[at]);
                is_predicted[targets[at]] = true;
            }
            streams.position += n_steps;
        }
        for (uint32_t i = 1; i <= n_points; i++)
            assert_true(is_predicted[i]);
    }
}

static void
a_run_learns(void **state)
{
    (void)state;
    const hmrnn_train_options options = strokes_fixture_options();
    hmrnn_trainer *const trainer = strokes_fixture_begin(&options);
    hmrnn_train_report before, after;
    assert_int_equal(hmrnn_trainer_evaluate(trainer, NULL), HMRNN_OK);
    hmrnn_trainer_report(trainer, &before);

    strokes_fixture_advance(trainer, SIZE_MAX);
    hmrnn_trainer_report(trainer, &after);

    assert_true(after.best_log_likelihood > before.valid_log_likelihood + 5.0);
    hmrnn_trainer_free(trainer);
}

static void
the_model_does_not_depend_on_the_number_of_threads(void **state)
{
    (void)state;
    size_t n_one = 0, n_three = 0;

    unsigned char *const one = strokes_fixture_train(1, &n_one);
    unsigned char *const three = strokes_fixture_train(3, &n_three);

    assert_int_equal(n_one, n_three);
    assert_memory_equal(one, three, n_one);
    free(one);
    free(three);
}

static void
a_resumed_run_ends_in_the_same_model(void **state)
{
    (void)state;
    hmrnn_error err;
    size_t n_whole = 0, n_resumed = 0;
    unsigned char *const whole = strokes_fixture_train(1, &n_whole);
    const hmrnn_train_options options = strokes_fixture_options();
    hmrnn_trainer *trainer = strokes_fixture_begin(&options);

    assert_int_equal(strokes_fixture_advance(trainer, 11), 11);
    assert_int_equal(hmrnn_trainer_checkpoint(trainer, STROKES_FIXTURE_CHECKPOINT, NULL), HMRNN_OK);
    hmrnn_trainer_free(trainer);
    hmrnn_corpus *train = strokes_fixture_corpus(0, SKETCHES);
    hmrnn_corpus *valid = strokes_fixture_corpus(1000, 15);
    if (hmrnn_trainer_resume(&trainer, STROKES_FIXTURE_CHECKPOINT, &options, &train, &valid,
                             &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    strokes_fixture_advance(trainer, SIZE_MAX);
    unsigned char *const resumed = strokes_fixture_save(trainer, &n_resumed);

    assert_int_equal(n_whole, n_resumed);
    assert_memory_equal(whole, resumed, n_whole);
    free(whole);
    free(resumed);
}

static void
a_checkpoint_does_not_take_other_drawings(void **state)
{
    (void)state;
    hmrnn_error err;
    const hmrnn_train_options options = strokes_fixture_options();
    hmrnn_trainer *trainer = strokes_fixture_begin(&options);
    strokes_fixture_advance(trainer, 2);
    assert_int_equal(hmrnn_trainer_checkpoint(trainer, STROKES_FIXTURE_CHECKPOINT, NULL), HMRNN_OK);
    hmrnn_trainer_free(trainer);
    trainer = NULL;
    hmrnn_corpus *train = strokes_fixture_corpus(1, SKETCHES);
    hmrnn_corpus *valid = strokes_fixture_corpus(1000, 15);

    assert_int_equal(hmrnn_trainer_resume(&trainer, STROKES_FIXTURE_CHECKPOINT, &options, &train,
                                          &valid, &err),
                     HMRNN_EFORMAT);

    hmrnn_corpus_free(train);
    hmrnn_corpus_free(valid);
}

static void
where_a_drawing_ends_says_nothing_of_lag(void **state)
{
    (void)state;
    hmrnn_train_options options = strokes_fixture_options();
    options.detector_bias = 9.0;  // fires at every step
    options.rate = 1e-6;
    options.epochs = 1.0;
    hmrnn_corpus *corpora[2] = {NULL, NULL};
    for (size_t c = 0; c < 2; c++) {
        assert_int_equal(hmrnn_corpus_new(&corpora[c], NULL), HMRNN_OK);
        for (size_t i = 0; i < SKETCHES; i++) {
            strokes_fixture s;
            strokes_fixture_make(&s, i);
            for (size_t k = 0; k < s.n; k++)
                s.points[k].is_lift = 0;  // one stroke: no lift but the last
            const hmrnn_drawing drawing = {s.points, s.n};
            assert_int_equal(hmrnn_corpus_add_drawing(corpora[c], &drawing, NULL), HMRNN_OK);
        }
    }
    hmrnn_trainer *trainer = NULL;
    hmrnn_model *model = NULL;
    size_t n = 0;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &corpora[0], &corpora[1], NULL),
                     HMRNN_OK);

    strokes_fixture_advance(trainer, SIZE_MAX);
    free(strokes_fixture_save(trainer, &n));

    assert_int_equal(hmrnn_model_open(&model, STROKES_FIXTURE_MODEL, NULL), HMRNN_OK);
    assert_string_equal(hmrnn_model_metadata(model, "boundary-lag"), "0");
    hmrnn_model_free(model);
}

static void
drawings_are_held_out_whole_and_evenly(void **state)
{
    (void)state;
    hmrnn_corpus *const train = strokes_fixture_corpus(0, 50);
    hmrnn_corpus *valid = NULL;
    const size_t n_points = hmrnn_corpus_chars(train);
    assert_int_equal(hmrnn_corpus_new(&valid, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_split(train, 0.1, valid, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_drawings(train), 45);
    assert_int_equal(hmrnn_corpus_drawings(valid), 5);
    assert_int_equal(hmrnn_corpus_chars(train) + hmrnn_corpus_chars(valid), n_points);
    hmrnn_corpus_free(train);
    hmrnn_corpus_free(valid);
}

static void
what_no_pen_does_is_refused(void **state)
{
    (void)state;
    hmrnn_error err;
    hmrnn_corpus *corpus = NULL;
    hmrnn_point points[] = {{1.0f, 1.0f, 0}, {1.0f, NAN, 1}};
    const hmrnn_drawing drawing = {points, 2};
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_add_drawing(corpus, &drawing, &err), HMRNN_ETEXT);
    assert_non_null(strstr(err.text, "point 2"));
    points[1].dy = -2e9f;
    assert_int_equal(hmrnn_corpus_add_drawing(corpus, &drawing, &err), HMRNN_ETEXT);

    assert_int_equal(hmrnn_corpus_drawings(corpus), 0);
    hmrnn_corpus_free(corpus);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_begin_where_drawings_do_and_lose_no_point),
        cmocka_unit_test(a_run_learns),
        cmocka_unit_test(the_model_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(a_resumed_run_ends_in_the_same_model),
        cmocka_unit_test(a_checkpoint_does_not_take_other_drawings),
        cmocka_unit_test(where_a_drawing_ends_says_nothing_of_lag),
        cmocka_unit_test(drawings_are_held_out_whole_and_evenly),
        cmocka_unit_test(what_no_pen_does_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
