// SPDX-License-Identifier: BSD-2-Clause
//
// train/self_training.h - labels of layer 1 from raw text, by a lexicon and networks in turn.
//
//     induce   words out of the raw text (induce/word_inducer.h): a segmentation
//     label    every gap with the probability of a boundary: soft labels (data/labels.h)
//     train    the networks on the labels and on predicting characters
//     score    every gap with the networks' detectors and PMI (train/gap_evidence.h)
//     induce   again, from the segmentation that was trained on, with the scores
//
// The labels are all that a round leaves behind: together with the networks' weights they are all
// that the next one starts from, so a checkpoint keeps them, and a run that is resumed goes on to
// the bit. Where the text has gold labels, these stand in place of the segmentation's.
#ifndef HM_TRAIN_SELF_TRAINING_H
#define HM_TRAIN_SELF_TRAINING_H

#include "induce/word_inducer.h"
#include "segment/lexicon.h"
#include "text/grapheme.h"
#include "train/bidirectional.h"

typedef struct hm_self_training {
    hm_token_ids token_ids;
    hm_tokens tokens;  ///< of the training, then of the validation text;
                       ///< characters are the networks' symbols
    hm_letters letters;
    const hm_lexicon *prior;  ///< lent; NULL: nothing was learned before
    size_t n_train;           ///< networks' symbols of the training text
    uint32_t *chars;          ///< [tokens.n_chars] all that was read
    size_t chars_capacity;
    struct hm_training_record {
        uint32_t end;    ///< tokens up to the end of the record
        uint32_t begin;  ///< its first character
    } * records;         ///< [n_records]
    size_t n_records, records_capacity;
    hm_graphemes *graphemes;
    uint8_t *is_end;  ///< scratch
    size_t capacity;
    uint8_t *begins;           ///< [tokens.n] the segmentation that is trained on: 1 where a word
                               ///< begins
    hm_word_inducer *inducer;  ///< NULL before hm_self_training_begin()
} hm_self_training;

/// \param text     the training text: the lengths of its runs of letters tell whether letters make
///                 words
/// \param prior    the lexicon of the model that training starts from, lent; NULL: none
/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_self_training_new(hm_self_training **out, const hmrnn_text *text,
                                  const hm_lexicon *prior, hmrnn_error *err);

/// Add the next record of the text as the networks see it, with its newline.
hmrnn_status hm_self_training_read(hm_self_training *self_training, size_t n_chars,
                                   const uint32_t *chars, hmrnn_error *err);

/// Induce words from all that was read and label the texts of the run.
///
/// \param is_resumed  the run has the labels of its checkpoint: they are kept
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_self_training_begin(hm_self_training *self_training, hmrnn_trainer *trainer,
                                    bool is_resumed, hmrnn_error *err);

/// Score, induce and label again. Errors: HMRNN_ENOMEM.
hmrnn_status hm_self_training_round(hm_self_training *self_training, hmrnn_trainer *trainer,
                                    hmrnn_error *err);

/// Score, and induce the lexicon that belongs to the networks as they are. The labels, and so the
/// rest of the run, do not change. Errors: HMRNN_ENOMEM.
hmrnn_status hm_self_training_lexicon(hm_self_training *self_training, hmrnn_trainer *trainer,
                                      hm_lexicon **lexicon, hmrnn_error *err);

void hm_self_training_free(hm_self_training *self_training);

#endif
