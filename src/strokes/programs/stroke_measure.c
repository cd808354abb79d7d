// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_measure.c - the log-likelihood of drawings under a model, or how its
// boundaries agree with pen lifts.
#include <config.h>

#include "strokes/programs/stroke_measure.h"

#include "cli/append.h"
#include "cli/message.h"
#include "strokes/programs/pen_lifts.h"
#include "strokes/programs/stroke_format.h"
#include "write/score_tables.h"

#include <stdlib.h>

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
typedef struct drawing_count {
    uint64_t n_drawings, n_points;
    double nats;  ///< negative log-likelihood
    hm_pen_lifts lifts;
} drawing_count;

typedef struct drawing_measure {
    const hm_score_options *options;
    hmrnn_scorer *scorer;             ///< NULL with --lifts
    hmrnn_segmenter *segmenter;       ///< NULL without
    const hmrnn_segmentation *found;  ///< [n_items] of the batch, with --lifts
    size_t n_layers;
    hm_char_scores nats;  ///< of the batch, without --lifts
    drawing_count file, total;
    hm_table table;
} drawing_measure;

static void
check(const hm_score_options *options)
{
    if (options->is_per_char || options->is_dynamic || options->against != NULL)
        hm_message_usage("--per-char, --dynamic and --against are for text, not for --strokes");
    if (options->wants_lifts && options->is_per_record)
        hm_message_usage("--lifts cannot be combined with --per-record");
}

static void *
begin(const hm_score_options *options, hm_input *input, hm_bytes *out)
{
    (void)input;
    drawing_measure *const m = hm_xrealloc_array(NULL, 1, sizeof *m);
    *m = (drawing_measure){
        .options = options,
        .table = {.format = options->format,
                  .columns = file_columns,
                  .n_columns = COUNT(file_columns),
                  .out = out},
    };
    if (options->wants_lifts || options->is_per_record) {
        m->table.columns = options->wants_lifts ? lift_columns : record_columns;
        m->table.n_columns = options->wants_lifts ? COUNT(lift_columns) : COUNT(record_columns);
    }
    hm_table_header(&m->table);
    return m;
}

static void
use_model(void *state, const hmrnn_model *model)
{
    hmrnn_error err;
    drawing_measure *const m = state;
    const unsigned n_threads = (unsigned)m->options->common.n_threads;
    if (!m->options->wants_lifts) {
        hm_message_check(hmrnn_scorer_new(&m->scorer, model, n_threads, &err), &err);
        return;
    }
    const hmrnn_segment_options settings = {.n_threads = n_threads};
    hm_message_check(hmrnn_segmenter_new(&m->segmenter, model, &settings, &err), &err);
    m->n_layers = hmrnn_segmenter_layers(m->segmenter);
}

static void
begin_file(void *state)
{
    (void)state;  // each drawing is scored from a fresh state
}

static void
score_batch(void *state, const hm_batch *batch)
{
    hmrnn_error err;
    hmrnn_status status = HMRNN_OK;
    drawing_measure *const m = state;
    hmrnn_drawing *const drawings = hm_stroke_drawings(batch);
    if (m->segmenter != NULL) {
        status =
            hmrnn_segmenter_run_drawings(m->segmenter, batch->n_items, drawings, &m->found, &err);
    } else {
        hm_char_scores_fit(&m->nats, batch);
        status = hmrnn_scorer_drawings(m->scorer, batch->n_items, drawings, m->nats.of_item, &err);
    }
    hm_message_check(status, &err);
    free(drawings);
}

static void
add_record(void *state, const hm_batch *batch, size_t index, const char *name)
{
    drawing_measure *const m = state;
    const hmrnn_drawing drawing = hm_stroke_drawing(&batch->items[index].elements);
    const size_t n = drawing.n_points;
    if (n == 0)
        return;
    m->file.n_drawings++;
    m->file.n_points += n;
    if (m->segmenter != NULL) {
        hm_pen_lifts_count(&m->file.lifts, &drawing, &m->found[index]);
        return;
    }
    const double nats = hm_score_sum(n, m->nats.of_item[index]);
    m->file.nats += nats;
    if (!m->options->is_per_record)
        return;
    hm_table_count(&m->table, batch->items[index].number);
    hm_table_count(&m->table, n);
    hm_table_number(&m->table, 0.0 - nats, 4);
    hm_table_ratio(&m->table, -nats, (double)n, 4);
    hm_table_string(&m->table, name);
}

static void
put_lifts(drawing_measure *m, const char *scope, const char *name, const hm_pen_lifts *lifts)
{
    for (size_t l = 0; l < m->n_layers; l++) {
        hm_table_string(&m->table, scope);
        hm_table_count(&m->table, l + 1);
        hm_score_table_counts(&m->table, lifts->n_lifts, lifts->n_found[l], lifts->n_both[l]);
        hm_table_string(&m->table, name);
    }
}

/// The row of a file or of the total.
static void
put_row(drawing_measure *m, const char *scope, const char *name, const drawing_count *c)
{
    if (m->options->is_per_record)
        return;
    if (m->options->wants_lifts) {
        put_lifts(m, scope, name, &c->lifts);
        return;
    }
    hm_table_string(&m->table, scope);
    hm_table_count(&m->table, c->n_drawings);
    hm_table_count(&m->table, c->n_points);
    hm_table_number(&m->table, 0.0 - c->nats, 4);  // not -c->nats, which may be -0
    hm_table_ratio(&m->table, -c->nats, (double)c->n_drawings, 4);
    hm_table_ratio(&m->table, -c->nats, (double)c->n_points, 4);
    hm_table_string(&m->table, name);
}

static void
drop_file(void *state)
{
    drawing_measure *const m = state;
    m->file = (drawing_count){.n_drawings = 0};
}

static void
end_file(void *state, const char *name)
{
    drawing_measure *const m = state;
    put_row(m, "file", name, &m->file);
    m->total.n_drawings += m->file.n_drawings;
    m->total.n_points += m->file.n_points;
    m->total.nats += m->file.nats;
    hm_pen_lifts_add(&m->total.lifts, &m->file.lifts);
    drop_file(m);
}

static void
count(const void *state, uint64_t *n_records, uint64_t *n_chars)
{
    const drawing_measure *const m = state;
    *n_records = m->total.n_drawings + m->file.n_drawings;
    *n_chars = m->total.n_points + m->file.n_points;
}

static void
end(void *state)
{
    drawing_measure *const m = state;
    put_row(m, "total", "total", &m->total);
    hmrnn_scorer_free(m->scorer);
    hmrnn_segmenter_free(m->segmenter);
    hm_char_scores_release(&m->nats);
    free(m);
}

const hm_measure hm_stroke_measure = {
    .check = check,
    .begin = begin,
    .use_model = use_model,
    .begin_file = begin_file,
    .batch = score_batch,
    .record = add_record,
    .end_file = end_file,
    .drop_file = drop_file,
    .count = count,
    .end = end,
};
