// SPDX-License-Identifier: BSD-2-Clause
//
// train/label_loss.h - the loss of soft boundary labels, and how the detectors agree with them.
//
// A label knows the text on both sides of a gap. The detector of its layer has read only what comes
// before the gap, and the `lag` symbols after it that it may wait for. All layers that have labels
// are added up.
#ifndef HM_TRAIN_LABEL_LOSS_H
#define HM_TRAIN_LABEL_LOSS_H

#include "train/shard.h"

#include <stddef.h>

/// Put the decisions of labels of layer 1 in place of the detector's, each with probability
/// `share`, in the window that is about to be run.
void hm_shard_clamp(hm_shard *shard, const hm_sequences *sequences, size_t n_steps, double share,
                    hm_forward_options *forward);

/// The loss of the window just run and scored, with its gradient; shard->agreement gets the loss
/// and the number of labels.
void hm_shard_label_loss(hm_shard *shard, const hm_net *net, const hm_sequences *sequences,
                         size_t n_steps, float scale);

/// The loss without a gradient, and the boundaries; added to shard->agreement.
void hm_shard_label_agreement(hm_shard *shard, const hm_net *net, const hm_sequences *sequences,
                              size_t n_steps);

#endif
