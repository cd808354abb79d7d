// SPDX-License-Identifier: BSD-2-Clause
//
// train/label_loss.h - labels for the boundaries of layer 1: their loss, and how decisions agree.
//
// A label knows the text on both sides of a gap, the detector only what came before, and the `lag`
// symbols behind the gap that it may wait for.
#ifndef HM_TRAIN_LABEL_LOSS_H
#define HM_TRAIN_LABEL_LOSS_H

#include "train/shard.h"

#include <stddef.h>

/// Let the guide of the streams take some decisions of the window that is about to be run.
void hm_shard_clamp(hm_shard *shard, const hm_streams *streams, size_t n_steps, double share,
                    hm_forward_options *forward);

/// Hold the window just run and scored against the guide of its streams, for the way back, too.
void hm_shard_label_loss(hm_shard *shard, const hm_net *net, const hm_streams *streams,
                         size_t n_steps, float scale);

/// The same without a way back; adds to shard->agreement and counts boundaries.
void hm_shard_label_agreement(hm_shard *shard, const hm_net *net, const hm_streams *streams,
                              size_t n_steps);

#endif
