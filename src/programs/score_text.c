// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_text.c - what a text costs a model, in bits.
//
// By default each file is one stream: the newlines between its records are characters of it like
// any other, and the state of the network goes on from record to record. With --per-record each
// record is scored from a fresh state.
#include <config.h>

#include "programs/score_text.h"

#include "cli/append.h"
#include "cli/layer_list.h"
#include "cli/message.h"
#include "write/score_tables.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 14 };  // characters of a stream that are scored at once

typedef struct text_measure {
    const hm_score_options *options;
    hmrnn_scorer *scorer;
    size_t n_terminator;  ///< bytes that end a record
    hm_text_cost file, total;
    uint64_t n_records;
    uint32_t *chunk;      ///< [CHUNK] of a stream
    double *chunk_bits;   ///< [CHUNK]
    hm_char_scores bits;  ///< of the records of a batch
    size_t *n_unknown;    ///< [n_unknown_items] the same
    size_t n_unknown_items;
    hm_table table;
} text_measure;

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

static void
check(const hm_score_options *options)
{
    if (options->wants_lifts)
        hm_message_usage("--lifts makes sense only with --strokes");
}

static void *
begin(const hm_score_options *options, hm_input *input, hm_bytes *out)
{
    text_measure *const m = hm_xrealloc_array(NULL, 1, sizeof *m);
    *m = (text_measure){
        .options = options,
        .chunk = hm_xrealloc_array(NULL, CHUNK, sizeof *m->chunk),
        .chunk_bits = hm_xrealloc_array(NULL, CHUNK, sizeof *m->chunk_bits),
        .table = choose_table(options, out),
    };
    (void)hm_input_terminator(input, &m->n_terminator);
    hm_table_header(&m->table);
    return m;
}

/// Have the scorer keep entropies and states, if they are to be shown.
static void
set_probe(text_measure *m, const hmrnn_model *model)
{
    hmrnn_error err;
    const hm_score_options *const options = m->options;
    hm_layer_list layers = {.n = 0};
    if (!options->wants_entropy && options->states == NULL)
        return;
    if (options->states != NULL &&
        (hm_layer_list_parse("states", options->states, &layers, &err) != HMRNN_OK ||
         hm_layer_list_fit("states", &layers, hmrnn_model_layers(model), &err) != HMRNN_OK))
        hm_message_usage("%s", err.text);
    hmrnn_probe probe = {.wants_entropy = options->wants_entropy, .n_layers = layers.n};
    memcpy(probe.layer, layers.layer, layers.n * sizeof layers.layer[0]);
    hm_message_check(hmrnn_scorer_set_probe(m->scorer, &probe, &err), &err);
}

static void
use_model(void *state, const hmrnn_model *model)
{
    hmrnn_error err;
    text_measure *const m = state;
    const unsigned n_threads = (unsigned)m->options->common.n_threads;
    hm_message_check(hmrnn_scorer_new(&m->scorer, model, n_threads, &err), &err);
    set_probe(m, model);
    if (m->options->is_dynamic)
        hm_message_check(hmrnn_scorer_set_dynamic(m->scorer, &m->options->dynamic, &err), &err);
}

static void
begin_file(void *state)
{
    text_measure *const m = state;
    if (m->scorer != NULL)
        hmrnn_scorer_reset(m->scorer);
}

/// Write rows for characters of a record, from the one at `first` on.
///
/// \param bits     [n] of these characters
/// \param index    of the text among those that the scorer scored last
static void
put_chars(text_measure *m, const hm_item *item, size_t first, size_t n, const double *bits,
          size_t index)
{
    static uint32_t newline[] = {'\n'};
    static size_t newline_offset[] = {0, 1};
    const hm_chars terminator = {newline, newline_offset, 1, 1, 0};
    size_t n_units = 0;
    const double *const entropy = hmrnn_scorer_entropy(m->scorer, index);
    const float *const states = hmrnn_scorer_states(m->scorer, &n_units);
    for (size_t i = 0; i < n; i++) {
        const size_t at = first + i;
        hm_slice slice = {&item->chars, item->bytes.data, at, at + 1};
        if (at == item->chars.n_chars)
            slice = (hm_slice){&terminator, NULL, 0, 1};
        const hm_char_cost cost = {bits[i], entropy == NULL ? NULL : &entropy[i],
                                   states == NULL ? NULL : states + i * n_units, n_units};
        hm_score_table_char(&m->table, item->number, at, &slice, &cost);
    }
}

