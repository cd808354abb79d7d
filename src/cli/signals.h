// SPDX-License-Identifier: BSD-2-Clause
//
// cli/signals.h - signals as flags that a loop polls between two units of work.
#ifndef HM_CLI_SIGNALS_H
#define HM_CLI_SIGNALS_H

#include <stdbool.h>

/// From now on SIGINT, SIGTERM and SIGHUP ask for a stop; the second one of a kind kills. One that
/// was ignored when we started (a job in the background, nohup) stays ignored.
void hm_signals_catch_stop(void);

/// From now on SIGUSR1 asks for a line about the progress.
void hm_signals_catch_progress(void);

/// The signal that asked for a stop, or 0.
int hm_signals_stop(void);

/// True once for every time (or several) that progress was asked for.
bool hm_signals_take_progress(void);

/// Die of the signal that asked for the stop, so that the caller sees the truth.
_Noreturn void hm_signals_die(void);

#endif
