// SPDX-License-Identifier: BSD-2-Clause
//
// train/label_loss.c - the loss of labels for layer 1.
#include <config.h>

#include "train/label_loss.h"


void
hm_shard_clamp(hm_shard *shard, const hm_streams *streams, size_t n_steps, double share,
               hm_mode *mode)
{
    if (streams->guide == NULL || share <= 0.0)
        return;
    hm_streams_guide(streams, n_steps, shard->first_row, shard->n_rows, shard->guide);
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < shard->n_rows; row++) {
            hm_rng rng = hm_mode_draws(mode, HM_DRAW_INPUT, HM_DRAW_CLAMPED_LAYER, t, row);
            const size_t at = t * shard->n_rows + row;
            const bool takes = hm_rng_uniform(&rng) < (float)share;
            shard->clamp[at] = takes && !hm_guide_is_silent(shard->guide[at])
                                   ? hm_guide_decision(shard->guide[at])
                                   : HM_GUIDE_SILENT;
        }
    }
    mode->clamp = shard->clamp;
}

void
hm_shard_obey(hm_shard *shard, const hm_net *net, const hm_streams *streams, size_t n_steps,
              float scale)
{
    hm_streams_guide(streams, n_steps, shard->first_row, shard->n_rows, shard->guide);
    hm_obedience fresh = {0};
    fresh.nats = hm_window_guide(&shard->window, net, n_steps, shard->n_rows, shard->guide, scale,
                                 true);
    for (size_t i = 0; i < n_steps * shard->n_rows; i++)
        fresh.n += !hm_guide_is_silent(shard->guide[i]);
    shard->obedience = fresh;
}

void
hm_shard_compare(hm_shard *shard, const hm_net *net, const hm_streams *streams, size_t n_steps)
{
    const float *const logit = shard->window.tape.layer[0].logit;
    hm_obedience *const sum = &shard->obedience;
    hm_streams_guide(streams, n_steps, shard->first_row, shard->n_rows, shard->guide);
    sum->nats +=
        hm_window_guide(&shard->window, net, n_steps, shard->n_rows, shard->guide, 0.0f, false);
    for (size_t i = 0; i < n_steps * shard->n_rows; i++) {
        if (hm_guide_is_silent(shard->guide[i]))
            continue;
        const bool is_wanted = hm_guide_decision(shard->guide[i]) != 0;
        sum->n++;
        sum->n_guide += is_wanted;
        sum->n_found += logit[i] > 0.0f;
        sum->n_both += logit[i] > 0.0f && is_wanted;
    }
}