/// Score a record as the next part of its file's stream.
static void
score_in_stream(text_measure *m, const hm_item *item)
{
    hmrnn_error err;
    const size_t n_all = item->chars.n_chars + (item->is_terminated ? 1 : 0);
    for (size_t first = 0; first < n_all;) {
        const size_t n = n_all - first < CHUNK ? n_all - first : CHUNK;
        const size_t n_own = first + n > item->chars.n_chars ? n - 1 : n;
        if (n_own > 0)
            memcpy(m->chunk, item->chars.chars + first, n_own * sizeof *m->chunk);
        if (n_own < n)
            m->chunk[n_own] = '\n';
        hm_text_cost cost = {.n_chars = n};
        size_t n_unknown = 0;
        hm_message_check(hmrnn_scorer_feed(m->scorer, &(hmrnn_text){m->chunk, n}, m->chunk_bits,
                                           &n_unknown, &err),
                         &err);
        cost.n_unknown = n_unknown;
        cost.bits = hm_score_sum(n, m->chunk_bits);
        hm_text_cost_add(&m->file, &cost);
        if (m->options->is_per_char)
            put_chars(m, item, first, n, m->chunk_bits, 0);
        first += n;
    }
    m->file.n_bytes += item->bytes.n_bytes + (item->is_terminated ? m->n_terminator : 0);
}

/// With --per-record: score the records of a batch, each from a fresh state.
static void
score_batch(void *state, const hm_batch *batch)
{
    hmrnn_error err;
    text_measure *const m = state;
    if (!m->options->is_per_record)
        return;
    if (batch->n_items > m->n_unknown_items) {
        m->n_unknown = hm_xrealloc_array(m->n_unknown, batch->n_items, sizeof *m->n_unknown);
        m->n_unknown_items = batch->n_items;
    }
    hm_char_scores_fit(&m->bits, batch);
    hm_message_check(hmrnn_scorer_batch(m->scorer, batch->n_items, batch->texts, m->bits.of_item,
                                        m->n_unknown, &err),
                     &err);
}

/// With --per-record: write what score_batch() found.
static void
put_record(text_measure *m, const hm_item *item, size_t index, const char *name)
{
    const size_t n = item->chars.n_chars;
    const double *const bits = n == 0 ? NULL : m->bits.of_item[index];
    const hm_text_cost cost = {
        .n_chars = n,
        .n_bytes = item->bytes.n_bytes,
        .n_unknown = n == 0 ? 0 : m->n_unknown[index],
        .bits = hm_score_sum(n, bits),
    };
    hm_text_cost_add(&m->file, &cost);
    if (m->options->is_per_char)
        put_chars(m, item, 0, n, bits, index);
    else
        hm_score_table_record(&m->table, name, item->number, &cost);
}

static void
add_record(void *state, const hm_batch *batch, size_t index, const char *name)
{
    text_measure *const m = state;
    m->n_records++;
    if (m->options->is_per_record)
        put_record(m, &batch->items[index], index, name);
    else
        score_in_stream(m, &batch->items[index]);
}

static void
drop_file(void *state)
{
    text_measure *const m = state;
    m->file = (hm_text_cost){.n_chars = 0};
}

static void
end_file(void *state, const char *name)
{
    text_measure *const m = state;
    if (!m->options->is_per_char && !m->options->is_per_record)
        hm_score_table_file(&m->table, "file", name, &m->file);
    hm_text_cost_add(&m->total, &m->file);
    drop_file(m);
}

static void
count(const void *state, uint64_t *n_records, uint64_t *n_chars)
{
    const text_measure *const m = state;
    *n_records = m->n_records;
    *n_chars = m->total.n_chars + m->file.n_chars;
}

static void
end(void *state)
{
    text_measure *const m = state;
    if (!m->options->is_per_char && !m->options->is_per_record)
        hm_score_table_file(&m->table, "total", "total", &m->total);
    hmrnn_scorer_free(m->scorer);
    hm_char_scores_release(&m->bits);
    free(m->n_unknown);
    free(m->chunk);
    free(m->chunk_bits);
    free(m);
}

const hm_measure hm_text_measure = {
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
