// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_segmenter.c - records in, nested boundaries out.
#include <config.h>

#include "hmrnn_strokes.h"

#include "base/error.h"
#include "base/size.h"
#include "infer/batch_runner.h"
#include "segment/lexicon_decoder.h"
#include "segment/nested_threshold.h"
#include "text/grapheme.h"

#include <stdlib.h>

struct hmrnn_segmenter {
    hm_crew crew;
    hm_cutter cutter;                           ///< if there is a lexicon, and it is to be used
    hmrnn_evidence used;
    hm_graphemes *graphemes;
    size_t n_layers;                            ///< that find boundaries
    size_t lag;
    int wants_scores, wants_norms;
    float *evidence;                            ///< of all symbols
    float *logit[2], *cohesion, *probability;   ///< likewise, with a lexicon
    uint8_t *symbol_depth;                      ///< likewise
    float *score;                               ///< of all characters
    float *symbol_norm, *norm;                  ///< of all symbols, of all characters; or NULL
    uint8_t *depth, *is_end;                    ///< of all characters
    size_t n_symbols_room, n_chars_room;
    hmrnn_segmentation *found;
    size_t n_found_room;
};

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
    segmenter->n_layers = has_words ? HM_CUT_LAYERS : hm_dims_detectors(&model->model.dims);
    segmenter->lag = model->model.lag;
    segmenter->wants_scores = chosen->wants_scores;
    segmenter->used = chosen->evidence;
    segmenter->wants_norms = chosen->wants_norms;
    hmrnn_status status = hm_crew_init(&segmenter->crew, model, chosen->n_threads, err);
    if (status == HMRNN_OK && has_words)
        status = hm_cutter_init(&segmenter->cutter, model->lexicon, segmenter->crew.team, err);
    if (status == HMRNN_OK)
        status = hm_graphemes_new(&segmenter->graphemes, err);
    if (status != HMRNN_OK) {
        hmrnn_segmenter_free(segmenter);
        return status;
    }
    *out = segmenter;
    return HMRNN_OK;
}

/// An array of n items of `size` bytes in place of an old one, its contents lost. \return NULL
/// without memory
static void *
renew(void *old, size_t n, size_t size)
{
    size_t n_bytes = 0;
    free(old);
    return hm_size_mul(n, size, &n_bytes) ? malloc(hm_size_max(n_bytes, 1)) : NULL;
}

static hmrnn_status
reserve(hmrnn_segmenter *s, size_t n_texts, size_t n_chars, size_t n_symbols, hmrnn_error *err)
{
    const size_t n_states = hmrnn_model_layers(s->crew.model);
    if (n_texts > s->n_found_room) {
        s->found = renew(s->found, n_texts, sizeof *s->found);
        s->n_found_room = s->found == NULL ? 0 : n_texts;
    }
    if (n_symbols > s->n_symbols_room) {
        s->evidence = renew(s->evidence, n_symbols, s->n_layers * sizeof(float));
        s->logit[0] = renew(s->logit[0], n_symbols, sizeof(float));
        s->logit[1] = renew(s->logit[1], n_symbols, sizeof(float));
        s->cohesion = renew(s->cohesion, n_symbols, sizeof(float));
        s->probability = renew(s->probability, n_symbols, sizeof(float));
        s->symbol_depth = renew(s->symbol_depth, n_symbols, 1);
        if (s->wants_norms != 0)
            s->symbol_norm = renew(s->symbol_norm, n_symbols, n_states * sizeof(float));
        const bool has_norms = s->wants_norms == 0 || s->symbol_norm != NULL;
        const bool is_whole = has_norms && s->evidence != NULL && s->logit[0] != NULL &&
                              s->logit[1] != NULL &&
                              s->cohesion != NULL && s->probability != NULL &&
                              s->symbol_depth != NULL;
        s->n_symbols_room = is_whole ? n_symbols : 0;
    }
    if (n_chars > s->n_chars_room) {
        s->score = renew(s->score, n_chars, s->n_layers * sizeof(float));
        s->depth = renew(s->depth, n_chars, 1);
        s->is_end = renew(s->is_end, n_chars, 1);
        if (s->wants_norms != 0)
            s->norm = renew(s->norm, n_chars, n_states * sizeof(float));
        const bool has_norms = s->wants_norms == 0 || s->norm != NULL;
        const bool is_whole =
            has_norms && s->score != NULL && s->depth != NULL && s->is_end != NULL;
        s->n_chars_room = is_whole ? n_chars : 0;
    }
    if (n_texts > s->n_found_room || n_symbols > s->n_symbols_room || n_chars > s->n_chars_room)
        return hm_fail_memory(err, "boundaries", n_chars * s->n_layers * sizeof(float));
    return HMRNN_OK;
}

