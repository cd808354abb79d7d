// SPDX-License-Identifier: BSD-2-Clause
//
// cli/signals.c - signals as flags that a loop polls between two batches.
//
// Handlers are installed with SA_RESTART, so that no read or write fails with EINTR and no caller
// needs a loop around one. That is enough here. Stops are caught by hmrnn-train alone, once its
// text is read: from then on it waits for nothing, and polls the flag after each window. Before
// that the signals have their default action, and kill. A request for progress that arrives while a
// filter waits for input is answered with the next batch. A program that had to react while it is
// blocked in a read would need handlers without SA_RESTART, or a pipe that the handler writes to
// and that is polled together with the input.
#include <config.h>

#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

static volatile sig_atomic_t stop_signal;  // 0, or the signal that requested a stop
static volatile sig_atomic_t wants_progress;

static void
on_stop(int sig)
{
    stop_signal = sig;
}

static void
on_progress(int sig)
{
    (void)sig;
    wants_progress = 1;
}

static void
catch_signal(int sig, void (*handler)(int), int flags)
{
    struct sigaction action;
    if (sigaction(sig, NULL, &action) != 0 || action.sa_handler == SIG_IGN)
        return;
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(sig, &action, NULL);
}

void
hm_signals_catch_stop(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        catch_signal(signals[i], on_stop, (int)SA_RESETHAND | SA_RESTART);
}

void
hm_signals_catch_progress(void)
{
    catch_signal(SIGUSR1, on_progress, SA_RESTART);
}

int
hm_signals_stop(void)
{
    return stop_signal;
}

bool
hm_signals_take_progress(void)
{
    const bool wants = wants_progress != 0;
    wants_progress = 0;
    return wants;
}

_Noreturn void
hm_signals_die(void)
{
    signal(stop_signal, SIG_DFL);
    raise(stop_signal);
    abort();  // not reached: the default action of these signals ends the process
}
