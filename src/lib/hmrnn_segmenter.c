// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_segmenter.c - records in, nested boundaries out.
#include <config.h>

#include "hmrnn_strokes.h"

#include "base/arena.h"
#include "base/error.h"
#include "infer/batch_runner.h"
#include "decode/lexicon_decoder.h"
#include "segment/nested_threshold.h"
#include "strokes/stroke_batch.h"
#include "text/grapheme.h"

#include <stdlib.h>

struct hmrnn_segmenter {
    hm_batch_runner runner;
    hm_lexicon_decoder decoder;  ///< if there is a lexicon, and it is to be used
    hm_word_matcher words;       ///< a word list, if there is one
    hmrnn_evidence used;
    hm_graphemes *graphemes;
    size_t n_layers;  ///< that find boundaries
    size_t lag;
    int wants_scores, wants_norms;
    hm_arena arena;  ///< of one run: the arrays below
    hmrnn_segmentation *found;
    float *z_tilde;                       ///< of all symbols
    float *logit[2], *pmi, *probability;  ///< likewise, with a lexicon
    float *projected;                     ///< likewise, with a convention that has states
    uint8_t *symbol_depth;                ///< likewise
    float *score;                         ///< of all characters
    float *symbol_norm, *norm;            ///< of all symbols, of all characters; or NULL
    uint8_t *depth, *is_end;              ///< of all characters
};

/// Make a word list ready, and let the decoder use it.
static hmrnn_status
take_words(hmrnn_segmenter *segmenter, const hmrnn_model *model,
           const hmrnn_segment_options *options, hmrnn_error *err)
{
    if (options->words == NULL)
        return HMRNN_OK;
    if (segmenter->decoder.lexicon == NULL)
        return hm_fail(err, HMRNN_EARG,
                       "a word list needs a lexicon: take a model that has one, and do not leave "
                       "it out");
    HM_TRY(hm_word_matcher_init(&segmenter->words, options->words, model->lexicon,
                                model->model.normalization, err));
    return hm_lexicon_decoder_use_words(&segmenter->decoder, &segmenter->words,
                                        options->wants_word_effects != 0, err);
}

hmrnn_status
hmrnn_segmenter_new(hmrnn_segmenter **out, const hmrnn_model *model,
                    const hmrnn_segment_options *options, hmrnn_error *err)
{
    if (hmrnn_model_boundary_layers(model) == 0)
        return hm_fail(err, HMRNN_EARG,
                       "the model finds no boundaries: it has one layer only, or LSTM cells");
    const hmrnn_segment_options defaults = {.n_threads = 0};
    const hmrnn_segment_options *const chosen = options == NULL ? &defaults : options;
    hmrnn_segmenter *const segmenter = calloc(1, sizeof *segmenter);
    if (segmenter == NULL)
        return hm_fail_memory(err, "a segmenter", sizeof *segmenter);
    const bool has_words = model->lexicon != NULL && chosen->evidence != HMRNN_EVIDENCE_CAUSAL;
    segmenter->n_layers = has_words ? HM_LEXICON_LAYERS : hm_dims_detectors(&model->model.dims);
    segmenter->lag = model->model.lag;
    segmenter->wants_scores = chosen->wants_scores;
    segmenter->used = chosen->evidence;
    segmenter->wants_norms = chosen->wants_norms;
    hmrnn_status status = hm_batch_runner_init(&segmenter->runner, model, chosen->n_threads, err);
    if (status == HMRNN_OK && has_words)
        status = hm_lexicon_decoder_init(&segmenter->decoder, model->lexicon,
                                         segmenter->runner.pool, err);
    if (status == HMRNN_OK && has_words && model->convention != NULL &&
        chosen->leaves_convention_out == 0)
        hm_lexicon_decoder_use_convention(&segmenter->decoder, model->convention);
    if (status == HMRNN_OK)
        status = take_words(segmenter, model, chosen, err);
    if (status == HMRNN_OK)
        status = hm_graphemes_new(&segmenter->graphemes, err);
    if (status != HMRNN_OK) {
        hmrnn_segmenter_free(segmenter);
        return status;
    }
    *out = segmenter;
    return HMRNN_OK;
}

/// Whether the states of the networks have a part in what a convention decides.
static bool
projects(const hmrnn_segmenter *s)
{
    return s->decoder.convention != NULL && s->decoder.convention->n_states > 0 &&
           s->used != HMRNN_EVIDENCE_LEXICON;
}

