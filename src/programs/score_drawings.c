// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_drawings.c - how likely drawings are to a model, or how its boundaries agree with
// the lifts of the pen.
#include <config.h>

#include "programs/score.h"

#include "cli/append.h"
#include "cli/batch.h"
#include "cli/find_model.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "write/pen_lifts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const hm_column file_columns[] = {
    {"scope", 5},        {"drawings", 10},  {"points", 12}, {"log_likelihood", 16},
    {"per_drawing", 12}, {"per_point", 10}, {"name", 0},
};
static const hm_column record_columns[] = {
    {"record", 8}, {"points", 8}, {"log_likelihood", 16}, {"per_point", 10}, {"name", 0},
};
static const hm_column lift_columns[] = {
    {"scope", 5},     {"layer", 5},  {"lifts", 9}, {"found", 9}, {"both", 9},
    {"precision", 9}, {"recall", 9}, {"f1", 9},    {"name", 0},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/// What is counted of a file.
typedef struct count {
    uint64_t n_drawings, n_points;
    double nats;
    hm_pen_lifts lifts;
} count;

typedef struct scoring {
    const hm_score_options *options;
    hmrnn_model *model;
    hmrnn_scorer *scorer;        ///< or
    hmrnn_segmenter *segmenter;  ///< for --lifts
    size_t n_layers;
    char *name;  ///< of the entry we are in; NULL: none
    count file, total;
    double *nats;  ///< [capacity] of a batch
    size_t capacity;
    hm_table table;
    hm_bytes out;
} scoring;

static void
add(count *total, const count *part)
{
    total->n_drawings += part->n_drawings;
    total->n_points += part->n_points;
    total->nats += part->nats;
    hm_pen_lifts_add(&total->lifts, &part->lifts);
}

static double
share(double part, uint64_t whole)
{
    return whole == 0 ? (double)NAN : part / (double)whole;
}

static void
put_rows(scoring *s, const char *scope, const char *name, const count *c)
{
    const hm_pen_lifts *const lifts = &c->lifts;
    for (size_t l = 0; s->options->wants_lifts && l < s->n_layers; l++) {
        const uint64_t n_found = lifts->n_found[l];
        const double n_both = (double)lifts->n_both[l];
        hm_table_string(&s->table, scope);
        hm_table_count(&s->table, l + 1);
        hm_table_count(&s->table, lifts->n_lifts);
        hm_table_count(&s->table, n_found);
        hm_table_count(&s->table, lifts->n_both[l]);
        hm_table_number(&s->table, share(n_both, n_found), 4);
        hm_table_number(&s->table, share(n_both, lifts->n_lifts), 4);
        hm_table_number(&s->table, share(2.0 * n_both, n_found + lifts->n_lifts), 4);
        hm_table_string(&s->table, name);
    }
    if (s->options->wants_lifts)
        return;
    hm_table_string(&s->table, scope);
    hm_table_count(&s->table, c->n_drawings);
    hm_table_count(&s->table, c->n_points);
    hm_table_number(&s->table, 0.0 - c->nats, 4);  // and never -0
    hm_table_number(&s->table, share(-c->nats, c->n_drawings), 4);
    hm_table_number(&s->table, share(-c->nats, c->n_points), 4);
    hm_table_string(&s->table, name);
}

static void
finish_file(scoring *s)
{
    if (s->name != NULL && !s->options->is_per_record)
        put_rows(s, "file", s->name, &s->file);
    add(&s->total, &s->file);
    s->file = (count){.n_drawings = 0};
    free(s->name);
    s->name = NULL;
}

static void
count_record(scoring *s, const hm_item *item, const double *nats, const hmrnn_segmentation *found)
{
    const size_t n = item->points.n;
    if (n == 0)
        return;
    double sum = 0.0;
    s->file.n_drawings++;
    s->file.n_points += n;
    for (size_t i = 0; nats != NULL && i < n; i++)
        sum += nats[i];
    s->file.nats += sum;
    if (found != NULL)
        hm_pen_lifts_count(&s->file.lifts, &(hmrnn_drawing){item->points.points, n}, found);
    if (!s->options->is_per_record)
        return;
    hm_table_count(&s->table, item->number);
    hm_table_count(&s->table, n);
    hm_table_number(&s->table, 0.0 - sum, 4);
    hm_table_number(&s->table, -sum / (double)n, 4);
    hm_table_string(&s->table, s->name);
}

static void
count_item(scoring *s, const hm_item *item, const double *nats, const hmrnn_segmentation *found)
{
    if (item->event == HM_INPUT_ENTRY) {
        finish_file(s);
        s->name = strdup((const char *)item->bytes.data);
        if (s->name == NULL)
            hm_message_die("no memory for a name");
    } else if (item->event == HM_INPUT_BROKEN) {
        s->file = (count){.n_drawings = 0};  // half a file has no score
        free(s->name);
        s->name = NULL;
    } else {
        count_record(s, item, nats, found);
    }
}

static void
score_batch(scoring *s, const hm_batch *batch)
{
    hmrnn_error err;
    const hmrnn_segmentation *found = NULL;
    double **const nats = hm_xrealloc_array(NULL, batch->n_items, sizeof *nats);
    size_t n_before = 0;
    if (batch->n_chars > s->capacity) {
        s->nats = hm_xrealloc_array(s->nats, batch->n_chars, sizeof *s->nats);
        s->capacity = batch->n_chars;
    }
    for (size_t i = 0; i < batch->n_items; i++) {
        nats[i] = s->nats + n_before;
        n_before += batch->drawings[i].n_points;
    }
    if (s->segmenter != NULL)
        hm_message_check(hmrnn_segmenter_run_drawings(s->segmenter, batch->n_items, batch->drawings,
                                                      &found, &err),
                         &err);
    else
        hm_message_check(hmrnn_scorer_drawings(s->scorer, batch->n_items, batch->drawings, nats,
                                               &err),
                         &err);
    for (size_t i = 0; i < batch->n_items; i++)
        count_item(s, &batch->items[i], found == NULL ? nats[i] : NULL,
                   found == NULL ? NULL : &found[i]);
    free(nats);
}

static void
use_model(scoring *s)
{
    hmrnn_error err;
    const hm_score_options *const options = s->options;
    const unsigned n_threads = (unsigned)options->common.n_threads;
    s->model = hm_find_model_wanted(options->model, options->common.is_verbose);
    if (s->model == NULL)
        hm_message_usage("--strokes needs a model of drawings: name one with --model");
    hm_find_model_check(s->model, true);
    if (!options->wants_lifts) {
        hm_message_check(hmrnn_scorer_new(&s->scorer, s->model, n_threads, &err), &err);
        return;
    }
    const hmrnn_segment_options settings = {.n_threads = n_threads};
    hm_message_check(hmrnn_segmenter_new(&s->segmenter, s->model, &settings, &err), &err);
    s->n_layers = hmrnn_segmenter_layers(s->segmenter);
}

static void
score_all(scoring *s, hm_input *input)
{
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    while (hm_batch_fill(&batch, input, false)) {
        score_batch(s, &batch);
        hm_output_write(&s->out, hm_output_is_terminal() || hm_input_is_idle(input));
        if (hm_signals_take_progress())
            hm_progress_points(&progress, s->total.n_drawings + s->file.n_drawings,
                               s->total.n_points + s->file.n_points);
    }
    finish_file(s);
    if (s->options->common.is_verbose)
        hm_progress_points(&progress, s->total.n_drawings, s->total.n_points);
    hm_batch_release(&batch);
}

void
hm_score_drawings(const hm_score_options *options, hm_input *input)
{
    scoring s = {.options = options};
    use_model(&s);
    s.table = (hm_table){.format = options->format,
                         .columns = file_columns,
                         .n_columns = COUNT(file_columns),
                         .out = &s.out};
    if (options->wants_lifts || options->is_per_record) {
        s.table.columns = options->wants_lifts ? lift_columns : record_columns;
        s.table.n_columns = options->wants_lifts ? COUNT(lift_columns) : COUNT(record_columns);
    }
    hm_table_header(&s.table);
    score_all(&s, input);
    if (!options->is_per_record)
        put_rows(&s, "total", "total", &s.total);
    hm_output_write(&s.out, false);

    hm_bytes_release(&s.out);
    free(s.nats);
    hmrnn_scorer_free(s.scorer);
    hmrnn_segmenter_free(s.segmenter);
    hmrnn_model_free(s.model);
}
