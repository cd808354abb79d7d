// SPDX-License-Identifier: BSD-2-Clause
//
// train/validate.h - how good the weights are on the validation text, and what the detectors do
// there.
#ifndef HM_TRAIN_VALIDATE_H
#define HM_TRAIN_VALIDATE_H

#include "train/trainer_state.h"

/// Score the validation text, keep the weights if they are the best, move the schedule.
void hm_trainer_validate(hm_trainer *trainer);

#endif