/// Bring norms of symbols to the characters they came from; a character that left none has those of
/// the one before it.
static void
spread_norms(const hmrnn_segmenter *s, const hm_range *piece, size_t n_chars, size_t first,
             hmrnn_segmentation *found)
{
    const size_t n_states = hmrnn_model_layers(s->crew.model);
    const size_t *const origin = s->crew.origin + piece->first;
    found->norm = s->norm + n_states * first;
    for (size_t l = 0; l < n_states; l++) {
        const float *const from = s->symbol_norm + n_states * piece->first + l * piece->n;
        float *const to = s->norm + n_states * first + l * n_chars;
        size_t next = 0;
        for (size_t i = 0; i < n_chars; i++) {
            to[i] = i == 0 ? 0.0f : to[i - 1];
            while (next < piece->n && origin[next] <= i)
                to[i] = from[next++];
        }
    }
}

static hmrnn_status
nest_record(hmrnn_segmenter *s, const hmrnn_text *text, const hm_range *piece, size_t first,
            hmrnn_segmentation *found, hmrnn_error *err)
{
    const size_t n = text->n_chars;
    float *const score = s->score + first * s->n_layers;
    const float *const evidence = s->evidence + piece->first * s->n_layers;
    for (size_t l = 0; l < s->n_layers; l++)
        hm_nest_evidence(piece->n, evidence + l * piece->n, s->crew.origin + piece->first, s->lag,
                         n, score + l * n);
    HM_TRY(hm_graphemes_mark(s->graphemes, n, text->chars, s->is_end + first, err));
    hm_nest(n, s->n_layers, text->chars, s->is_end + first, score, s->depth + first);
    *found = (hmrnn_segmentation){.n_chars = n,
                                  .n_layers = s->n_layers,
                                  .depth = s->depth + first,
                                  .score = s->wants_scores != 0 ? score : NULL};
    return HMRNN_OK;
}

/// Words of all records, by lexicon and networks.
static hmrnn_status
cut_words(hmrnn_segmenter *s, size_t n_texts, hmrnn_error *err)
{
    const bool has_back = s->crew.model->model.has_back;
    const bool asks = s->used != HMRNN_EVIDENCE_LEXICON;
    const bool is_thorough = s->used == HMRNN_EVIDENCE_THOROUGH;
    const hm_findings asked = {
        .logit = {asks ? s->logit[0] : NULL, asks && has_back ? s->logit[1] : NULL},
        .cohesion = is_thorough ? s->cohesion : NULL,
        .norm = s->symbol_norm,
    };
    if (asks || s->symbol_norm != NULL)
        HM_TRY(hm_crew_run(&s->crew, n_texts, &asked, err));
    const hm_cut cut = {
        .n_pieces = n_texts,
        .pieces = s->crew.pieces,
        .chars = s->crew.chars,
        .logit = {asked.logit[0], asked.logit[1]},
        .cohesion = asked.cohesion,
        .depth = s->symbol_depth,
        .probability = s->wants_scores != 0 ? s->probability : NULL,
    };
    return hm_cutter_run(&s->cutter, &cut, err);
}

