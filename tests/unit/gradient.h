// SPDX-License-Identifier: BSD-2-Clause
//
// gradient.h - the gradient of a whole network, against differences of the reference's loss.
#ifndef HM_TESTS_GRADIENT_H
#define HM_TESTS_GRADIENT_H

#include "network.h"

#define GRADIENT_ROWS 24  ///< most rows of a trial

/// A network, what it reads, the states it starts from, and the library's gradient.
typedef struct gradient_trial {
    test_network network;
    test_passage text;
    uint8_t *labels[HMRNN_MAX_LAYERS];  ///< [n_steps][B] of each detector, or NULL
    uint8_t *clamp;                     ///< [n_steps][B] what it decides, or NULL
    hm_forward_options forward;
    hm_window window;
    size_t n_without;                ///< tensors whose whole gradient was 0
    reference start[GRADIENT_ROWS];  ///< states carried in, and anchors
} gradient_trial;

/// Build a trial in which no decision is close, run it, and see that the losses agree.
gradient_trial *gradient_trial_new(const hm_dims *dims, const hm_forward_options *forward,
                                   bool is_labelled, size_t T, size_t B, float reach,
                                   uint64_t seed);

void gradient_trial_end(gradient_trial *trial);

/// One tensor: along its gradient, along a random direction, and entry by entry.
void gradient_check_tensor(gradient_trial *trial, const hm_tensor *tensor, size_t n_entries,
                           hm_rng *rng);

/// All tensors of a random network of a shape, or of a kind.
void gradient_check_dims(const hm_dims *dims, const hm_forward_options *forward, bool is_labelled,
                         uint64_t seed, hm_rng *rng);
void gradient_check(hmrnn_cell cell, bool has_layer_norm, size_t n_layers,
                    const hm_forward_options *forward, bool is_labelled, uint64_t seed);

#endif
