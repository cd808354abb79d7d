// SPDX-License-Identifier: BSD-2-Clause
//
// train/gap_evidence.c - the networks' scores of every gap of the texts of a run.
#include <config.h>

#include "train/gap_evidence.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/detector_fusion_fit.h"
#include "segment/pmi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PMI_CHARS 2.5e6    // symbols whose PMI is computed
#define BLOCK ((size_t)50000)  // symbols with PMI, or without, together
#define SPACED ((size_t)100)   // tokens to a gap where spaces part the words

static void
carve(hm_gap_evidence *v, const hm_tokens *tokens)
{
    hm_arena *const arena = &v->arena;
    v->char_logit[0] = hm_arena_floats(arena, tokens->n_chars);
    v->char_logit[1] = hm_arena_floats(arena, tokens->n_chars);
    v->char_pmi = hm_arena_floats(arena, tokens->n_chars);
    v->is_gap = hm_arena_take(arena, tokens->n, 1);
    v->logit[0] = hm_arena_floats(arena, tokens->n);
    v->logit[1] = hm_arena_floats(arena, tokens->n);
    v->pmi = hm_arena_floats(arena, tokens->n);
    v->smooth_pmi = hm_arena_floats(arena, tokens->n);
    v->boundary_score = hm_arena_floats(arena, tokens->n);
    v->continuation_score = hm_arena_floats(arena, tokens->n);
}

hmrnn_status
hm_gap_evidence_init(hm_gap_evidence *v, const hm_tokens *tokens, hmrnn_error *err)
{
    hm_gap_evidence fresh = {.arena = HM_ARENA_INIT};
    carve(&fresh, tokens);
    HM_TRY(hm_arena_allocate(&fresh.arena, "the scores of gaps", err));
    carve(&fresh, tokens);
    *v = fresh;
    return HMRNN_OK;
}

void
hm_gap_evidence_release(hm_gap_evidence *v)
{
    if (v != NULL)
        hm_arena_release(&v->arena);
}

/// The end of the block of whole records that begins at `first`.
static size_t
block_end(const hm_id_text *text, uint32_t newline, size_t first)
{
    size_t end = hm_size_min(first + BLOCK, text->n);
    while (end < text->n && text->ids[end - 1] != newline)
        end++;
    return end;
}

/// Run the networks over one text. PMI costs two softmaxes a gap, and what is wanted is means of
/// pairs: where there is more text than MAX_PMI_CHARS, it is computed for blocks evenly spread, and
/// is NaN in the others.
///
/// \param first    where the text begins in the arrays over characters
static hmrnn_status
infer_text(const hm_gap_evidence *v, hmrnn_trainer *trainer, bool of_best, const hm_id_text *text,
           size_t first, hmrnn_error *err)
{
    const double share = fmin(1.0, MAX_PMI_CHARS / (double)hm_size_max(text->n, 1));
    double n_with_pmi = 0.0;
    for (size_t at = 0; at < text->n;) {
        const size_t end = block_end(text, trainer->run[0]->record_separator, at);
        const bool wants_pmi = n_with_pmi <= share * (double)at;
        const hm_id_text block = {.ids = text->ids + at, .n = end - at};
        const hm_outputs found = {
            .logit = {v->char_logit[0] + first + at,
                      trainer->n_runs == 2 ? v->char_logit[1] + first + at : NULL},
            .pmi = wants_pmi ? v->char_pmi + first + at : NULL,
        };
        HM_TRY(hm_bidirectional_infer(trainer, of_best, &block, &found, err));
        for (size_t i = at; !wants_pmi && i < end; i++)
            v->char_pmi[first + i] = NAN;
        n_with_pmi += wants_pmi ? (double)(end - at) : 0.0;
        at = end;
    }
    return HMRNN_OK;
}

static hmrnn_status
infer_texts(const hm_gap_evidence *v, hmrnn_trainer *trainer, bool of_best, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    HM_TRY(infer_text(v, trainer, of_best, &run->train, 0, err));
    return infer_text(v, trainer, of_best, &run->valid, run->train.n, err);
}

/// The pair of the symbols before and after a gap.
static uint32_t
pair_at(const hm_ngrams *ngrams, size_t i)
{
    return ngrams->max_length < 2 ? HM_NO_NGRAM : ngrams->at[2][i - 1];
}