/// What was cut of a record, from symbols to characters. Where layers above the first have a
/// boundary, they are as sure of it as the first.
static void
place_words(hmrnn_segmenter *s, const hmrnn_text *text, const hm_range *piece, size_t first,
            hmrnn_segmentation *found)
{
    const size_t n = text->n_chars;
    float *const score = s->score + first * s->n_layers;
    uint8_t *const depth = s->depth + first;
    for (size_t i = 0; i < n; i++)
        depth[i] = i + 1 == n ? (uint8_t)s->n_layers : 0;
    for (size_t i = 0; i < n * s->n_layers; i++)
        score[i] = (i + 1) % n == 0 ? 1.0f : 0.0f;
    for (size_t j = piece->first; j < piece->first + piece->n; j++) {
        const size_t i = s->crew.origin[j];     // of several symbols, the last one counts
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
    const bool has_words = s->cutter.lexicon != NULL;
    if (has_words) {
        HM_TRY(cut_words(s, n_texts, err));
    } else {
        const hm_findings asked = {.evidence = s->evidence, .norm = s->symbol_norm};
        HM_TRY(hm_crew_run(&s->crew, n_texts, &asked, err));
    }
    size_t first = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const hm_range *const piece = &s->crew.pieces[i];
        if (has_words)
            place_words(s, &texts[i], piece, first, &s->found[i]);
        else
            HM_TRY(nest_record(s, &texts[i], piece, first, &s->found[i], err));
        if (s->wants_norms != 0)
            spread_norms(s, piece, texts[i].n_chars, first, &s->found[i]);
        first += texts[i].n_chars;
    }
    return HMRNN_OK;
}

hmrnn_status
hmrnn_segmenter_run(hmrnn_segmenter *segmenter, size_t n_texts, const hmrnn_text *texts,
                    const hmrnn_segmentation **found, hmrnn_error *err)
{
    HM_TRY(hm_crew_read(&segmenter->crew, n_texts, texts, err));
    size_t n_chars = 0;
    for (size_t i = 0; i < n_texts; i++)
        n_chars += texts[i].n_chars;
    HM_TRY(reserve(segmenter, n_texts, n_chars, segmenter->crew.n_ids, err));
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
    HM_TRY(hm_crew_read_drawings(&s->crew, n_drawings, drawings, err));
    HM_TRY(reserve(s, n_drawings, s->crew.n_ids, s->crew.n_ids, err));
    const hm_findings asked = {.evidence = s->evidence, .norm = s->symbol_norm};
    HM_TRY(hm_crew_run(&s->crew, n_drawings, &asked, err));
    for (size_t i = 0; i < n_drawings; i++) {
        const hm_range piece = s->crew.pieces[i];
        float *const score = s->score + piece.first * s->n_layers;
        const float *const evidence = s->evidence + piece.first * s->n_layers;
        for (size_t l = 0; l < s->n_layers; l++)
            hm_nest_evidence(piece.n, evidence + l * piece.n, s->crew.origin + piece.first,
                             s->lag, piece.n, score + l * piece.n);
        hm_nest(piece.n, s->n_layers, NULL, NULL, score, s->depth + piece.first);
        s->found[i] = (hmrnn_segmentation){
            .n_chars = piece.n,
            .n_layers = s->n_layers,
            .depth = s->depth + piece.first,
            .score = s->wants_scores != 0 ? score : NULL,
            .norm = s->wants_norms != 0
                        ? s->symbol_norm + hmrnn_model_layers(s->crew.model) * piece.first
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

void
hmrnn_segmenter_free(hmrnn_segmenter *segmenter)
{
    if (segmenter == NULL)
        return;
    hm_cutter_release(&segmenter->cutter);      // before its team
    hm_crew_release(&segmenter->crew);
    free(segmenter->logit[0]);
    free(segmenter->logit[1]);
    free(segmenter->cohesion);
    free(segmenter->probability);
    free(segmenter->symbol_depth);
    hm_graphemes_free(segmenter->graphemes);
    free(segmenter->evidence);
    free(segmenter->score);
    free(segmenter->symbol_norm);
    free(segmenter->norm);
    free(segmenter->depth);
    free(segmenter->is_end);
    free(segmenter->found);
    free(segmenter);
}
