// SPDX-License-Identifier: BSD-2-Clause
//
// train/self_training.c - a lexicon and networks that teach each other.
#include <config.h>

#include "train/self_training.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/function_words.h"
#include "induce/lexicon_build.h"
#include "train/evidence.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LETTERS 9.0  // of a word on average, where spaces are written
#define FIRST_PASSES 10
#define MORE_PASSES 3  // each time that the networks were heard

/// What the networks say half way. In the end, when they know more, cohesion counts as the options
/// of the run say. Half way 4.0 for 2.0 costs 0.6 and 1.2 F1 on the development sets of SIGHAN.
static const hm_evidence_weights half_way = {.detectors = 0.7f, .pmi = 2.0f, .threshold = 0.5f};

/// In other text detectors repeat what the lexicon has learned from them: 0.15 costs 0.05 F1 on the
/// development sets of SIGHAN, 0.3 costs 0.1 and 0.7 costs 0.3.
#define SEGMENTING_DETECTOR_WEIGHT 0.15f
/// Positions of symbols are left out while detectors speak; where they are nearly silent, half a
/// weight of positions does as well on the development sets as any from 0 to 1.5.
#define SEGMENTING_POSITION_WEIGHT 0.5f
/// Cohesion is that of pairs alone then.
#define SEGMENTING_COHESION_WEIGHT 2.0f
#define SEGMENTING_THRESHOLD 0.5f
#define MAX_WORDS ((size_t)150000)

// -------------------------------------------------------------------------------------------- read

hmrnn_status
hm_self_training_new(hm_self_training **out, const hmrnn_text *text, const hm_lexicon *prior,
                     hmrnn_error *err)
{
    hm_self_training *const self_training =
        hm_alloc_array(1, sizeof *self_training, "a lexicon", err);
    if (self_training == NULL)
        return HMRNN_ENOMEM;
    self_training->prior = prior;
    self_training->letters = prior != NULL                                 ? prior->letters
                             : hm_tokens_mean_letters(text) <= MAX_LETTERS ? HM_LETTERS_JOINED
                                                                           : HM_LETTERS_SEPARATE;
    hmrnn_status status = hm_graphemes_new(&self_training->graphemes, err);
    for (size_t s = 1; status == HMRNN_OK && prior != NULL && s < prior->symbols.n; s++) {
        uint32_t id = 0;
        status = hm_token_ids_enter(&self_training->symbols, prior->symbols.key[s], &id, err);
    }
    if (status != HMRNN_OK) {
        hm_self_training_free(self_training);
        return status;
    }
    *out = self_training;
    return HMRNN_OK;
}

