// SPDX-License-Identifier: BSD-2-Clause
//
// train/evidence.c - what the networks of a run say of every gap of its text.
#include <config.h>

#include "train/evidence.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/fusion_fit.h"
#include "segment/pmi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ASKED 2.5e6                        // symbols of whose cohesion the networks are asked
#define BLOCK ((size_t)50000)                   // symbols asked about, or not, together
#define SPACED ((size_t)100)                    // tokens to a gap, where spaces part the words

void
hm_hearing_release(hm_hearing *v)
{
    if (v == NULL)
        return;
    for (size_t d = 0; d < 2; d++) {
        free(v->logit[d]);
        free(v->token_logit[d]);
    }
    free(v->cohesion);
    free(v->begins);
    free(v->goes_on);
    free(v->gap_cohesion);
    free(v->is_gap);
}

hmrnn_status
hm_hearing_init(hm_hearing *v, const hm_reading *reading, hmrnn_error *err)
{
    static const char what[] = "what the networks say";
    const size_t n = reading->n;
    *v = (hm_hearing){
        .logit = {hm_room_new(reading->n_chars, sizeof(float), what, err),
                  hm_room_new(reading->n_chars, sizeof(float), what, err)},
        .cohesion = hm_room_new(reading->n_chars, sizeof(float), what, err),
        .begins = hm_room_new(n, sizeof(float), what, err),
        .goes_on = hm_room_new(n, sizeof(float), what, err),
        .gap_cohesion = hm_room_new(n, sizeof(float), what, err),
        .is_gap = hm_room_new(n, 1, what, err),
        .token_logit = {hm_room_new(n, sizeof(float), what, err),
                        hm_room_new(n, sizeof(float), what, err)},
    };
    if (v->logit[0] == NULL || v->logit[1] == NULL || v->cohesion == NULL || v->begins == NULL ||
        v->goes_on == NULL || v->gap_cohesion == NULL || v->is_gap == NULL ||
        v->token_logit[0] == NULL || v->token_logit[1] == NULL) {
        hm_hearing_release(v);
        return HMRNN_ENOMEM;
    }
    return HMRNN_OK;
}

/// The end of the block of whole records that begins at `first`.
static size_t
block_end(const hm_text_ids *text, uint32_t newline, size_t first)
{
    size_t end = hm_size_min(first + BLOCK, text->n);
    while (end < text->n && text->ids[end - 1] != newline)
        end++;
    return end;
}

/// Ask about one text. Cohesion costs two softmaxes a gap and is about pairs: where there is more
/// text than MOST_ASKED, it is asked about blocks evenly spread, and is NaN in the others.
///
/// \param first    where the text begins in the arrays of the voices
static hmrnn_status
survey_text(const hm_hearing *v, hmrnn_trainer *trainer, bool of_best, const hm_text_ids *text,
            size_t first, hmrnn_error *err)
{
    const double share = fmin(1.0, MOST_ASKED / (double)hm_size_max(text->n, 1));
    double n_asked = 0.0;
    for (size_t at = 0; at < text->n;) {
        const size_t end = block_end(text, trainer->run[0]->newline, at);
        const bool asks = n_asked <= share * (double)at;
        const hm_text_ids block = {.ids = text->ids + at, .n = end - at};
        const hm_findings found = {
            .logit = {v->logit[0] + first + at,
                      trainer->n_runs == 2 ? v->logit[1] + first + at : NULL},
            .cohesion = asks ? v->cohesion + first + at : NULL,
        };
        HM_TRY(hm_directions_survey(trainer, of_best, &block, &found, err));
        for (size_t i = at; !asks && i < end; i++)
            v->cohesion[first + i] = NAN;
        n_asked += asks ? (double)(end - at) : 0.0;
        at = end;
    }
    return HMRNN_OK;
}

static hmrnn_status
survey(const hm_hearing *v, hmrnn_trainer *trainer, bool of_best, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    HM_TRY(survey_text(v, trainer, of_best, &run->train, 0, err));
    return survey_text(v, trainer, of_best, &run->valid, run->train.n, err);
}

/// The pair of the symbols before and after a gap.
static uint32_t
pair_at(const hm_ngrams *ngrams, size_t i)
{
    return ngrams->n_longest < 2 ? HM_NO_NGRAM : ngrams->at[2][i - 1];
}

