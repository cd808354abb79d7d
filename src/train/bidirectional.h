// SPDX-License-Identifier: BSD-2-Clause
//
// train/bidirectional.h - a training run in one direction or in two.
//
// The second network learns the same text with every record read from its end. The two runs know
// nothing of each other; they advance side by side and share one model, one checkpoint, one report.
#ifndef HM_TRAIN_BIDIRECTIONAL_H
#define HM_TRAIN_BIDIRECTIONAL_H

#include "infer/inference.h"
#include "train/trainer.h"

struct hmrnn_trainer {
    size_t n_runs;                           ///< directions: 1 or 2
    hm_trainer *run[2];                      ///< forward, and from the end of each record
    struct hm_self_training *self_training;  ///< labels both, if that is not NULL
};

/// Begin the second run. The first has begun, with options for two directions and with a
/// model that has a second network. Errors: HMRNN_ENOMEM.
hmrnn_status hm_bidirectional_begin_back(hmrnn_trainer *trainer, hmrnn_error *err);

/// Train all directions on labels from now on (hm_trainer_set_labels()).
///
/// \param train, valid  of the gaps of the texts as they are written
hmrnn_status hm_bidirectional_set_labels(hmrnn_trainer *trainer, const hm_labels *train,
                                         const hm_labels *valid, hmrnn_error *err);

/// Run the networks over every record of a text of theirs.
///
/// \param of_best  run the weights of the best evaluation, if there was one, not those of now
/// \param text     train or valid of run[0]
/// \param found    arrays of [text->n] ([n_detectors * text->n]); nothing is found of newlines
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_bidirectional_infer(hmrnn_trainer *trainer, bool of_best, const hm_id_text *text,
                                    const hm_outputs *found, hmrnn_error *err);

/// One report: bits, rates and agreement are means of the directions, what is counted of the text
/// is counted once.
void hm_bidirectional_report(const hmrnn_trainer *trainer, hmrnn_train_report *report);

#endif