hmrnn_status
hm_self_training_read(hm_self_training *self_training, size_t n_chars, const uint32_t *chars,
                      hmrnn_error *err)
{
    const bool has_newline = n_chars > 0 && chars[n_chars - 1] == '\n';
    const hmrnn_text text = {chars, n_chars - (has_newline ? 1 : 0)};
    HM_TRY(hm_alloc_grow(&self_training->is_end, &self_training->capacity, n_chars, 1, "a record",
                         err));
    if (text.n_chars > 0)
        HM_TRY(hm_graphemes_mark(self_training->graphemes, text.n_chars, text.chars,
                                 self_training->is_end, err));
    HM_TRY(hm_tokens_add_training(&self_training->tokens, &self_training->symbols, &text,
                                  self_training->is_end, self_training->letters, err));
    const size_t first = self_training->tokens.n_chars - text.n_chars;
    self_training->tokens.n_chars += has_newline ? 1 : 0;
    HM_TRY(hm_alloc_grow(&self_training->chars, &self_training->chars_capacity, first + n_chars,
                         sizeof *self_training->chars, "a text", err));
    HM_TRY(hm_alloc_grow(&self_training->records, &self_training->records_capacity,
                         self_training->n_records + 1, sizeof *self_training->records, "records",
                         err));
    memcpy(self_training->chars + first, chars, n_chars * sizeof *chars);
    self_training->records[self_training->n_records++] =
        (struct hm_training_record){(uint32_t)self_training->tokens.n, (uint32_t)first};
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- guide

/// The marks of all gaps, for the training text and behind it for the validation text.
static hmrnn_status
make_guide(const hm_self_training *self_training, const hmrnn_trainer *trainer, uint8_t **marks,
           hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    const hm_word_inducer *const inducer = self_training->inducer;
    const hm_tokens *const tokens = &self_training->tokens;
    uint8_t *const labels = hm_alloc_array(tokens->n_chars, 1, "a guide", err);
    if (labels == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < tokens->n; i++) {
        const bool is_inside = i + 1 < tokens->n && hm_tokens_is_gap(tokens, i + 1);
        const bool begins = !is_inside || inducer->begins[i + 1] != 0;
        const float probability = is_inside ? inducer->probability[i + 1] : 1.0f;
        labels[tokens->end[i] - 1] = hm_soft_label_of(probability, begins);
    }
    for (size_t j = 0; j < run->train.n; j++)
        if (run->train.ids[j] == run->newline)
            labels[j] = HM_LABEL_NONE;
    for (size_t j = 0; j < run->valid.n; j++)
        if (run->valid.ids[j] == run->newline)
            labels[run->train.n + j] = HM_LABEL_NONE;
    *marks = labels;
    return HMRNN_OK;
}

static hmrnn_status
guide_run(const hm_self_training *self_training, hmrnn_trainer *trainer, hmrnn_error *err)
{
    uint8_t *labels = NULL;
    HM_TRY(make_guide(self_training, trainer, &labels, err));
    const hmrnn_status status =
        hm_bidirectional_set_labels(trainer, labels, labels + trainer->run[0]->train.n, err);
    free(labels);
    return status;
}

/// Take the segmentation that is in the guide of a run.
static void
take_guide(hm_self_training *self_training, const hm_trainer *run)
{
    const hm_tokens *const tokens = &self_training->tokens;
    uint8_t *const begins = self_training->inducer->begins;
    for (size_t i = 1; i < tokens->n; i++) {
        const size_t at = tokens->end[i - 1] - 1;
        if (hm_tokens_is_gap(tokens, i))
            begins[i] = hm_soft_label_decision(
                at < run->train.n ? run->train.labels[at] : run->valid.labels[at - run->train.n]);
    }
    hm_word_inducer_restart(self_training->inducer, begins);
}

hmrnn_status
hm_self_training_begin(hm_self_training *self_training, hmrnn_trainer *trainer, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    hm_word_inducer_options options;
    hm_word_inducer_options_init(&options);
    HM_TRY(hm_word_inducer_new(&self_training->inducer, &options, &self_training->tokens,
                               self_training->symbols.n, self_training->prior, err));
    if (run->train.labels != NULL && run->valid.labels != NULL) {
        take_guide(self_training, run);
        return HMRNN_OK;
    }
    for (size_t pass = 1; pass < FIRST_PASSES; pass++)
        HM_TRY(hm_word_inducer_pass(self_training->inducer, err));
    HM_TRY(hm_word_inducer_last_pass(self_training->inducer, err));
    return guide_run(self_training, trainer, err);
}

// ------------------------------------------------------------------------------------------- hear

/// Cut the text anew with what the networks say, from the segmentation that guides them: all passes
/// but the last.
static hmrnn_status
recut(hm_self_training *self_training, hmrnn_trainer *trainer, const hm_evidence_weights *weights,
      hm_gap_evidence *gap_evidence, hmrnn_error *err)
{
    hm_word_inducer *const inducer = self_training->inducer;
    take_guide(self_training, trainer->run[0]);
    HM_TRY(hm_gap_evidence_collect(gap_evidence, &self_training->tokens, inducer, trainer, weights,
                                   err));
    hm_word_inducer_set_position_weight(inducer, 0.0f);  // the networks know the positions better
    HM_TRY(
        hm_word_inducer_set_gap_scores(inducer, gap_evidence->begins, gap_evidence->goes_on, err));
    for (size_t pass = 1; pass < MORE_PASSES; pass++)
        HM_TRY(hm_word_inducer_pass(inducer, err));
    return HMRNN_OK;
}

hmrnn_status
hm_self_training_round(hm_self_training *self_training, hmrnn_trainer *trainer, hmrnn_error *err)
{
    hm_gap_evidence gap_evidence;
    HM_TRY(hm_gap_evidence_init(&gap_evidence, &self_training->tokens, err));
    hmrnn_status status = recut(self_training, trainer, &half_way, &gap_evidence, err);
    if (status == HMRNN_OK)
        status = hm_word_inducer_last_pass(self_training->inducer, err);
    if (status == HMRNN_OK)
        status = guide_run(self_training, trainer, err);
    hm_gap_evidence_release(&gap_evidence);
    return status;
}

/// How the words make phrases.
static hmrnn_status
learn_phrases(const hm_self_training *self_training, hm_chunker *chunker, hmrnn_error *err)
{
    hm_function_words_options options;
    hm_chunk_units units = HM_CHUNK_UNITS_INIT;
    hmrnn_status status = HMRNN_OK;
    size_t first = 0;
    for (size_t r = 0; status == HMRNN_OK && r < self_training->n_records; r++) {
        const struct hm_training_record *const record = &self_training->records[r];
        status =
            hm_chunk_units_add(&units, &self_training->tokens, first, record->end, record->begin,
                               self_training->chars, self_training->inducer->begins, err);
        first = record->end;
    }
    hm_function_words_options_init(&options);
    if (status == HMRNN_OK)
        status = hm_function_words_learn(chunker, &options, &units, self_training->chars, err);
    hm_chunk_units_release(&units);
    if (status == HMRNN_OK && self_training->prior != NULL)
        status =
            hm_chunker_add(chunker, &self_training->prior->chunker,
                           self_training->prior->n_tokens > (double)self_training->tokens.n, err);
    return status;
}

hmrnn_status
hm_self_training_lexicon(hm_self_training *self_training, hmrnn_trainer *trainer,
                         hm_lexicon **lexicon, hmrnn_error *err)
{
    const hmrnn_train_options *const options = &trainer->run[0]->options;
    const hm_evidence_weights in_the_end = {.detectors = half_way.detectors,
                                            .pmi = (float)options->pmi_weight,
                                            .threshold = (float)options->pmi_threshold,
                                            .of_best = true};
    hm_gap_evidence gap_evidence;
    HM_TRY(hm_gap_evidence_init(&gap_evidence, &self_training->tokens, err));
    hmrnn_status status = recut(self_training, trainer, &in_the_end, &gap_evidence, err);
    if (status == HMRNN_OK)
        status = hm_word_inducer_pass(self_training->inducer, err);
    hm_word_inducer_set_position_weight(self_training->inducer, SEGMENTING_POSITION_WEIGHT);
    if (status == HMRNN_OK)
        status = hm_lexicon_build(lexicon, self_training->inducer, &self_training->symbols,
                                  self_training->letters, gap_evidence.gap_pmi, MAX_WORDS, err);
    if (status == HMRNN_OK)
        status = learn_phrases(self_training, &(*lexicon)->chunker, err);
    if (status == HMRNN_OK) {
        (*lexicon)->detectors = gap_evidence.detectors;
        (*lexicon)->detector_weight = SEGMENTING_DETECTOR_WEIGHT;
        (*lexicon)->pmi_weight = SEGMENTING_COHESION_WEIGHT;
        (*lexicon)->pmi_offset = hm_gap_evidence_pmi_at(&gap_evidence, SEGMENTING_THRESHOLD);
    }
    hm_gap_evidence_release(&gap_evidence);
    if (status != HMRNN_OK) {
        hm_lexicon_free(*lexicon);
        *lexicon = NULL;
    }
    return status;
}

void
hm_self_training_free(hm_self_training *self_training)
{
    if (self_training == NULL)
        return;
    hm_word_inducer_free(self_training->inducer);
    hm_tokens_release(&self_training->tokens);
    hm_token_ids_release(&self_training->symbols);
    hm_graphemes_free(self_training->graphemes);
    free(self_training->is_end);
    free(self_training->chars);
    free(self_training->records);
    free(self_training);
}
