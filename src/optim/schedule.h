// SPDX-License-Identifier: BSD-2-Clause
//
// optim/schedule.h - what changes as training goes on: the learning rate and the detectors' slope.
#ifndef HM_OPTIM_SCHEDULE_H
#define HM_OPTIM_SCHEDULE_H

#include "hmrnn.h"

#include <stdbool.h>

typedef struct hm_schedule {
    double rate;              ///< PLATEAU: Adam's rate now
    size_t n_without_better;  ///< evaluations since the best one or the last cut
} hm_schedule;

void hm_schedule_init(hm_schedule *schedule, const hmrnn_train_options *options);

/// Adam's rate for the next window: warmed up, held and lowered.
///
/// \param n_windows  done so far
/// \param share    of the epochs that is done, 0 to 1
double hm_schedule_rate(const hm_schedule *schedule, const hmrnn_train_options *options,
                        uint64_t n_windows, double share);

/// The detectors' slope, a = min(max, start + rate * epochs) (paper sec. 2.3).
double hm_schedule_slope(const hmrnn_train_options *options, uint64_t epochs_done);

/// Take note of an evaluation. \return false when training is over: the rate has become too small
bool hm_schedule_evaluated(hm_schedule *schedule, const hmrnn_train_options *options,
                           bool is_better);

#endif
