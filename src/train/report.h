// SPDX-License-Identifier: BSD-2-Clause
//
// train/report.h - where a training run is, for those who watch it.
#ifndef HM_TRAIN_REPORT_H
#define HM_TRAIN_REPORT_H

#include "train/trainer_state.h"

void hm_trainer_report(const hm_trainer *trainer, hmrnn_train_report *report);

#endif
