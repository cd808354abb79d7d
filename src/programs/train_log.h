// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_log.h - the log of a training run: TSV, one row for each evaluation.
//
// A run that goes on from a checkpoint goes on with its log, too: rows of what was learned after
// the checkpoint, and lost, are dropped, so the log reads as if there had been no interruption.
#ifndef HM_PROGRAMS_TRAIN_LOG_H
#define HM_PROGRAMS_TRAIN_LOG_H

#include "hmrnn.h"

#include <stdint.h>
#include <stdio.h>

typedef struct hm_train_log {
    FILE *file;  ///< NULL: no log is wanted
    const char *path;
    double last_seconds;  ///< of the last row that was kept
    uint64_t last_chars;  ///< of the last row; 0: there is none
} hm_train_log;

/// Begin a log, or go on with one. Does not return if it cannot be written.
///
/// \param path     NULL: no log, and the other functions do nothing
/// \param report   of the run as it begins or is resumed
/// \param is_resumed  keep what the file holds of the run up to here
void hm_train_log_open(hm_train_log *train_log, const char *path, const hmrnn_train_report *report,
                       int is_resumed);

/// Add a row, unless there is one for as many characters: a checkpoint from just before an
/// evaluation makes the resumed run repeat it.
///
/// \param seconds, speed  since this process took over
void hm_train_log_add(hm_train_log *train_log, const hmrnn_train_report *report, double seconds,
                      double speed);

void hm_train_log_close(hm_train_log *train_log);

#endif
