// SPDX-License-Identifier: BSD-2-Clause
//
// cli/signals.h - signals as flags that a loop polls between two batches.
#ifndef HM_CLI_SIGNALS_H
#define HM_CLI_SIGNALS_H

#include <stdbool.h>

/// From now on SIGINT, SIGTERM and SIGHUP request a stop; the second of a kind kills. A signal that
/// was ignored when we started (a job in the background, nohup) stays ignored.
void hm_signals_catch_stop(void);

/// From now on SIGUSR1 requests a message about the progress.
void hm_signals_catch_progress(void);

/// The signal that requested a stop, or 0.
int hm_signals_stop(void);

/// True if a message about the progress was requested since the last call.
bool hm_signals_take_progress(void);

/// Die of the signal that requested the stop, so that the exit status shows it.
_Noreturn void hm_signals_die(void);

#endif