/// PMI smoothed over the gaps between equal pairs of symbols:
///
///     smooth = a mean(pair) + (1 - a) PMI,     a = HM_PMI_OF_PAIR
///
/// Where it was not computed, PMI is the mean of the pair or, for a pair without any, of all gaps.
static hmrnn_status
smooth_pmi(const hm_tokens *tokens, const hm_word_inducer *inducer, hm_gap_evidence *v,
           hmrnn_error *err)
{
    const hm_ngrams *const ngrams = &inducer->ngrams;
    const size_t n_pairs = ngrams->max_length < 2 ? 0 : ngrams->first[3];
    double *const sum = hm_alloc_array(n_pairs, sizeof *sum, "PMI of pairs", err);
    uint32_t *const n = hm_alloc_array(n_pairs, sizeof *n, "PMI of pairs", err);
    if (sum == NULL || n == NULL) {
        free(sum);
        free(n);
        return HMRNN_ENOMEM;
    }
    double all = 0.0;
    double n_all = 1e-9;
    for (size_t i = 1; i < tokens->n; i++) {
        if (v->is_gap[i] == 0 || isnan(v->pmi[i]))
            continue;
        const uint32_t pair = pair_at(ngrams, i);
        all += (double)v->pmi[i];
        n_all += 1.0;
        if (pair != HM_NO_NGRAM) {
            sum[pair] += (double)v->pmi[i];
            n[pair]++;
        }
    }
    for (size_t i = 1; i < tokens->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const uint32_t pair = pair_at(ngrams, i);
        const bool has_mean = pair != HM_NO_NGRAM && n[pair] > 0;
        const float mean = has_mean ? (float)(sum[pair] / (double)n[pair]) : 0.0f;
        if (isnan(v->pmi[i]))
            v->pmi[i] = has_mean ? mean : (float)(all / n_all);
        v->smooth_pmi[i] =
            has_mean ? HM_PMI_OF_PAIR * mean + (1.0f - HM_PMI_OF_PAIR) * v->pmi[i] : v->pmi[i];
    }
    free(sum);
    free(n);
    return HMRNN_OK;
}

/// The means of the smoothed PMI inside the words of the segmentation and between them.
static void
average_sides(const hm_tokens *tokens, const hm_word_inducer *inducer, hm_gap_evidence *v)
{
    double sum[2] = {0.0, 0.0};
    double n[2] = {1e-9, 1e-9};
    for (size_t i = 1; i < tokens->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const size_t side = inducer->begins[i] != 0 ? 1 : 0;
        sum[side] += (double)v->smooth_pmi[i];
        n[side] += 1.0;
    }
    v->inside = sum[0] / n[0];
    v->between = sum[1] / n[1];
}

float
hm_gap_evidence_pmi_at(const hm_gap_evidence *v, float threshold)
{
    const double t = (double)threshold;
    return (float)((1.0 - t) * v->between + t * v->inside);
}

/// \return how many gaps there are
static size_t
mark_gaps(hm_gap_evidence *v, const hm_tokens *tokens)
{
    size_t n_gaps = 0;
    for (size_t i = 1; i < tokens->n; i++) {
        v->is_gap[i] = hm_tokens_is_gap(tokens, i) ? 1 : 0;
        n_gaps += v->is_gap[i];
    }
    return n_gaps;
}

hmrnn_status
hm_gap_evidence_collect(hm_gap_evidence *v, const hm_tokens *tokens, const hm_word_inducer *inducer,
                        hmrnn_trainer *trainer, const hm_evidence_weights *weights,
                        hmrnn_error *err)
{
    const size_t n_gaps = mark_gaps(v, tokens);
    if (n_gaps * SPACED < tokens->n) {
        memset(v->is_gap, 0, tokens->n);
        hm_fusion_fit(&v->detectors, 0, NULL, NULL, trainer->n_runs == 2 ? v->logit[1] : NULL,
                      NULL);
        return HMRNN_OK;
    }
    HM_TRY(infer_texts(v, trainer, weights->of_best, err));
    for (size_t i = 1; i < tokens->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const size_t at = tokens->end[i - 1] - 1;
        v->pmi[i] = isnan(v->char_pmi[at]) ? NAN : hm_pmi_clip(v->char_pmi[at]);
        v->logit[0][i] = v->char_logit[0][at];
        v->logit[1][i] = v->char_logit[1][at];
    }
    hm_fusion_fit(&v->detectors, tokens->n, v->is_gap, v->logit[0],
                  trainer->n_runs == 2 ? v->logit[1] : NULL, inducer->begins);
    HM_TRY(smooth_pmi(tokens, inducer, v, err));
    average_sides(tokens, inducer, v);
    const float offset = hm_gap_evidence_pmi_at(v, weights->threshold);
    for (size_t i = 1; i < tokens->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const float z = hm_fusion_logit(&v->detectors, v->logit[0][i], v->logit[1][i]);
        v->boundary_score[i] = weights->detectors * hm_log_logistic(z);
        v->continuation_score[i] =
            weights->detectors * hm_log_logistic(-z) + weights->pmi * (v->smooth_pmi[i] - offset);
    }
    return HMRNN_OK;
}