/// Cohesion smoothed over the pairs of symbols, in goes_on. Where it was not asked for it becomes
/// the mean of the pair or, for an unknown pair, that of all gaps.
static hmrnn_status
smooth_cohesion(const hm_reading *reading, const hm_teacher *teacher, hm_hearing *v,
                hmrnn_error *err)
{
    const hm_ngrams *const ngrams = &teacher->ngrams;
    const size_t n_pairs = ngrams->n_longest < 2 ? 0 : ngrams->first[3];
    float *const sum = hm_room_new(n_pairs, sizeof *sum, "cohesion", err);
    uint32_t *const n = hm_room_new(n_pairs, sizeof *n, "cohesion", err);
    if (sum == NULL || n == NULL) {
        free(sum);
        free(n);
        return HMRNN_ENOMEM;
    }
    double all = 0.0;
    double n_all = 1e-9;
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0 || isnan(v->gap_cohesion[i]))
            continue;
        const uint32_t pair = pair_at(ngrams, i);
        all += (double)v->gap_cohesion[i];
        n_all += 1.0;
        if (pair != HM_NO_NGRAM) {
            sum[pair] += v->gap_cohesion[i];
            n[pair]++;
        }
    }
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const uint32_t pair = pair_at(ngrams, i);
        const bool has_mean = pair != HM_NO_NGRAM && n[pair] > 0;
        if (isnan(v->gap_cohesion[i]))
            v->gap_cohesion[i] = has_mean ? sum[pair] / (float)n[pair] : (float)(all / n_all);
        v->goes_on[i] = has_mean ? HM_COHESION_OF_PAIR * sum[pair] / (float)n[pair] +
                                       (1.0f - HM_COHESION_OF_PAIR) * v->gap_cohesion[i]
                                 : v->gap_cohesion[i];
    }
    free(sum);
    free(n);
    return HMRNN_OK;
}

/// Mean cohesion inside the teacher's words and between them.
static void
average_sides(const hm_reading *reading, const hm_teacher *teacher, hm_hearing *v)
{
    double sum[2] = {0.0, 0.0};
    double n[2] = {1e-9, 1e-9};
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const size_t side = teacher->begins[i] != 0 ? 1 : 0;
        sum[side] += (double)v->goes_on[i];
        n[side] += 1.0;
    }
    v->inside = sum[0] / n[0];
    v->between = sum[1] / n[1];
}

float
hm_hearing_cohesion_at(const hm_hearing *v, float threshold)
{
    const double t = (double)threshold;
    return (float)((1.0 - t) * v->between + t * v->inside);
}

/// \return how many gaps there are to be judged
static size_t
mark_gaps(hm_hearing *v, const hm_reading *reading)
{
    size_t n_gaps = 0;
    for (size_t i = 1; i < reading->n; i++) {
        v->is_gap[i] = hm_reading_is_gap(reading, i) ? 1 : 0;
        n_gaps += v->is_gap[i];
    }
    return n_gaps;
}

hmrnn_status
hm_hearing_listen(hm_hearing *v, const hm_reading *reading, const hm_teacher *teacher,
                  hmrnn_trainer *trainer, const hm_trust *trust, hmrnn_error *err)
{
    const size_t n_gaps = mark_gaps(v, reading);
    if (n_gaps * SPACED < reading->n) {         // they would be asked about all for next to nothing
        memset(v->is_gap, 0, reading->n);
        hm_detectors_fit(&v->detectors, 0, NULL, NULL,
                         trainer->n_runs == 2 ? v->token_logit[1] : NULL, NULL);
        return HMRNN_OK;
    }
    HM_TRY(survey(v, trainer, trust->asks_best, err));
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const size_t at = reading->end[i - 1] - 1;
        v->gap_cohesion[i] =
            isnan(v->cohesion[at]) ? NAN : hm_cohesion_clip(v->cohesion[at]);
        v->token_logit[0][i] = v->logit[0][at];
        v->token_logit[1][i] = v->logit[1][at];
    }
    hm_detectors_fit(&v->detectors, reading->n, v->is_gap, v->token_logit[0],
                     trainer->n_runs == 2 ? v->token_logit[1] : NULL, teacher->begins);
    HM_TRY(smooth_cohesion(reading, teacher, v, err));
    average_sides(reading, teacher, v);
    const float offset = hm_hearing_cohesion_at(v, trust->threshold);
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const float z =
            hm_detectors_together(&v->detectors, v->token_logit[0][i], v->token_logit[1][i]);
        v->begins[i] = trust->detectors * hm_log_logistic(z);
        v->goes_on[i] = trust->detectors * hm_log_logistic(-z) +
                        trust->cohesion * (v->goes_on[i] - offset);
    }
    return HMRNN_OK;
}
