// SPDX-License-Identifier: BSD-2-Clause
//
// optim/schedule.c - what changes as training goes on: the learning rate and the detectors' slope.
#include <config.h>

#include "optim/schedule.h"

#include <math.h>

#define PI 3.14159265358979323846

void
hm_schedule_init(hm_schedule *schedule, const hmrnn_train_options *options)
{
    *schedule = (hm_schedule){options->rate, 0};
}

double
hm_schedule_rate(const hm_schedule *schedule, const hmrnn_train_options *options,
                 uint64_t n_windows, double share)
{
    double rate = schedule->rate;
    if (options->schedule == HMRNN_SCHEDULE_COSINE) {
        const double way = fmax(0.0, fmin(share, 1.0) - options->hold) / (1.0 - options->hold);
        rate = options->rate * 0.5 * (1.0 + cos(PI * way));
    }
    if (n_windows < options->warmup)
        rate *= (double)(n_windows + 1) / (double)(options->warmup + 1);
    return rate;
}

double
hm_schedule_slope(const hmrnn_train_options *options, uint64_t epochs_done)
{
    return fmin(options->slope_max,
                options->slope_start + options->slope_rate * (double)epochs_done);
}

bool
hm_schedule_evaluated(hm_schedule *schedule, const hmrnn_train_options *options, bool is_better)
{
    if (is_better) {
        schedule->n_without_better = 0;
        return true;
    }
    schedule->n_without_better++;
    if (options->schedule != HMRNN_SCHEDULE_PLATEAU ||
        schedule->n_without_better < options->patience)
        return true;
    schedule->rate /= options->decay;
    schedule->n_without_better = 0;
    return schedule->rate >= options->stop_rate;
}
