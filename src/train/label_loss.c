// SPDX-License-Identifier: BSD-2-Clause
//
// train/label_loss.c - the loss of soft boundary labels.
#include <config.h>

#include "train/label_loss.h"

void
hm_shard_clamp(hm_shard *shard, const hm_sequences *sequences, size_t n_steps, double share,
               hm_forward_options *forward)
{
    if (hm_sequences_labels_of_text(sequences)->layer[0] == NULL || share <= 0.0)
        return;
    hm_sequences_labels(sequences, 0, n_steps, shard->first_row, shard->n_rows, shard->labels);
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < shard->n_rows; row++) {
            hm_rng rng = hm_forward_rng(forward, HM_DRAW_CLAMPED_BOUNDARIES, 0, t, row);
            const size_t at = t * shard->n_rows + row;
            const bool is_drawn = hm_rng_uniform(&rng) < (float)share;
            shard->clamp[at] = is_drawn && !hm_soft_label_is_none(shard->labels[at])
                                   ? hm_soft_label_decision(shard->labels[at])
                                   : HM_LABEL_NONE;
        }
    }
    forward->clamp = shard->clamp;
}

void
hm_shard_label_loss(hm_shard *shard, const hm_net *net, const hm_sequences *sequences,
                    size_t n_steps, float scale)
{
    hm_label_agreement sum = {0};
    for (size_t l = 0; l < hm_dims_detectors(&net->dims); l++) {
        if (hm_sequences_labels_of_text(sequences)->layer[l] == NULL)
            continue;
        hm_sequences_labels(sequences, l, n_steps, shard->first_row, shard->n_rows, shard->labels);
        sum.nats += hm_window_label_loss(&shard->window, net, l, n_steps, shard->n_rows,
                                         shard->labels, scale, true);
        for (size_t i = 0; i < n_steps * shard->n_rows; i++)
            sum.n += !hm_soft_label_is_none(shard->labels[i]);
    }
    shard->agreement = sum;
}

/// Count the labels of one layer, their boundaries and those that the detector found.
static void
count_boundaries(const hm_shard *shard, size_t l, size_t n_steps, hm_label_agreement *sum)
{
    const float *const logit = shard->window.tape.layer[l].logit;
    for (size_t i = 0; i < n_steps * shard->n_rows; i++) {
        if (hm_soft_label_is_none(shard->labels[i]))
            continue;
        const bool is_wanted = hm_soft_label_decision(shard->labels[i]) != 0;
        sum->n++;
        sum->n_label += is_wanted;
        sum->n_found += logit[i] > 0.0f;
        sum->n_both += logit[i] > 0.0f && is_wanted;
    }
}

void
hm_shard_label_agreement(hm_shard *shard, const hm_net *net, const hm_sequences *sequences,
                         size_t n_steps)
{
    for (size_t l = 0; l < hm_dims_detectors(&net->dims); l++) {
        if (hm_sequences_labels_of_text(sequences)->layer[l] == NULL)
            continue;
        hm_sequences_labels(sequences, l, n_steps, shard->first_row, shard->n_rows, shard->labels);
        shard->agreement.nats += hm_window_label_loss(&shard->window, net, l, n_steps,
                                                      shard->n_rows, shard->labels, 0.0f, false);
        count_boundaries(shard, l, n_steps, &shard->agreement);
    }
}
