// SPDX-License-Identifier: BSD-2-Clause
//
// train/train_step.h - one window of every stream: its gradient, and the step along it.
#ifndef HM_TRAIN_TRAIN_STEP_H
#define HM_TRAIN_TRAIN_STEP_H

#include "train/trainer_state.h"

/// Learn from the next window of every stream. \param event  result: TRAINED or RECOVERED
/// Errors: HMRNN_ENUMERIC.
hmrnn_status hm_trainer_step(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err);

#endif
