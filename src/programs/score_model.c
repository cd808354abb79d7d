// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_model.c - what a text costs a model, in bits.
//
// By default each file is one stream: the newlines between its records are characters of it like
// any other, and the model remembers what it read. With --per-record each record stands alone.
#include <config.h>

#include "programs/score.h"

#include "cli/append.h"
#include "cli/batch.h"
#include "cli/find_model.h"
#include "cli/layer_list.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "write/score_tables.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 14 };  // characters of a stream that are scored at once

typedef struct scoring {
    const hm_score_options *options;
    hm_input *input;
    hmrnn_model *model;  ///< NULL until the first text decides
    hmrnn_scorer *scorer;
    char *name;  ///< of the entry we are in; NULL: none
    hm_text_cost file;
    hm_text_cost total;
    uint64_t n_records;
    uint32_t *chunk;  ///< [CHUNK]
    double *bits;     ///< [bits_capacity]
    size_t bits_capacity;
    hm_table table;
    hm_bytes out;
} scoring;

/// Have the scorer keep what else is to be shown.
static void
look(scoring *s)
{
    hmrnn_error err;
    hm_layer_list layers = {.n = 0};
    if (!s->options->wants_entropy && s->options->states == NULL)
        return;
    if (s->options->states != NULL &&
        (hm_layer_list_parse("states", s->options->states, &layers, &err) != HMRNN_OK ||
         hm_layer_list_fit("states", &layers, hmrnn_model_layers(s->model), &err) != HMRNN_OK))
        hm_message_usage("%s", err.text);
    hmrnn_probe probe = {.wants_entropy = s->options->wants_entropy, .n_layers = layers.n};
    memcpy(probe.layer, layers.layer, layers.n * sizeof layers.layer[0]);
    hm_message_check(hmrnn_scorer_set_probe(s->scorer, &probe, &err), &err);
}

static void
use_model(scoring *s, hmrnn_model *model)
{
    hmrnn_error err;
    s->model = model;
    hm_find_model_check(model, false);
    hm_message_check(hmrnn_scorer_new(&s->scorer, model, (unsigned)s->options->common.n_threads,
                                      &err),
                     &err);
    look(s);
    if (s->options->is_dynamic)
        hm_message_check(hmrnn_scorer_set_dynamic(s->scorer, &s->options->dynamic, &err), &err);
}

static double
sum(size_t n, const double *bits)
{
    double total = 0.0;
    for (size_t i = 0; i < n; i++)
        total += bits[i];
    return total;
}

/// Rows for characters of a record, from the one at `first` on: the `index`-th text scored last.
static void
put_chars(scoring *s, const hm_item *item, size_t first, size_t n, const double *bits, size_t index)
{
    static uint32_t newline[] = {'\n'};
    static size_t newline_offset[] = {0, 1};
    const hm_chars terminator = {newline, newline_offset, 1, 1, 0};
    size_t n_units = 0;
    const double *const entropy = hmrnn_scorer_entropy(s->scorer, index);
    const float *const states = hmrnn_scorer_states(s->scorer, &n_units);
    for (size_t i = 0; i < n; i++) {
        const size_t at = first + i;
        hm_slice slice = {&item->chars, item->bytes.data, at, at + 1};
        if (at == item->chars.n_chars)
            slice = (hm_slice){&terminator, NULL, 0, 1};
        const hm_char_cost cost = {bits[i], entropy == NULL ? NULL : &entropy[i],
                                   states == NULL ? NULL : states + i * n_units, n_units};
        hm_score_table_char(&s->table, item->number, at, &slice, &cost);
    }
}

/// Score a record as the next part of its file's stream.
static void
score_in_stream(scoring *s, const hm_item *item)
{
    hmrnn_error err;
    const size_t n_all = item->chars.n_chars + (item->is_terminated ? 1 : 0);
    for (size_t first = 0; first < n_all;) {
        const size_t n = n_all - first < CHUNK ? n_all - first : CHUNK;
        const size_t n_own = first + n > item->chars.n_chars ? n - 1 : n;
        if (n_own > 0)
            memcpy(s->chunk, item->chars.chars + first, n_own * sizeof *s->chunk);
        if (n_own < n)
            s->chunk[n_own] = '\n';
        size_t n_unknown = 0;
        hm_message_check(hmrnn_scorer_feed(s->scorer, &(hmrnn_text){s->chunk, n}, s->bits,
                                           &n_unknown, &err),
                         &err);
        hm_text_cost_add(&s->file, &(hm_text_cost){.n_chars = n,
                                                   .n_unknown = n_unknown,
                                                   .bits = sum(n, s->bits)});
        if (s->options->is_per_char)
            put_chars(s, item, first, n, s->bits, 0);
        first += n;
    }
    size_t n_terminator = 0;
    (void)hm_input_terminator(s->input, &n_terminator);
    s->file.n_bytes += item->bytes.n_bytes + (item->is_terminated ? n_terminator : 0);
}

static void
finish_file(scoring *s)
{
    if (s->name != NULL && !s->options->is_per_char && !s->options->is_per_record)
        hm_score_table_file(&s->table, "file", s->name, &s->file);
    hm_text_cost_add(&s->total, &s->file);
    s->file = (hm_text_cost){.n_chars = 0};
    free(s->name);
    s->name = NULL;
}

