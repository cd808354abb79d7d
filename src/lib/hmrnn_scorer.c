// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_scorer.c - text in, bits of each character out.
#include <config.h>

#include "hmrnn_strokes.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "infer/batch_runner.h"
#include "infer/dynamic_eval.h"
#include "infer/probe.h"
#include "net/symbol_modality.h"
#include "strokes/stroke_batch.h"

#include <stdlib.h>

#define STEPS 64  // of the stream's window

struct hmrnn_scorer {
    hm_batch_runner runner;    ///< for records, and for making symbols
    hm_window stream;          ///< one row, its state carried
    hm_dynamic_eval *dynamic;  ///< the stream's instead, if it adapts; or NULL
    uint32_t last;             ///< symbol that the stream has read last
    hm_probe probe;
    double *nats;  ///< of all symbols read
    size_t capacity;
};

hmrnn_status
hmrnn_scorer_new(hmrnn_scorer **out, const hmrnn_model *model, unsigned n_threads, hmrnn_error *err)
{
    hmrnn_scorer *const scorer = calloc(1, sizeof *scorer);
    if (scorer == NULL)
        return hm_fail_memory(err, "a scorer", sizeof *scorer);
    hmrnn_status status = hm_batch_runner_init(&scorer->runner, model, n_threads, err);
    if (status == HMRNN_OK)
        status = hm_window_init(&scorer->stream, &model->model.dims, STEPS, 1, false, err);
    if (status != HMRNN_OK) {
        hmrnn_scorer_free(scorer);
        return status;
    }
    hmrnn_scorer_reset(scorer);
    *out = scorer;
    return HMRNN_OK;
}

void
hmrnn_scorer_reset(hmrnn_scorer *scorer)
{
    const hm_model *const model = &scorer->runner.model->model;
    hm_tape_clear_row(&scorer->stream.tape, &model->dims, 0, 0);
    if (scorer->dynamic != NULL)
        hm_dynamic_eval_reset(scorer->dynamic);
    scorer->last = hm_alphabet_id(model->alphabet, '\n');
}

hmrnn_status
hmrnn_scorer_set_dynamic(hmrnn_scorer *scorer, const hmrnn_dynamic_options *options,
                         hmrnn_error *err)
{
    hm_dynamic_eval *fresh = NULL;
    if (options != NULL && (scorer->probe.wanted.wants_entropy != 0 || scorer->probe.n_units > 0))
        return hm_fail(err, HMRNN_EARG, "a scorer that is looked into cannot adapt");
    if (options != NULL) {
        fresh = calloc(1, sizeof *fresh);
        if (fresh == NULL)
            return hm_fail_memory(err, "adapting", sizeof *fresh);
        const hmrnn_status status =
            hm_dynamic_eval_init(fresh, scorer->runner.model, scorer->runner.pool, options, err);
        if (status != HMRNN_OK) {
            free(fresh);
            return status;
        }
    }
    hm_dynamic_eval_release(scorer->dynamic);
    free(scorer->dynamic);
    scorer->dynamic = fresh;
    hmrnn_scorer_reset(scorer);
    return HMRNN_OK;
}

hmrnn_status
hmrnn_scorer_set_probe(hmrnn_scorer *scorer, const hmrnn_probe *probe, hmrnn_error *err)
{
    if (probe != NULL && scorer->dynamic != NULL)
        return hm_fail(err, HMRNN_EARG, "a scorer that adapts cannot be looked into");
    HM_TRY(hm_model_expect(&scorer->runner.model->model, &hm_symbol_modality, err));
    return hm_probe_set(&scorer->probe, &scorer->runner.model->model.dims, probe, err);
}

/// Allocate for the costs of all symbols read.
static hmrnn_status
reserve(hmrnn_scorer *scorer, hmrnn_error *err)
{
    return hm_alloc_grow(&scorer->nats, &scorer->capacity, scorer->runner.n_ids,
                         sizeof *scorer->nats, "scores", err);
}

static hmrnn_status
read_texts(hmrnn_scorer *scorer, size_t n_texts, const hmrnn_text *texts, bool is_stream,
           hmrnn_error *err)
{
    HM_TRY(hm_batch_runner_read(&scorer->runner, n_texts, texts, err));
    HM_TRY(hm_probe_reserve(&scorer->probe, scorer->runner.n_ids, n_texts, texts, is_stream, err));
    return reserve(scorer, err);
}

/// Bring the cost of symbols to the characters they came from. \return unknown characters
static size_t
spread(const hmrnn_scorer *scorer, const hm_range *record, size_t n_chars, double *bits)
{
    const double unknown_bits = hm_model_unknown_bits(&scorer->runner.model->model);
    size_t n_unknown = 0;
    size_t last_unknown = SIZE_MAX;  // a character may be several symbols
    for (size_t i = 0; i < n_chars; i++)
        bits[i] = 0.0;
    for (size_t s = record->first; s < record->first + record->n; s++) {
        const bool is_unknown = scorer->runner.ids[s] == HM_SYMBOL_UNKNOWN;
        const size_t origin = scorer->runner.origin[s];
        bits[origin] += scorer->nats[s] / HM_NATS_PER_BIT + (is_unknown ? unknown_bits : 0.0);
        n_unknown += is_unknown && origin != last_unknown;
        last_unknown = is_unknown ? origin : last_unknown;
    }
    return n_unknown;
}

