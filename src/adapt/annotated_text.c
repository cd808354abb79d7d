// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/annotated_text.c - examples as the raw-text model sees them.
#include <config.h>

#include "adapt/annotated_text.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_RECORDS ((size_t)4096)   // run through the model at a time, at most
#define BLOCK_CHARS ((size_t)1 << 20)  // likewise

/// A part of the corpus on its way through the model.
typedef struct reading {
    const hmrnn_corpus *corpus;
    size_t layer;
    hm_batch_runner runner;
    hm_lexicon_decoder decoder;
    size_t n;                     ///< records of the block
    size_t first[BLOCK_RECORDS];  ///< character of the corpus that each begins with
    hmrnn_text text[BLOCK_RECORDS];
    hm_arena arena;  ///< of the arrays, over the symbols of the block
    float *logit[2], *states[2];
    uint8_t *depth[2];  ///< by view
} reading;

static void
carve(reading *r, size_t n, size_t n_states, hm_arena *arena)
{
    for (size_t d = 0; d < 2; d++) {
        r->depth[d] = hm_arena_take(arena, n, 1);
        r->logit[d] = hm_arena_floats(arena, n);
        r->states[d] = n_states == 0 ? NULL : hm_arena_take(arena, n, n_states * sizeof(float));
    }
}

static hmrnn_status
reserve_block(reading *r, size_t n_states, hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(r, r->runner.n_ids, n_states, &measured);
    HM_TRY(hm_arena_reset(&r->arena, &measured, "the examples", err));
    carve(r, r->runner.n_ids, n_states, &r->arena);
    return HMRNN_OK;
}

static hmrnn_status
reserve_text(hm_annotated_text *text, size_t n_records, size_t n, hmrnn_error *err)
{
    const hm_column columns[] = {{&text->chars, sizeof *text->chars},
                                 {&text->label, sizeof *text->label},
                                 {&text->is_drawn[0], 1},
                                 {&text->is_drawn[1], 1}};
    HM_TRY(hm_alloc_grow_columns(4, columns, &text->capacity, text->n + n, "the examples", err));
    const hm_column states[] = {{&text->states[0], text->n_states * sizeof(float)},
                                {&text->states[1], text->n_states * sizeof(float)}};
    if (text->n_states > 0)
        HM_TRY(hm_alloc_grow_columns(2, states, &text->states_capacity, text->n + n,
                                     "the states of the examples", err));
    return hm_alloc_grow(&text->records, &text->records_capacity, text->n_records + n_records,
                         sizeof *text->records, "the examples", err);
}

/// The labels of a record's symbols: a symbol that is not the last of its character has no
/// boundary after it.
static void
label_symbols(const reading *r, size_t record, const hm_range *symbols, uint8_t *label)
{
    const uint8_t *const of_chars = r->corpus->labels.layer[r->layer] + r->first[record];
    const size_t *const origin = r->runner.origin + symbols->first;
    for (size_t j = 0; j < symbols->n; j++) {
        const bool ends = j + 1 == symbols->n || origin[j + 1] != origin[j];
        const uint8_t of_char = of_chars[origin[j]];
        label[j] = !ends                            ? 0
                   : hm_soft_label_is_none(of_char) ? HM_LABEL_NONE
                                                    : hm_soft_label_decision(of_char);
    }
}

static void
append(hm_annotated_text *text, const reading *r, size_t record)
{
    const hm_range symbols = r->runner.records[record];
    const size_t n = symbols.n;
    const size_t at = text->n;
    memcpy(text->chars + at, r->runner.chars + symbols.first, n * sizeof *text->chars);
    for (size_t v = 0; v < text->n_views; v++)
        for (size_t j = 0; j < n; j++)
            text->is_drawn[v][at + j] = r->depth[v][symbols.first + j] > 0 || j + 1 == n;
    label_symbols(r, record, &symbols, text->label + at);
    for (size_t d = 0; d < 2 && text->n_states > 0; d++)
        memcpy(text->states[d] + at * text->n_states, r->states[d] + symbols.first * text->n_states,
               n * text->n_states * sizeof(float));
    text->records[text->n_records++] = (hm_range){at, n};
    text->n += n;
}