static void
carve(hmrnn_segmenter *s, size_t n_texts, size_t n_chars, size_t n_symbols, hm_arena *arena)
{
    const size_t n_norm_bytes = hmrnn_model_layers(s->runner.model) * sizeof(float);
    const bool has_norms = s->wants_norms != 0;
    s->found = hm_arena_take(arena, n_texts, sizeof *s->found);
    s->z_tilde = hm_arena_take(arena, n_symbols, s->n_layers * sizeof(float));
    s->logit[0] = hm_arena_floats(arena, n_symbols);
    s->logit[1] = hm_arena_floats(arena, n_symbols);
    s->pmi = hm_arena_floats(arena, n_symbols);
    s->probability = hm_arena_floats(arena, n_symbols);
    s->projected =
        projects(s) ? hm_arena_take(arena, n_symbols, HM_STATE_SCORES * sizeof(float)) : NULL;
    s->symbol_depth = hm_arena_take(arena, n_symbols, 1);
    s->symbol_norm = has_norms ? hm_arena_take(arena, n_symbols, n_norm_bytes) : NULL;
    s->score = hm_arena_take(arena, n_chars, s->n_layers * sizeof(float));
    s->depth = hm_arena_take(arena, n_chars, 1);
    s->is_end = hm_arena_take(arena, n_chars, 1);
    s->norm = has_norms ? hm_arena_take(arena, n_chars, n_norm_bytes) : NULL;
}

static hmrnn_status
reserve(hmrnn_segmenter *s, size_t n_texts, size_t n_chars, size_t n_symbols, hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(s, n_texts, n_chars, n_symbols, &measured);
    HM_TRY(hm_arena_reset(&s->arena, &measured, "boundaries", err));
    carve(s, n_texts, n_chars, n_symbols, &s->arena);
    return HMRNN_OK;
}

/// Bring norms of symbols to the characters they came from; a character that left none has those of
/// the one before it.
static void
spread_norms(const hmrnn_segmenter *s, const hm_range *record, size_t n_chars, size_t first,
             hmrnn_segmentation *found)
{
    const size_t n_states = hmrnn_model_layers(s->runner.model);
    const size_t *const origin = s->runner.origin + record->first;
    found->norm = s->norm + n_states * first;
    for (size_t l = 0; l < n_states; l++) {
        const float *const from = s->symbol_norm + n_states * record->first + l * record->n;
        float *const to = s->norm + n_states * first + l * n_chars;
        size_t next = 0;
        for (size_t i = 0; i < n_chars; i++) {
            to[i] = i == 0 ? 0.0f : to[i - 1];
            while (next < record->n && origin[next] <= i)
                to[i] = from[next++];
        }
    }
}

static hmrnn_status
nest_record(hmrnn_segmenter *s, const hmrnn_text *text, const hm_range *record, size_t first,
            hmrnn_segmentation *found, hmrnn_error *err)
{
    const size_t n = text->n_chars;
    float *const score = s->score + first * s->n_layers;
    const float *const z_tilde = s->z_tilde + record->first * s->n_layers;
    for (size_t l = 0; l < s->n_layers; l++)
        hm_nested_threshold_to_chars(record->n, z_tilde + l * record->n,
                                     s->runner.origin + record->first, s->lag, n, score + l * n);
    HM_TRY(hm_graphemes_mark(s->graphemes, n, text->chars, s->is_end + first, err));
    hm_nested_threshold(n, s->n_layers, text->chars, s->is_end + first, score, s->depth + first);
    *found = (hmrnn_segmentation){.n_chars = n,
                                  .n_layers = s->n_layers,
                                  .depth = s->depth + first,
                                  .score = s->wants_scores != 0 ? score : NULL};
    return HMRNN_OK;
}

/// Words of all records, by lexicon and networks.
static hmrnn_status
find_words(hmrnn_segmenter *s, size_t n_texts, hmrnn_error *err)
{
    const bool has_back = s->runner.model->model.has_back;
    const bool asks = s->used != HMRNN_EVIDENCE_LEXICON;
    const bool is_thorough = s->used == HMRNN_EVIDENCE_THOROUGH;
    const hm_outputs asked = {
        .logit = {asks ? s->logit[0] : NULL, asks && has_back ? s->logit[1] : NULL},
        .pmi = is_thorough ? s->pmi : NULL,
        .norm = s->symbol_norm,
        .projection = s->projected,
        .n_projections = HM_STATE_SCORES,
        .projection_weights = s->projected == NULL ? NULL : s->decoder.convention->states,
    };
    if (asks || s->symbol_norm != NULL)
        HM_TRY(hm_batch_runner_run(&s->runner, n_texts, &asked, err));
    const hm_decode_request request = {
        .n_records = n_texts,
        .records = s->runner.records,
        .chars = s->runner.chars,
        .logit = {asked.logit[0], asked.logit[1]},
        .pmi = asked.pmi,
        .projected = asked.projection,
        .depth = s->symbol_depth,
        .probability = s->wants_scores != 0 ? s->probability : NULL,
    };
    return hm_lexicon_decoder_run(&s->decoder, &request, err);
}

