// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_log.c - the log of a training run.
#include <config.h>

#include "programs/train_log.h"

#include "base/atomic_file.h"
#include "base/number.h"
#include "cli/append.h"
#include "cli/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
put_header(hm_bytes *out, size_t n_layers)
{
    hm_append_string(out, "seconds\tchars\tepoch\ttrain_bpc\tvalid_bpc\tbest_bpc\trate\tslope\t"
                          "chars_per_second\tgradient_norm\trecovered");
    for (size_t l = 1; l <= n_layers; l++) {
        hm_append_string(out, "\tboundary_");
        hm_append_count(out, l);
    }
    for (size_t l = 1; l <= n_layers; l++) {
        hm_append_string(out, "\tupdate_");
        hm_append_count(out, l);
    }
    hm_append_string(out, "\n");
}

static void
put_field(hm_bytes *out, double value, int n_digits)
{
    hm_append_string(out, "\t");
    hm_append_number(out, value, n_digits);
}

static void
put_row(hm_bytes *out, const hmrnn_train_report *report, double seconds, double speed)
{
    hm_append_number(out, seconds, 1);
    hm_append_string(out, "\t");
    hm_append_count(out, report->n_chars);
    put_field(out, report->epoch, 4);
    put_field(out, report->train_bpc, 5);
    put_field(out, report->valid_bpc, 5);
    put_field(out, report->best_bpc, 5);
    put_field(out, report->rate, 8);
    put_field(out, report->slope, 4);
    put_field(out, speed, 0);
    put_field(out, report->gradient_norm, 5);
    hm_append_string(out, "\t");
    hm_append_count(out, report->n_recovered);
    for (size_t l = 0; l < report->n_layers; l++)
        put_field(out, report->boundary_rate[l], 5);
    for (size_t l = 0; l < report->n_layers; l++)
        put_field(out, report->update_rate[l], 5);
    hm_append_string(out, "\n");
}

/// Read the first two fields of a row; false if it is none, or was cut short by a crash.
static bool
read_row(const char *line, double *seconds, uint64_t *n_chars)
{
    char first[64];
    char second[64];
    return strchr(line, '\n') != NULL && sscanf(line, "%63[^\t]\t%63[^\t]\t", first, second) == 2 &&
           hm_number_parse(first, seconds) && hm_number_parse_u64(second, n_chars);
}

/// Append the rows of the log up to `n_chars`.
static void
keep_rows(hm_train_log *train_log, size_t n_chars, hm_bytes *out)
{
    FILE *const in = fopen(train_log->path, "re");
    if (in == NULL)
        return;  // no log so far
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, in) > 0) {
        double seconds = 0.0;
        uint64_t chars = 0;
        if (!read_row(line, &seconds, &chars) || chars > n_chars)
            continue;
        train_log->last_seconds = seconds;
        train_log->last_chars = chars;
        hm_append_string(out, line);
    }
    free(line);
    fclose(in);  // read only: nothing to lose
}

static void
rewrite(const char *path, const hm_bytes *text)
{
    hmrnn_error err;
    hm_atomic_file file = HM_ATOMIC_FILE_INIT;
    hm_message_check(hm_atomic_file_open(&file, path, &err), &err);
    hm_atomic_file_write(&file, text->n_bytes, text->data);
    hm_message_check(hm_atomic_file_commit(&file, &err), &err);
}

void
hm_train_log_open(hm_train_log *train_log, const char *path, const hmrnn_train_report *report,
                  int is_resumed)
{
    *train_log = (hm_train_log){.path = path};
    if (path == NULL)
        return;
    hm_bytes text = HM_BYTES_INIT;
    put_header(&text, report->n_layers);
    if (is_resumed)
        keep_rows(train_log, report->n_chars, &text);
    rewrite(path, &text);
    hm_bytes_release(&text);
    train_log->file = fopen(path, "ae");
    if (train_log->file == NULL)
        hm_message_die("%s: cannot open: %s", path, strerror(errno));
}

void
hm_train_log_add(hm_train_log *train_log, const hmrnn_train_report *report, double seconds,
                 double speed)
{
    if (train_log->file == NULL || report->n_chars == train_log->last_chars)
        return;
    train_log->last_chars = report->n_chars;
    hm_bytes row = HM_BYTES_INIT;
    put_row(&row, report, train_log->last_seconds + seconds, speed);
    if (fwrite(row.data, 1, row.n_bytes, train_log->file) != row.n_bytes ||
        fflush(train_log->file) != 0)
        hm_message_fail("%s: cannot write: %s", train_log->path, strerror(errno));
    hm_bytes_release(&row);
}

void
hm_train_log_close(hm_train_log *train_log)
{
    if (train_log->file != NULL && fclose(train_log->file) != 0)
        hm_message_fail("%s: cannot write: %s", train_log->path, strerror(errno));
    train_log->file = NULL;
}
