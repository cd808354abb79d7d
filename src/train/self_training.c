// SPDX-License-Identifier: BSD-2-Clause
//
// train/self_training.c - labels of layer 1 from raw text, by a lexicon and networks in turn.
#include <config.h>

#include "train/self_training.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/function_words.h"
#include "induce/lexicon_build.h"
#include "train/gap_evidence.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LETTERS 9.0  // of a word on average, where spaces are written
#define FIRST_PASSES 10
#define MORE_PASSES 3  // with scores of the networks

/// Weights of the scores half way through training; at the end PMI has the weight of the options.
/// A PMI weight of 4.0 here costs 0.6 and 1.2 F1 on the development sets of SIGHAN.
static const hm_evidence_weights half_way = {.detectors = 0.7f, .pmi = 2.0f, .threshold = 0.5f};

/// When the model segments other text, its detectors repeat what the lexicon has learned from them.
/// Against 0, a weight of 0.15 costs 0.05 F1 on the development sets of SIGHAN, 0.3 costs 0.1 and
/// 0.7 costs 0.3.
#define SEGMENTING_DETECTOR_WEIGHT 0.15f
/// Positions of symbols have no weight while words are induced with the networks' scores. When
/// segmenting, 0.5 is as good on the development sets as any weight from 0 to 1.5.
#define SEGMENTING_POSITION_WEIGHT 0.5f
/// PMI is the mean of each pair of symbols then.
#define SEGMENTING_PMI_WEIGHT 2.0f
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
    for (size_t s = 1; status == HMRNN_OK && prior != NULL && s < prior->token_ids.n; s++) {
        uint32_t id = 0;
        status = hm_token_ids_enter(&self_training->token_ids, prior->token_ids.key[s], &id, err);
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
    HM_TRY(hm_tokens_add_training(&self_training->tokens, &self_training->token_ids, &text,
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

// ------------------------------------------------------------------------------------------ labels

/// The segmentation as labels of one text, whose first symbol is the `first` of all that was read.
///
/// The gap after the last character of a token has the probability that a word begins with the next
/// one, the gaps inside a token 0; the end of a record is a certain boundary; the gap after its
/// newline has no label.
static hmrnn_status
label_text(const hm_self_training *self_training, const hm_id_text *text, size_t first,
           uint32_t newline, hm_labels *labels, hmrnn_error *err)
{
    const hm_word_inducer *const inducer = self_training->inducer;
    const hm_tokens *const tokens = &self_training->tokens;
    hm_labels_append(labels, text->n);
    HM_TRY(hm_labels_add_layer(labels, 0, err));
    uint8_t *const label = labels->layer[0];
    memset(label, hm_soft_label_of(0.0f, false), text->n);
    for (size_t i = 0; i < tokens->n; i++) {
        const size_t at = tokens->end[i] - 1;
        if (at < first || at - first >= text->n)
            continue;
        const bool is_gap = i + 1 < tokens->n && hm_tokens_is_gap(tokens, i + 1);
        label[at - first] =
            is_gap ? hm_soft_label_of(inducer->probability[i + 1], inducer->begins[i + 1] != 0)
                   : hm_soft_label_of(1.0f, true);
    }
    for (size_t i = 0; i < text->n; i++)
        if (text->ids[i] == newline)
            label[i] = HM_LABEL_NONE;
    return HMRNN_OK;
}

/// The decisions of the labels of a run: the segmentation that the next words are estimated from.
static void
read_segmentation(hm_self_training *self_training, const hm_trainer *run)
{
    const hm_tokens *const tokens = &self_training->tokens;
    const uint8_t *const train = run->train.labels.layer[0];
    const uint8_t *const valid = run->valid.labels.layer[0];
    memcpy(self_training->begins, self_training->inducer->begins, tokens->n);
    for (size_t i = 1; i < tokens->n; i++) {
        const size_t at = tokens->end[i - 1] - 1;
        if (hm_tokens_is_gap(tokens, i))
            self_training->begins[i] =
                hm_soft_label_decision(at < run->train.n ? train[at] : valid[at - run->train.n]);
    }
}

/// Label both texts with the segmentation of the inducer, and train on that.
static hmrnn_status
label(hm_self_training *self_training, hm_label_source source, hmrnn_trainer *trainer,
      hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    hm_labels train = hm_labels_in(NULL, source);
    hm_labels valid = hm_labels_in(NULL, source);
    hmrnn_status status =
        label_text(self_training, &run->train, 0, run->record_separator, &train, err);
    if (status == HMRNN_OK)
        status = label_text(self_training, &run->valid, run->train.n, run->record_separator, &valid,
                            err);
    if (status == HMRNN_OK)
        status = hm_bidirectional_set_labels(trainer, &train, &valid, err);
    if (status == HMRNN_OK)
        read_segmentation(self_training, run);
    hm_labels_release(&train);
    hm_labels_release(&valid);
    return status;
}

// -------------------------------------------------------------------------------------------- loop

hmrnn_status
hm_self_training_begin(hm_self_training *self_training, hmrnn_trainer *trainer, bool is_resumed,
                       hmrnn_error *err)
{
    hm_word_inducer_options options;
    hm_word_inducer_options_init(&options);
    HM_TRY(hm_word_inducer_new(&self_training->inducer, &options, &self_training->tokens,
                               self_training->token_ids.n, self_training->prior, err));
    self_training->begins = hm_alloc_array(self_training->tokens.n, 1, "boundaries", err);
    if (self_training->begins == NULL)
        return HMRNN_ENOMEM;
    if (is_resumed && trainer->run[0]->train.labels.layer[0] != NULL &&
        trainer->run[0]->valid.labels.layer[0] != NULL) {
        read_segmentation(self_training, trainer->run[0]);
        return HMRNN_OK;
    }
    for (size_t pass = 1; pass < FIRST_PASSES; pass++)
        HM_TRY(hm_word_inducer_pass(self_training->inducer, err));
    HM_TRY(hm_word_inducer_last_pass(self_training->inducer, err));
    return label(self_training, HM_LABELS_LEXICON, trainer, err);
}

/// Score all gaps with the networks, and estimate words again, from the segmentation that was
/// trained on and with the scores: all passes but the last.
static hmrnn_status
score_and_induce(hm_self_training *self_training, hmrnn_trainer *trainer,
                 const hm_evidence_weights *weights, hm_gap_evidence *evidence, hmrnn_error *err)
{
    hm_word_inducer *const inducer = self_training->inducer;
    hm_word_inducer_restart(inducer, self_training->begins);
    HM_TRY(
        hm_gap_evidence_collect(evidence, &self_training->tokens, inducer, trainer, weights, err));
    hm_word_inducer_set_position_weight(inducer, 0.0f);  // the networks know the positions better
    HM_TRY(hm_word_inducer_set_gap_scores(inducer, evidence->boundary_score,
                                          evidence->continuation_score, err));
    for (size_t pass = 1; pass < MORE_PASSES; pass++)
        HM_TRY(hm_word_inducer_pass(inducer, err));
    return HMRNN_OK;
}

hmrnn_status
hm_self_training_round(hm_self_training *self_training, hmrnn_trainer *trainer, hmrnn_error *err)
{
    hm_gap_evidence evidence;
    HM_TRY(hm_gap_evidence_init(&evidence, &self_training->tokens, err));
    hmrnn_status status = score_and_induce(self_training, trainer, &half_way, &evidence, err);
    if (status == HMRNN_OK)
        status = hm_word_inducer_last_pass(self_training->inducer, err);
    if (status == HMRNN_OK)
        status = label(self_training, HM_LABELS_SELF_TRAINING, trainer, err);
    hm_gap_evidence_release(&evidence);
    return status;
}

/// The chunker of layers 2 and 3, from the words of the segmentation.
static hmrnn_status
learn_chunks(const hm_self_training *self_training, hm_chunker *chunker, hmrnn_error *err)
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
    hm_gap_evidence evidence;
    HM_TRY(hm_gap_evidence_init(&evidence, &self_training->tokens, err));
    hmrnn_status status = score_and_induce(self_training, trainer, &in_the_end, &evidence, err);
    if (status == HMRNN_OK)
        status = hm_word_inducer_pass(self_training->inducer, err);
    hm_word_inducer_set_position_weight(self_training->inducer, SEGMENTING_POSITION_WEIGHT);
    if (status == HMRNN_OK)
        status = hm_lexicon_build(lexicon, self_training->inducer, &self_training->token_ids,
                                  self_training->letters, evidence.pmi, MAX_WORDS, err);
    if (status == HMRNN_OK)
        status = learn_chunks(self_training, &(*lexicon)->chunker, err);
    if (status == HMRNN_OK) {
        (*lexicon)->detectors = evidence.detectors;
        (*lexicon)->detector_weight = SEGMENTING_DETECTOR_WEIGHT;
        (*lexicon)->pmi_weight = SEGMENTING_PMI_WEIGHT;
        (*lexicon)->pmi_offset = hm_gap_evidence_pmi_at(&evidence, SEGMENTING_THRESHOLD);
    }
    hm_gap_evidence_release(&evidence);
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
    hm_token_ids_release(&self_training->token_ids);
    hm_graphemes_free(self_training->graphemes);
    free(self_training->is_end);
    free(self_training->begins);
    free(self_training->chars);
    free(self_training->records);
    free(self_training);
}
