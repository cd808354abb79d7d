// SPDX-License-Identifier: BSD-2-Clause
//
// cli/progress.c - messages about the progress of a run.
#include <config.h>

#include "cli/progress.h"

#include "cli/append.h"
#include "cli/message.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

static double
now(void)
{
    struct timespec time = {.tv_sec = 0};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

hm_progress
hm_progress_begin(void)
{
    return (hm_progress){.begin = now()};
}

double
hm_progress_seconds(const hm_progress *progress)
{
    return now() - progress->begin;
}

bool
hm_progress_is_due(hm_progress *progress)
{
    const double time = now();
    if (time - progress->last_shown < 0.2)
        return false;
    progress->last_shown = time;
    return true;
}

void
hm_progress_count(const hm_progress *progress, uint64_t n_records, const char *records,
                  uint64_t n_chars, const char *chars)
{
    const double seconds = hm_progress_seconds(progress);
    hm_message_note("%" PRIu64 " %s, %" PRIu64 " %s in %.1f s (%.0f %s a second)", n_records,
                    records, n_chars, chars, seconds,
                    seconds > 0.0 ? (double)n_chars / seconds : 0.0, chars);
}

double
hm_progress_speed(const hm_progress *progress, const hmrnn_train_report *report)
{
    const double seconds = hm_progress_seconds(progress);
    return seconds > 0.0 ? (double)(report->n_chars - progress->begin_chars) / seconds : 0.0;
}

/// "2h05m", "14m", "38s"
static void
put_duration(hm_bytes *line, double seconds)
{
    char text[32];
    const uint64_t s = seconds < 1e9 ? (uint64_t)seconds : UINT64_C(1000000000);
    if (s >= 3600)
        snprintf(text, sizeof text, "%" PRIu64 "h%02" PRIu64 "m", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(text, sizeof text, "%" PRIu64 "m", s / 60);
    else
        snprintf(text, sizeof text, "%" PRIu64 "s", s);
    hm_append_string(line, text);
}

static void
put_measure(hm_bytes *line, const char *name, double value)
{
    if (!isfinite(value))
        return;
    hm_append_string(line, name);
    hm_append_number(line, value, 3);
}

void
hm_progress_line(const hm_progress *progress, const hmrnn_train_report *report, double time_limit,
                 hm_bytes *line)
{
    hm_append_string(line, "epoch ");
    hm_append_number(line, report->epoch, 2);
    hm_append_string(line, "/");
    hm_append_number(line, report->epochs, floor(report->epochs) == report->epochs ? 0 : 2);
    hm_append_string(line, "  ");
    hm_append_number(line, 100.0 * fmin(1.0, report->epoch / report->epochs), 0);
    hm_append_string(line, "%");
    put_measure(line, "  train ", report->train_bpc);
    put_measure(line, "  valid ", report->valid_bpc);
    put_measure(line, "  log-likelihood ", report->valid_log_likelihood);
    if (isfinite(report->valid_bpc) && report->n_layers > 1) {
        hm_append_string(line, "  z");
        for (size_t l = 0; l + 1 < report->n_layers; l++) {
            hm_append_string(line, " ");
            hm_append_number(line, report->boundary_rate[l], 2);
        }
    }
    hm_append_string(line, "  ");
    hm_append_number(line, hm_progress_speed(progress, report), 0);
    hm_append_string(line, isfinite(report->valid_log_likelihood) ? " points/s" : " chars/s");

    const double seconds = hm_progress_seconds(progress);
    const double done = report->epoch - progress->begin_epoch;
    double left = done > 0.0 ? seconds * (report->epochs - report->epoch) / done : (double)INFINITY;
    if (time_limit > 0.0)
        left = fmin(left, time_limit - seconds);
    if (isfinite(left)) {
        hm_append_string(line, "  ");
        put_duration(line, fmax(0.0, left));
        hm_append_string(line, " left");
    }
}