static void
begin_file(scoring *s, const char *name)
{
    finish_file(s);
    s->name = strdup(name);
    if (s->name == NULL)
        hm_message_die("no memory for a name");
    if (s->scorer != NULL)
        hmrnn_scorer_reset(s->scorer);
}

/// A record by itself: the `index`-th text of those scored last.
static void
score_record(scoring *s, const hm_item *item, const double *bits, size_t n_unknown, size_t index)
{
    const hm_text_cost cost = {
        .n_chars = item->chars.n_chars,
        .n_bytes = item->bytes.n_bytes,
        .n_unknown = n_unknown,
        .bits = sum(item->chars.n_chars, bits),
    };
    hm_text_cost_add(&s->file, &cost);
    if (s->options->is_per_char)
        put_chars(s, item, 0, item->chars.n_chars, bits, index);
    else
        hm_score_table_record(&s->table, s->name, item->number, &cost);
}

/// Score all records of a batch, each by itself; [n_items] results.
static void
score_records(scoring *s, const hm_batch *batch, double **bits, size_t *n_unknown)
{
    hmrnn_error err;
    if (batch->n_chars > s->bits_capacity) {
        s->bits = hm_xrealloc_array(s->bits, batch->n_chars, sizeof *s->bits);
        s->bits_capacity = batch->n_chars;
    }
    size_t n_before = 0;
    for (size_t i = 0; i < batch->n_items; i++) {
        bits[i] = s->bits + n_before;
        n_unknown[i] = 0;
        n_before += batch->texts[i].n_chars;
    }
    if (batch->n_chars > 0)
        hm_message_check(hmrnn_scorer_batch(s->scorer, batch->n_items, batch->texts, bits,
                                            n_unknown, &err),
                         &err);
}

static void
score_batch(scoring *s, const hm_batch *batch)
{
    double **const bits = hm_xrealloc_array(NULL, batch->n_items, sizeof *bits);
    size_t *const n_unknown = hm_xrealloc_array(NULL, batch->n_items, sizeof *n_unknown);
    if (s->options->is_per_record)
        score_records(s, batch, bits, n_unknown);
    for (size_t i = 0; i < batch->n_items; i++) {
        const hm_item *const item = &batch->items[i];
        if (item->event == HM_INPUT_ENTRY) {
            begin_file(s, (const char *)item->bytes.data);
        } else if (item->event == HM_INPUT_BROKEN) {
            s->file = (hm_text_cost){.n_chars = 0};  // half a file has no score
            free(s->name);
            s->name = NULL;
        } else if (s->options->is_per_record) {
            score_record(s, item, bits[i], n_unknown[i], i);
        } else {
            score_in_stream(s, item);
        }
        s->n_records += item->event == HM_INPUT_RECORD ? 1 : 0;
    }
    free(bits);
    free(n_unknown);
}

static bool
has_records(const hm_batch *batch)
{
    for (size_t i = 0; i < batch->n_items; i++) {
        if (batch->items[i].event == HM_INPUT_RECORD)
            return true;
    }
    return false;
}

static void
score_all(scoring *s)
{
    const bool is_urgent = hm_output_is_terminal();
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    while (hm_batch_fill(&batch, s->input, false)) {
        if (s->model == NULL && has_records(&batch))
            use_model(s, hm_find_model_fitting(batch.n_items, batch.texts,
                                               s->options->common.is_verbose));
        score_batch(s, &batch);
        hm_output_write(&s->out, is_urgent || hm_input_is_idle(s->input));
        if (hm_signals_take_progress())
            hm_progress_count(&progress, s->n_records, s->total.n_chars + s->file.n_chars);
    }
    finish_file(s);
    if (s->options->common.is_verbose)
        hm_progress_count(&progress, s->n_records, s->total.n_chars);
    hm_batch_release(&batch);
}

static hm_table
choose_table(const hm_score_options *options, hm_bytes *out)
{
    if (options->is_per_char)
        return hm_score_table_chars(options->format, options->wants_entropy,
                                    options->states != NULL, out);
    if (options->is_per_record)
        return hm_score_table_records(options->format, out);
    return hm_score_table_files(options->format, out);
}

void
hm_score_with_model(const hm_score_options *options, hm_input *input)
{
    scoring s = {.options = options, .input = input};
    s.chunk = hm_xrealloc_array(NULL, CHUNK, sizeof *s.chunk);
    s.bits = hm_xrealloc_array(NULL, CHUNK, sizeof *s.bits);
    s.bits_capacity = CHUNK;
    hmrnn_model *const wanted = hm_find_model_wanted(options->model, options->common.is_verbose);
    if (wanted != NULL)
        use_model(&s, wanted);

    s.table = choose_table(options, &s.out);
    hm_table_header(&s.table);
    score_all(&s);
    if (!options->is_per_char && !options->is_per_record)
        hm_score_table_file(&s.table, "total", "total", &s.total);
    hm_output_write(&s.out, false);

    free(s.chunk);
    free(s.bits);
    hm_bytes_release(&s.out);
    hmrnn_scorer_free(s.scorer);
    hmrnn_model_free(s.model);
}
