// SPDX-License-Identifier: BSD-2-Clause
//
// train/checkpoint.h - a training run on disk.
//
// A checkpoint is a container like a model file, with the same alphabet and shapes in its manifest,
// but with whole arrays in place of tensors: the weights in training and the best ones, Adam's
// moments and the states of all streams. Options and progress are among its facts. The texts are
// not in it, only their lengths and checksums. Where two networks learn, one for each direction,
// all of the second run is in the same file, after the first.
#ifndef HM_TRAIN_CHECKPOINT_H
#define HM_TRAIN_CHECKPOINT_H

#include "train/trainer.h"

/// \param n_runs   1 or 2
/// Errors: HMRNN_EIO, HMRNN_ENOMEM; the old file is then as it was.
hmrnn_status hm_checkpoint_write(size_t n_runs, hm_trainer *const *runs, const char *path,
                                 hmrnn_error *err);

/// What a checkpoint says of how the run began: enough to make the texts into symbols again.
///
/// \param modalities  as hm_model_interpret() has them
/// \param options  in: n_threads, and epochs if > 0; out: those of the run
/// \param model    result
hmrnn_status hm_checkpoint_begin(const hm_container *container,
                                 const hm_modality *const *modalities, hmrnn_train_options *options,
                                 hm_model *model, hmrnn_error *err);

/// Put trainers just made with those where the checkpoint was.
/// Errors: HMRNN_EFORMAT if it does not fit the texts.
hmrnn_status hm_checkpoint_restore(size_t n_runs, hm_trainer *const *runs,
                                   const hm_container *container, hmrnn_error *err);

#endif
