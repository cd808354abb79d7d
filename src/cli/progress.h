// SPDX-License-Identifier: BSD-2-Clause
//
// cli/progress.h - messages about the progress of a run.
#ifndef HM_CLI_PROGRESS_H
#define HM_CLI_PROGRESS_H

#include "base/bytes.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct hm_progress {
    double begin;  ///< seconds of a clock that never jumps
    double last_shown;
    double begin_epoch;  ///< training: where this process began or resumed
    uint64_t begin_chars;
} hm_progress;

hm_progress hm_progress_begin(void);

/// Seconds since then.
double hm_progress_seconds(const hm_progress *progress);

/// True at most five times a second: when the line of progress is to be updated.
bool hm_progress_is_due(hm_progress *progress);

/// A message with the numbers of records and characters and the speed.
///
/// \param records, chars  what they are called
void hm_progress_count(const hm_progress *progress, uint64_t n_records, const char *records,
                       uint64_t n_chars, const char *chars);

/// Characters trained on in a second, since this process began or resumed.
double hm_progress_speed(const hm_progress *progress, const hmrnn_train_report *report);

/// Append a line about a training run, without a newline.
///
/// \param time_limit  seconds after which this process stops; 0: none
void hm_progress_line(const hm_progress *progress, const hmrnn_train_report *report,
                      double time_limit, hm_bytes *line);

#endif