/// The words of a record, from symbols to characters. Where layers above the first have a
/// boundary, they are as sure of it as the first.
static void
place_words(hmrnn_segmenter *s, const hmrnn_text *text, const hm_range *record, size_t first,
            hmrnn_segmentation *found)
{
    const size_t n = text->n_chars;
    float *const score = s->score + first * s->n_layers;
    uint8_t *const depth = s->depth + first;
    for (size_t i = 0; i < n; i++)
        depth[i] = i + 1 == n ? (uint8_t)s->n_layers : 0;
    for (size_t i = 0; i < n * s->n_layers; i++)
        score[i] = (i + 1) % n == 0 ? 1.0f : 0.0f;
    for (size_t j = record->first; j < record->first + record->n; j++) {
        const size_t i = s->runner.origin[j];  // of several symbols, the last one counts
        if (i + 1 == n)
            continue;
        depth[i] = s->symbol_depth[j];
        for (size_t l = 0; s->wants_scores != 0 && l < s->n_layers; l++)
            score[l * n + i] = l == 0 || l < depth[i] ? s->probability[j] : 0.0f;
    }
    *found = (hmrnn_segmentation){.n_chars = n,
                                  .n_layers = s->n_layers,
                                  .depth = depth,
                                  .score = s->wants_scores != 0 ? score : NULL};
}

static hmrnn_status
find_boundaries(hmrnn_segmenter *s, size_t n_texts, const hmrnn_text *texts, hmrnn_error *err)
{
    const bool has_words = s->decoder.lexicon != NULL;
    if (has_words) {
        HM_TRY(find_words(s, n_texts, err));
    } else {
        const hm_outputs asked = {.z_tilde = s->z_tilde, .norm = s->symbol_norm};
        HM_TRY(hm_batch_runner_run(&s->runner, n_texts, &asked, err));
    }
    size_t first = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const hm_range *const record = &s->runner.records[i];
        if (has_words)
            place_words(s, &texts[i], record, first, &s->found[i]);
        else
            HM_TRY(nest_record(s, &texts[i], record, first, &s->found[i], err));
        if (s->wants_norms != 0)
            spread_norms(s, record, texts[i].n_chars, first, &s->found[i]);
        first += texts[i].n_chars;
    }
    return HMRNN_OK;
}

hmrnn_status
hmrnn_segmenter_run(hmrnn_segmenter *segmenter, size_t n_texts, const hmrnn_text *texts,
                    const hmrnn_segmentation **found, hmrnn_error *err)
{
    HM_TRY(hm_batch_runner_read(&segmenter->runner, n_texts, texts, err));
    size_t n_chars = 0;
    for (size_t i = 0; i < n_texts; i++)
        n_chars += texts[i].n_chars;
    HM_TRY(reserve(segmenter, n_texts, n_chars, segmenter->runner.n_ids, err));
    HM_TRY(find_boundaries(segmenter, n_texts, texts, err));
    *found = segmenter->found;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_segmenter_run_drawings(hmrnn_segmenter *segmenter, size_t n_drawings,
                             const hmrnn_drawing *drawings, const hmrnn_segmentation **found,
                             hmrnn_error *err)
{
    hmrnn_segmenter *const s = segmenter;
    HM_TRY(hm_stroke_batch_read(&s->runner, n_drawings, drawings, err));
    HM_TRY(reserve(s, n_drawings, s->runner.n_ids, s->runner.n_ids, err));
    const hm_outputs asked = {.z_tilde = s->z_tilde, .norm = s->symbol_norm};
    HM_TRY(hm_batch_runner_run(&s->runner, n_drawings, &asked, err));
    for (size_t i = 0; i < n_drawings; i++) {
        const hm_range record = s->runner.records[i];
        float *const score = s->score + record.first * s->n_layers;
        const float *const z_tilde = s->z_tilde + record.first * s->n_layers;
        for (size_t l = 0; l < s->n_layers; l++)
            hm_nested_threshold_to_chars(record.n, z_tilde + l * record.n,
                                         s->runner.origin + record.first, s->lag, record.n,
                                         score + l * record.n);
        hm_nested_threshold(record.n, s->n_layers, NULL, NULL, score, s->depth + record.first);
        s->found[i] = (hmrnn_segmentation){.n_chars = record.n,
                                           .n_layers = s->n_layers,
                                           .depth = s->depth + record.first,
                                           .score = s->wants_scores != 0 ? score : NULL,
                                           .norm = s->wants_norms != 0
                                                       ? s->symbol_norm +
                                                             hmrnn_model_layers(s->runner.model) *
                                                                 record.first
                                                       : NULL};
    }
    *found = s->found;
    return HMRNN_OK;
}

size_t
hmrnn_segmenter_layers(const hmrnn_segmenter *segmenter)
{
    return segmenter->n_layers;
}

hmrnn_word_effect
hmrnn_segmenter_word_effect(const hmrnn_segmenter *segmenter, size_t i)
{
    return hm_lexicon_decoder_effect(&segmenter->decoder, i);
}

void
hmrnn_segmenter_free(hmrnn_segmenter *segmenter)
{
    if (segmenter == NULL)
        return;
    hm_lexicon_decoder_release(&segmenter->decoder);  // before its pool
    hm_word_matcher_release(&segmenter->words);
    hm_batch_runner_release(&segmenter->runner);
    hm_graphemes_free(segmenter->graphemes);
    hm_arena_release(&segmenter->arena);
    free(segmenter);
}