/// Run the symbols just read through the stream's window.
static void
run_stream(hmrnn_scorer *scorer)
{
    const hmrnn_model *const model = scorer->runner.model;
    hm_forward_options forward = hm_model_forward_options(&model->model);
    forward.pool = scorer->runner.pool;
    const uint32_t *const ids = scorer->runner.ids;
    const size_t n = scorer->runner.n_ids;
    if (scorer->dynamic != NULL && n > 0) {
        hm_dynamic_eval_run(scorer->dynamic, scorer->last, n, ids, scorer->nats);
        scorer->last = ids[n - 1];
        return;
    }
    for (size_t first = 0; first < n;) {
        const size_t n_steps = hm_size_min(STEPS, n - first);
        uint32_t inputs[STEPS];
        inputs[0] = scorer->last;
        for (size_t t = 1; t < n_steps; t++)
            inputs[t] = ids[first + t - 1];
        hm_window_forward(&scorer->stream, &model->net, &forward, n_steps, 1, inputs, NULL);
        if (scorer->probe.wanted.wants_entropy != 0)
            scorer->stream.head.entropy = scorer->probe.symbol_entropy + first;
        hm_window_score(&scorer->stream, &model->net, &forward, n_steps, 1, ids + first,
                        scorer->nats + first, 0.0f, false);
        scorer->stream.head.entropy = NULL;
        if (scorer->probe.has_states)
            hm_probe_keep(&scorer->probe, &model->model.dims, &scorer->stream.tape, n_steps, first);
        hm_window_carry(&scorer->stream, &model->net, n_steps);
        scorer->last = ids[first + n_steps - 1];
        first += n_steps;
    }
}

hmrnn_status
hmrnn_scorer_feed(hmrnn_scorer *scorer, const hmrnn_text *text, double *bits, size_t *n_unknown,
                  hmrnn_error *err)
{
    HM_TRY(read_texts(scorer, 1, text, true, err));
    run_stream(scorer);
    hm_probe_spread(&scorer->probe, 0, &scorer->runner.records[0], scorer->runner.origin);
    const size_t n = spread(scorer, &scorer->runner.records[0], text->n_chars, bits);
    if (n_unknown != NULL)
        *n_unknown = n;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_scorer_batch(hmrnn_scorer *scorer, size_t n_texts, const hmrnn_text *texts,
                   double *const *bits, size_t *n_unknown, hmrnn_error *err)
{
    HM_TRY(read_texts(scorer, n_texts, texts, false, err));
    const hm_outputs asked = {
        .nats = scorer->nats,
        .entropy = scorer->probe.wanted.wants_entropy != 0 ? scorer->probe.symbol_entropy : NULL,
    };
    HM_TRY(hm_batch_runner_run(&scorer->runner, n_texts, &asked, err));
    for (size_t i = 0; i < n_texts; i++) {
        const size_t n = spread(scorer, &scorer->runner.records[i], texts[i].n_chars, bits[i]);
        hm_probe_spread(&scorer->probe, i, &scorer->runner.records[i], scorer->runner.origin);
        if (n_unknown != NULL)
            n_unknown[i] = n;
    }
    return HMRNN_OK;
}

const double *
hmrnn_scorer_entropy(const hmrnn_scorer *scorer, size_t index)
{
    const hm_probe *const probe = &scorer->probe;
    if (probe->wanted.wants_entropy == 0 || index >= probe->n_texts)
        return NULL;
    return probe->entropy + probe->first[index];
}

const float *
hmrnn_scorer_states(const hmrnn_scorer *scorer, size_t *n_units)
{
    const hm_probe *const probe = &scorer->probe;
    *n_units = probe->n_units;
    return probe->has_states && probe->n_texts == 1 ? probe->states : NULL;
}

hmrnn_status
hmrnn_scorer_drawings(hmrnn_scorer *scorer, size_t n_drawings, const hmrnn_drawing *drawings,
                      double *const *nats, hmrnn_error *err)
{
    HM_TRY(hm_stroke_batch_read(&scorer->runner, n_drawings, drawings, err));
    HM_TRY(reserve(scorer, err));
    const hm_outputs asked = {.nats = scorer->nats};
    HM_TRY(hm_batch_runner_run(&scorer->runner, n_drawings, &asked, err));
    const double unit_nats = hm_model_unit_nats(&scorer->runner.model->model);
    for (size_t i = 0; i < n_drawings; i++)
        for (size_t k = 0; k < drawings[i].n_points; k++)
            nats[i][k] = scorer->nats[scorer->runner.records[i].first + k] + unit_nats;
    return HMRNN_OK;
}

void
hmrnn_scorer_free(hmrnn_scorer *scorer)
{
    if (scorer == NULL)
        return;
    hm_batch_runner_release(&scorer->runner);
    hm_window_release(&scorer->stream);
    hm_dynamic_eval_release(scorer->dynamic);
    free(scorer->dynamic);
    hm_probe_release(&scorer->probe);
    free(scorer->nats);
    free(scorer);
}
