// SPDX-License-Identifier: BSD-2-Clause
//
// What training can ask of the detectors: to be rare, and to learn slowly.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/// Boundaries of layer 1 for a character of the validation text, after a run.
static double
rate_after(const hmrnn_train_options *options)
{
    hmrnn_trainer *const trainer = api_fixture_begin(options, 250);
    hmrnn_train_report report;
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);
    hmrnn_trainer_free(trainer);
    return report.boundary_rate[0];
}

static void
boundaries_that_cost_something_are_rarer(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    const double rate = rate_after(&options);
    options.boundary_penalty = 1.0;
    assert_true(rate > 0.2);
    assert_true(rate_after(&options) < 0.5 * rate);
}

static void
detectors_that_learn_slowly_stay_what_they_were(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.seed = 2;
    options.detector_bias = 0.6;  // they fire
    options.boundary_penalty = 1.0;
    assert_true(rate_after(&options) < 0.9);
    options.detector_rate = 1e-6;
    assert_true(rate_after(&options) > 0.9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries_that_cost_something_are_rarer),
        cmocka_unit_test(detectors_that_learn_slowly_stay_what_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
