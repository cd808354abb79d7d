// SPDX-License-Identifier: BSD-2-Clause
//
// Training asks for memory before the first window and not after. The linker is told to send the
// library's calls of malloc and its kin through the counters of alloc_fixture.c; what OpenBLAS does
// for itself is not ours to count.
#include <config.h>

#include "hmrnn.h"

#include "alloc_fixture.h"
#include "api_fixture.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
training_allocates_before_the_first_window_and_not_after(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.batch = 40;
    options.evaluate_chars = 2000;
    options.boundary = HMRNN_BOUNDARY_SAMPLED;
    options.dropout = 0.1;
    options.dropout_input = options.dropout_layers = options.dropout_output = 0.1;
    options.dropout_weights = options.layer_zoneout = 0.1;
    options.weight_decay = 0.1;
    options.ema = 0.9;
    options.n_threads = 2;
    alloc_fixture_begin(0);
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 200);
    hmrnn_train_event event = HMRNN_TRAINED;
    size_t n_events[4] = {0};
    assert_true(alloc_fixture_calls() > 10);  // the counters are in the way
    alloc_fixture_begin(0);

    while (event != HMRNN_FINISHED) {
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
        n_events[event]++;
    }
    hmrnn_train_report report;
    hmrnn_trainer_report(trainer, &report);

    assert_int_equal(alloc_fixture_calls(), 0);
    assert_true(n_events[HMRNN_TRAINED] > 10 && n_events[HMRNN_EVALUATED] > 2);
    hmrnn_trainer_free(trainer);
}

static void
a_segmenter_that_has_seen_as_much_allocates_nothing(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 5.0f, 1);
    hmrnn_text text = api_fixture_record(500, &rng);
    const hmrnn_segment_options options = {.n_threads = 1, .wants_scores = 1};
    const hmrnn_segmentation *found = NULL;
    hmrnn_segmenter *segmenter = NULL;
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, &options, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &text, &found, NULL), HMRNN_OK);
    alloc_fixture_begin(0);

    for (size_t i = 0; i < 10; i++)
        assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &text, &found, NULL), HMRNN_OK);

    assert_int_equal(alloc_fixture_calls(), 0);
    hmrnn_segmenter_free(segmenter);
    hmrnn_model_free(model);
    api_fixture_free(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(training_allocates_before_the_first_window_and_not_after),
        cmocka_unit_test(a_segmenter_that_has_seen_as_much_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
