// SPDX-License-Identifier: BSD-2-Clause
//
// train/run_state.h - where a run stands, and what it must go on with, as facts of a checkpoint.
#ifndef HM_TRAIN_RUN_STATE_H
#define HM_TRAIN_RUN_STATE_H

#include "train/trainer.h"

/// Add the progress of a run, the lengths and checksums of its texts, and that of the lexicon that
/// it started from.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_run_state_describe(const hm_trainer *trainer, hm_metadata *metadata,
                                   hmrnn_error *err);

/// Hold texts and lexicon of a trainer just made against the facts.
/// Errors: HMRNN_EFORMAT if the run was begun with others.
hmrnn_status hm_run_state_check(const hm_trainer *trainer, const hm_metadata *metadata,
                                hmrnn_error *err);

/// Set the progress of a trainer from the metadata.
/// Errors: HMRNN_EFORMAT.
hmrnn_status hm_run_state_restore(hm_trainer *trainer, const hm_metadata *metadata,
                                  hmrnn_error *err);

#endif
