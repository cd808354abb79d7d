// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer.h - a training run: windows of streams, evaluations, the best model so far.
#ifndef HM_TRAIN_TRAINER_H
#define HM_TRAIN_TRAINER_H

#include "train/trainer_state.h"

/// Make a run about to begin.
///
/// \param model    its weights are where training starts
/// \param model, train, valid, is_separator  taken, also on failure: left empty
/// Errors: HMRNN_ETEXT if a text is too short for the batch, HMRNN_ENOMEM.
hmrnn_status hm_trainer_new(hm_trainer **out, const hmrnn_train_options *options, hm_model *model,
                            hm_id_text *train, hm_id_text *valid, uint8_t **is_separator,
                            hmrnn_error *err);

/// See hmrnn_trainer_advance().
hmrnn_status hm_trainer_advance(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err);

void hm_trainer_free(hm_trainer *trainer);

#endif
