// SPDX-License-Identifier: BSD-2-Clause
//
// Schedules: the rate by plateaus and along a cosine, the slope of the detectors.
#include <config.h>

#include "optim/schedule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static hmrnn_train_options
options_of(hmrnn_schedule schedule)
{
    hmrnn_train_options options;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.schedule = schedule;
    options.rate = 0.5;
    options.decay = 4.0;
    options.patience = 2;
    options.stop_rate = 0.03;
    return options;
}

static void
a_plateau_divides_the_rate_after_evaluations_without_gain(void **state)
{
    (void)state;
    const hmrnn_train_options options = options_of(HMRNN_SCHEDULE_PLATEAU);
    static const struct {
        bool is_better, goes_on;
        double rate;
    } story[] = {{true, true, 0.5},      {false, true, 0.5},       {true, true, 0.5},
                 {false, true, 0.5},     {false, true, 0.125},     {false, true, 0.125},
                 {true, true, 0.125},    {false, true, 0.125},     {false, true, 0.03125},
                 {false, true, 0.03125}, {false, false, 0.0078125}};
    hm_schedule schedule;
    hm_schedule_init(&schedule, &options);

    for (size_t i = 0; i < sizeof story / sizeof story[0]; i++) {
        if (hm_schedule_evaluated(&schedule, &options, story[i].is_better) != story[i].goes_on ||
            hm_schedule_rate(&schedule, &options, 1000, 0.7) != story[i].rate)
            fail_msg("evaluation %zu: the rate is %g", i, schedule.rate);
    }
}

static void
a_rate_of_just_the_least_goes_on(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(HMRNN_SCHEDULE_PLATEAU);
    options.patience = 1;
    options.stop_rate = 0.125;
    hm_schedule schedule;
    hm_schedule_init(&schedule, &options);

    assert_true(hm_schedule_evaluated(&schedule, &options, false));
    assert_false(hm_schedule_evaluated(&schedule, &options, false));
}

static void
a_cosine_falls_from_the_rate_to_zero_whatever_evaluations_say(void **state)
{
    (void)state;
    const hmrnn_train_options options = options_of(HMRNN_SCHEDULE_COSINE);
    hm_schedule schedule;
    hm_schedule_init(&schedule, &options);
    for (size_t i = 0; i < 50; i++)
        assert_true(hm_schedule_evaluated(&schedule, &options, false));

    // cos 60 degrees is one half; 1e-15: the last bits of the library's cosine
    assert_true(hm_schedule_rate(&schedule, &options, 1000, 0.0) == 0.5);
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 1000, 1.0 / 3.0) - 0.375) < 1e-15);
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 1000, 0.5) - 0.25) < 1e-15);
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 1000, 1.0)) < 1e-15);
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 1000, 1.5)) < 1e-15);
    double last = 1.0;
    for (size_t i = 0; i <= 100; i++) {
        const double rate = hm_schedule_rate(&schedule, &options, 1000, (double)i / 100.0);
        assert_true(rate < last && rate >= 0.0);
        last = rate;
    }
}

static void
a_rate_is_warmed_up_and_held_before_it_falls(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(HMRNN_SCHEDULE_COSINE);
    hm_schedule schedule;
    options.warmup = 4;
    options.hold = 0.6;
    hm_schedule_init(&schedule, &options);

    for (uint64_t i = 0; i < 5; i++)
        assert_true(fabs(hm_schedule_rate(&schedule, &options, i, 0.01) -
                         0.5 * (double)(i + 1) / 5.0) < 1e-15);
    assert_true(hm_schedule_rate(&schedule, &options, 9, 0.6) == 0.5);
    // half of the way from 0.6 to 1; the last bits of the library's cosine
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 9, 0.8) - 0.25) < 1e-15);
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 9, 1.0)) < 1e-15);
    options.schedule = HMRNN_SCHEDULE_PLATEAU;
    assert_true(fabs(hm_schedule_rate(&schedule, &options, 1, 0.9) - 0.2) < 1e-15);
    assert_true(hm_schedule_rate(&schedule, &options, 4, 0.9) == 0.5);
}

static void
the_slope_rises_with_epochs_up_to_its_limit(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(HMRNN_SCHEDULE_COSINE);
    options.slope_start = 1.0;
    options.slope_rate = 0.25;
    options.slope_max = 2.0;

    assert_true(hm_schedule_slope(&options, 0) == 1.0);
    assert_true(hm_schedule_slope(&options, 3) == 1.75);
    assert_true(hm_schedule_slope(&options, 4) == 2.0);
    assert_true(hm_schedule_slope(&options, 1000000) == 2.0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plateau_divides_the_rate_after_evaluations_without_gain),
        cmocka_unit_test(a_rate_of_just_the_least_goes_on),
        cmocka_unit_test(a_cosine_falls_from_the_rate_to_zero_whatever_evaluations_say),
        cmocka_unit_test(a_rate_is_warmed_up_and_held_before_it_falls),
        cmocka_unit_test(the_slope_rises_with_epochs_up_to_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
