// SPDX-License-Identifier: BSD-2-Clause
//
// api/schooling.c - a lexicon and networks that teach each other.
#include <config.h>

#include "api/schooling.h"

#include "base/error.h"
#include "base/room.h"
#include "base/size.h"
#include "seg/cohesion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LETTERS 9.0                        // of a word on average, where spaces are written
#define FIRST_PASSES 10
#define MORE_PASSES 3                           // each time that the networks were heard
#define MOST_WORDS ((size_t)150000)
#define DETECTOR_WEIGHT 0.7f
#define COHESION_WEIGHT 2.0f

// -------------------------------------------------------------------------------------------- read

hmrnn_status
hm_schooling_new(hm_schooling **out, const hmrnn_text *text, hmrnn_error *err)
{
    hm_schooling *const schooling = hm_room_new(1, sizeof *schooling, "a lexicon", err);
    if (schooling == NULL)
        return HMRNN_ENOMEM;
    schooling->joins_letters = hm_reading_letters(text) <= MOST_LETTERS;
    const hmrnn_status status = hm_graphemes_new(&schooling->graphemes, err);
    if (status != HMRNN_OK) {
        hm_schooling_free(schooling);
        return status;
    }
    *out = schooling;
    return HMRNN_OK;
}

hmrnn_status
hm_schooling_read(hm_schooling *schooling, size_t n_chars, const uint32_t *chars,
                  hmrnn_error *err)
{
    const bool has_newline = n_chars > 0 && chars[n_chars - 1] == '\n';
    const hmrnn_text text = {chars, n_chars - (has_newline ? 1 : 0)};
    HM_TRY(hm_room_grow(&schooling->is_end, &schooling->n_room, n_chars, 1, "a record", err));
    if (text.n_chars > 0)
        HM_TRY(hm_graphemes_mark(schooling->graphemes, text.n_chars, text.chars,
                                 schooling->is_end, err));
    HM_TRY(hm_reading_add(&schooling->reading, &schooling->symbols, &text, schooling->is_end,
                          schooling->joins_letters, true, err));
    schooling->reading.n_chars += has_newline ? 1 : 0;
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- guide

/// Whether token i goes on behind the one before it: the gap between them is inside a run.
static bool
is_gap(const hm_reading *reading, size_t i)
{
    return i > 0 && reading->run_end[i - 1] > i;
}

/// The marks of all gaps, for the training text and behind it for the validation text.
static hmrnn_status
make_guide(const hm_schooling *schooling, const hmrnn_trainer *trainer, uint8_t **marks,
           hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    const hm_reading *const reading = &schooling->reading;
    uint8_t *const guide = hm_room_new(reading->n_chars, 1, "a guide", err);
    if (guide == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < reading->n; i++)
        guide[reading->end[i] - 1] =
            i + 1 < reading->n && is_gap(reading, i + 1) ? schooling->teacher->begins[i + 1] : 1;
    for (size_t j = 0; j < run->train.n; j++)
        if (run->train.ids[j] == run->newline)
            guide[j] = HM_GUIDE_SILENT;
    for (size_t j = 0; j < run->valid.n; j++)
        if (run->valid.ids[j] == run->newline)
            guide[run->train.n + j] = HM_GUIDE_SILENT;
    *marks = guide;
    return HMRNN_OK;
}

static hmrnn_status
guide_run(const hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    uint8_t *guide = NULL;
    HM_TRY(make_guide(schooling, trainer, &guide, err));
    const hmrnn_status status =
        hm_directions_guide(trainer, guide, guide + trainer->run[0]->train.n, err);
    free(guide);
    return status;
}

/// Take the segmentation that is in the guide of a run.
static void
take_guide(hm_schooling *schooling, const hm_trainer *run)
{
    const hm_reading *const reading = &schooling->reading;
    uint8_t *const begins = schooling->teacher->begins;
    for (size_t i = 1; i < reading->n; i++) {
        const size_t at = reading->end[i - 1] - 1;
        if (is_gap(reading, i))
            begins[i] = at < run->train.n ? run->train.guide[at]
                                          : run->valid.guide[at - run->train.n];
    }
    hm_teacher_restart(schooling->teacher, begins);
}

hmrnn_status
hm_schooling_begin(hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    hm_teacher_options options;
    hm_teacher_options_init(&options);
    HM_TRY(hm_teacher_new(&schooling->teacher, &options, &schooling->reading,
                          schooling->symbols.n, err));
    if (run->train.guide != NULL && run->valid.guide != NULL) {
        take_guide(schooling, run);
        return HMRNN_OK;
    }
    for (size_t pass = 0; pass < FIRST_PASSES; pass++)
        HM_TRY(hm_teacher_pass(schooling->teacher, err));
    return guide_run(schooling, trainer, err);
}

// ------------------------------------------------------------------------------------------- hear

/// What the networks say of the gap before each token.
typedef struct voices {
    float *logit[2], *cohesion;                 ///< [n_chars] of the gap after each symbol
    float *begins, *goes_on;                    ///< [tokens]
    float *gap_cohesion;                        ///< [tokens] of the gap before each
    uint8_t *is_gap;                            ///< [tokens]
    float *token_logit[2];                      ///< [tokens]
} voices;

static void
release_voices(voices *v)
{
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

static hmrnn_status
make_voices(voices *v, const hm_reading *reading, hmrnn_error *err)
{
    static const char what[] = "what the networks say";
    const size_t n = reading->n;
    *v = (voices){
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
        release_voices(v);
        return HMRNN_ENOMEM;
    }
    return HMRNN_OK;
}

static hmrnn_status
survey(const voices *v, hmrnn_trainer *trainer, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    const hm_text_ids *const texts[2] = {&run->train, &run->valid};
    size_t first = 0;
    for (size_t t = 0; t < 2; t++) {
        const hm_findings found = {
            .logit = {v->logit[0] + first, trainer->n_runs == 2 ? v->logit[1] + first : NULL},
            .cohesion = v->cohesion + first,
        };
        HM_TRY(hm_directions_survey(trainer, texts[t], &found, err));
        first += texts[t]->n;
    }
    return HMRNN_OK;
}

/// Cohesion smoothed over the pairs of symbols: in place in gap_cohesion.
static hmrnn_status
smooth_cohesion(const hm_schooling *schooling, voices *v, hmrnn_error *err)
{
    const hm_reading *const reading = &schooling->reading;
    const hm_ngrams *const ngrams = &schooling->teacher->ngrams;
    float *const sum = hm_room_new(hm_ngrams_size(ngrams), sizeof *sum, "cohesion", err);
    if (sum == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 1; i < reading->n; i++) {
        const uint32_t pair = is_gap(reading, i) ? ngrams->at[2][i - 1] : HM_NO_NGRAM;
        if (pair != HM_NO_NGRAM)
            sum[pair] += v->gap_cohesion[i];
    }
    for (size_t i = 1; i < reading->n; i++) {
        const uint32_t pair = is_gap(reading, i) ? ngrams->at[2][i - 1] : HM_NO_NGRAM;
        if (pair != HM_NO_NGRAM)
            v->goes_on[i] = HM_COHESION_OF_PAIR * sum[pair] / (float)ngrams->count[pair] +
                            (1.0f - HM_COHESION_OF_PAIR) * v->gap_cohesion[i];
        else
            v->goes_on[i] = v->gap_cohesion[i];
    }
    free(sum);
    return HMRNN_OK;
}

/// Half way between the mean cohesion inside words and that between them.
static float
middle_cohesion(const hm_schooling *schooling, const voices *v)
{
    double sum[2] = {0.0, 0.0};
    double n[2] = {1e-9, 1e-9};
    for (size_t i = 1; i < schooling->reading.n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const size_t side = schooling->teacher->begins[i] != 0 ? 1 : 0;
        sum[side] += (double)v->goes_on[i];
        n[side] += 1.0;
    }
    return (float)(0.5 * (sum[0] / n[0] + sum[1] / n[1]));
}

/// Ask the networks and turn what they say into nats for the lattice.
static hmrnn_status
listen(const hm_schooling *schooling, hmrnn_trainer *trainer, voices *v, hm_detectors *detectors,
       float *offset, hmrnn_error *err)
{
    const hm_reading *const reading = &schooling->reading;
    HM_TRY(survey(v, trainer, err));
    for (size_t i = 1; i < reading->n; i++) {
        v->is_gap[i] = is_gap(reading, i) ? 1 : 0;
        if (v->is_gap[i] == 0)
            continue;
        const size_t at = reading->end[i - 1] - 1;
        v->gap_cohesion[i] = hm_cohesion_clip(v->cohesion[at]);
        v->token_logit[0][i] = v->logit[0][at];
        v->token_logit[1][i] = v->logit[1][at];
    }
    hm_detectors_fit(detectors, reading->n, v->is_gap, v->token_logit[0],
                     trainer->n_runs == 2 ? v->token_logit[1] : NULL, schooling->teacher->begins);
    HM_TRY(smooth_cohesion(schooling, v, err));
    *offset = middle_cohesion(schooling, v);
    for (size_t i = 1; i < reading->n; i++) {
        if (v->is_gap[i] == 0)
            continue;
        const float z =
            hm_detectors_together(detectors, v->token_logit[0][i], v->token_logit[1][i]);
        v->begins[i] = DETECTOR_WEIGHT * hm_log_logistic(z);
        v->goes_on[i] = DETECTOR_WEIGHT * hm_log_logistic(-z) +
                        COHESION_WEIGHT * (v->goes_on[i] - *offset);
    }
    return HMRNN_OK;
}

/// Cut the text anew with what the networks say, from the segmentation that guides them.
static hmrnn_status
recut(hm_schooling *schooling, hmrnn_trainer *trainer, voices *v, hm_detectors *detectors,
      float *offset, hmrnn_error *err)
{
    hm_teacher *const teacher = schooling->teacher;
    take_guide(schooling, trainer->run[0]);
    HM_TRY(listen(schooling, trainer, v, detectors, offset, err));
    teacher->words.options.position_weight = 0.0f;  // what places of symbols say, the networks know
    HM_TRY(hm_teacher_hear(teacher, v->begins, v->goes_on, err));
    for (size_t pass = 0; pass < MORE_PASSES; pass++)
        HM_TRY(hm_teacher_pass(teacher, err));
    return HMRNN_OK;
}

hmrnn_status
hm_schooling_go_on(hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    voices v;
    hm_detectors detectors;
    float offset = 0.0f;
    HM_TRY(make_voices(&v, &schooling->reading, err));
    hmrnn_status status = recut(schooling, trainer, &v, &detectors, &offset, err);
    if (status == HMRNN_OK)
        status = guide_run(schooling, trainer, err);
    release_voices(&v);
    return status;
}

hmrnn_status
hm_schooling_conclude(hm_schooling *schooling, hmrnn_trainer *trainer, hm_lexicon **lexicon,
                      hmrnn_error *err)
{
    voices v;
    hm_detectors detectors;
    float offset = 0.0f;
    HM_TRY(make_voices(&v, &schooling->reading, err));
    hmrnn_status status = recut(schooling, trainer, &v, &detectors, &offset, err);
    if (status == HMRNN_OK)
        status = hm_lexicon_from_teacher(lexicon, schooling->teacher, &schooling->symbols,
                                         schooling->joins_letters, v.gap_cohesion, MOST_WORDS,
                                         err);
    if (status == HMRNN_OK) {
        (*lexicon)->detectors = detectors;
        (*lexicon)->detector_weight = DETECTOR_WEIGHT;
        (*lexicon)->cohesion_weight = COHESION_WEIGHT;
        (*lexicon)->cohesion_offset = offset;
    }
    release_voices(&v);
    return status;
}

void
hm_schooling_free(hm_schooling *schooling)
{
    if (schooling == NULL)
        return;
    hm_teacher_free(schooling->teacher);
    hm_reading_release(&schooling->reading);
    hm_symbols_release(&schooling->symbols);
    hm_graphemes_free(schooling->graphemes);
    free(schooling->is_end);
    free(schooling);
}
