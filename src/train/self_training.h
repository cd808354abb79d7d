// SPDX-License-Identifier: BSD-2-Clause
//
// train/self_training.h - a lexicon and networks that teach each other.
//
// The teacher (induce/word_inducer.h) makes words of the raw text; the networks learn to predict
// them, and say by their detectors and by the cohesion of neighbours what they think of every gap;
// the teacher hears them, cuts the text anew, and guides them on.
#ifndef HM_TRAIN_SELF_TRAINING_H
#define HM_TRAIN_SELF_TRAINING_H

#include "induce/word_inducer.h"
#include "segment/lexicon.h"
#include "text/grapheme.h"
#include "train/bidirectional.h"

typedef struct hm_self_training {
    hm_token_ids symbols;
    hm_tokens tokens;  ///< of the training, then of the validation text;
                       ///< characters are the networks' symbols
    hm_letters letters;
    const hm_lexicon *prior;  ///< lent; NULL: nothing was learned before
    size_t n_train;           ///< networks' symbols of the training text
    uint32_t *chars;          ///< [reading.n_chars] all that was read
    size_t chars_capacity;
    struct hm_training_record {
        uint32_t end;    ///< tokens up to the end of the record
        uint32_t begin;  ///< its first character
    } * records;         ///< [n_records]
    size_t n_records, records_capacity;
    hm_graphemes *graphemes;
    uint8_t *is_end;  ///< scratch
    size_t capacity;
    hm_word_inducer *inducer;  ///< NULL before hm_self_training_begin()
} hm_self_training;

/// \param text     what will be learned from: how its letters stand is looked at
/// \param prior    the lexicon of a model that is gone on from, lent as long as the schooling is
///                 there; NULL: none
/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_self_training_new(hm_self_training **out, const hmrnn_text *text,
                                  const hm_lexicon *prior, hmrnn_error *err);

/// Add the next record of the text as the networks see it, with its newline.
hmrnn_status hm_self_training_read(hm_self_training *self_training, size_t n_chars,
                                   const uint32_t *chars, hmrnn_error *err);

/// Make words of all that was read, or take those that guided the run before it stopped, and guide
/// the run. Errors: HMRNN_ENOMEM.
hmrnn_status hm_self_training_begin(hm_self_training *self_training, hmrnn_trainer *trainer,
                                    hmrnn_error *err);

/// Ask the networks, cut the text anew, and guide the run by it.
hmrnn_status hm_self_training_round(hm_self_training *self_training, hmrnn_trainer *trainer,
                                    hmrnn_error *err);

/// The lexicon that goes with the networks as they are. Leaves the guide alone.
hmrnn_status hm_self_training_lexicon(hm_self_training *self_training, hmrnn_trainer *trainer,
                                      hm_lexicon **lexicon, hmrnn_error *err);

void hm_self_training_free(hm_self_training *self_training);

#endif