/// Run the block through the model, and append what is found.
static hmrnn_status
run_block(reading *r, hm_annotated_text *text, hmrnn_error *err)
{
    HM_TRY(hm_batch_runner_read(&r->runner, r->n, r->text, err));
    HM_TRY(reserve_block(r, text->n_states, err));
    HM_TRY(reserve_text(text, r->n, r->runner.n_ids, err));
    const bool has_back = r->runner.model->model.has_back;
    const hm_outputs outputs = {
        .logit = {r->logit[0], has_back ? r->logit[1] : NULL},
        .states = {r->states[0], r->states[1]},
    };
    HM_TRY(hm_batch_runner_run(&r->runner, r->n, &outputs, err));
    for (size_t v = 0; v < text->n_views; v++) {
        const bool has_networks = v + 1 == text->n_views;
        const hm_decode_request request = {
            .n_records = r->n,
            .records = r->runner.records,
            .chars = r->runner.chars,
            .logit = {has_networks ? outputs.logit[0] : NULL,
                      has_networks ? outputs.logit[1] : NULL},
            .depth = r->depth[v],
        };
        HM_TRY(hm_lexicon_decoder_run(&r->decoder, &request, err));
    }
    for (size_t i = 0; i < r->n; i++)
        if (r->runner.records[i].n > 0)
            append(text, r, i);
    r->n = 0;
    return HMRNN_OK;
}

static bool
has_label(const hmrnn_corpus *corpus, size_t layer, size_t first, size_t n)
{
    for (size_t i = first; i + 1 < first + n; i++)
        if (!hm_soft_label_is_none(corpus->labels.layer[layer][i]))
            return true;
    return false;
}

static hmrnn_status
read_records(reading *r, hm_annotated_text *text, hmrnn_error *err)
{
    const hmrnn_corpus *const corpus = r->corpus;
    size_t n_chars = 0;
    for (size_t first = 0; first < corpus->n_chars;) {
        size_t n = 0;
        while (corpus->chars[first + n] != '\n')
            n++;
        if (has_label(corpus, r->layer, first, n)) {
            r->first[r->n] = first;
            r->text[r->n++] = (hmrnn_text){corpus->chars + first, n};
            n_chars += n;
        }
        first += n + 1;
        if (r->n == BLOCK_RECORDS || n_chars > BLOCK_CHARS) {
            HM_TRY(run_block(r, text, err));
            n_chars = 0;
        }
    }
    return run_block(r, text, err);
}

hmrnn_status
hm_annotated_text_read(hm_annotated_text *text, const hmrnn_model *model,
                       const hmrnn_corpus *corpus, size_t layer, bool with_states,
                       unsigned n_threads, hmrnn_error *err)
{
    reading *const r = hm_alloc_array(1, sizeof *r, "the examples", err);
    if (r == NULL)
        return HMRNN_ENOMEM;
    r->corpus = corpus;
    r->layer = layer;
    hm_annotated_text fresh = {.n_states = with_states && model->model.has_back
                                               ? hm_dims_all_units(&model->model.dims)
                                               : 0};
    fresh.n_views = fresh.n_states > 0 ? 2 : 1;
    hmrnn_status status = hm_batch_runner_init(&r->runner, model, n_threads, err);
    if (status == HMRNN_OK)
        status = hm_lexicon_decoder_init(&r->decoder, model->lexicon, r->runner.pool, err);
    if (status == HMRNN_OK && corpus->labels.layer[layer] != NULL)
        status = read_records(r, &fresh, err);
    hm_lexicon_decoder_release(&r->decoder);
    hm_batch_runner_release(&r->runner);
    hm_arena_release(&r->arena);
    free(r);
    if (status != HMRNN_OK) {
        hm_annotated_text_release(&fresh);
        return status;
    }
    *text = fresh;
    return HMRNN_OK;
}

void
hm_annotated_text_release(hm_annotated_text *text)
{
    if (text == NULL)
        return;
    free(text->records);
    free(text->chars);
    free(text->label);
    free(text->is_drawn[0]);
    free(text->is_drawn[1]);
    free(text->states[0]);
    free(text->states[1]);
    *text = (hm_annotated_text){.n = 0};
}
