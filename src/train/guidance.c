// SPDX-License-Identifier: BSD-2-Clause
//
// train/guidance.c - a guide for the boundaries of layer 1: how it teaches, how it is followed.
//
// The guide knows the text on both sides of a gap, the detector only what came before, and the
// `lag` symbols behind the gap that it may wait for.
#include <config.h>

#include "train/trainer.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static hmrnn_status
copy_guide(const uint8_t *from, size_t n, uint8_t **guide, hmrnn_error *err)
{
    *guide = NULL;
    if (from == NULL)
        return HMRNN_OK;
    uint8_t *const copy = malloc(n);
    if (copy == NULL)
        return hm_fail_memory(err, "a guide", n);
    memcpy(copy, from, n);
    *guide = copy;
    return HMRNN_OK;
}

hmrnn_status
hm_trainer_set_guide(hm_trainer *trainer, const uint8_t *train, const uint8_t *valid,
                     hmrnn_error *err)
{
    uint8_t *train_copy = NULL;
    uint8_t *valid_copy = NULL;
    if (!hm_dims_has_detector(&trainer->model.dims, 0))
        return hm_fail(err, HMRNN_EARG,
                       "a guide needs a detector: at least two layers, and cells of the HM-LSTM");
    HM_TRY(copy_guide(train, trainer->train.n, &train_copy, err));
    const hmrnn_status status = copy_guide(valid, trainer->valid.n, &valid_copy, err);
    if (status != HMRNN_OK) {
        free(train_copy);
        return status;
    }
    free(trainer->train.guide);
    free(trainer->valid.guide);
    trainer->train.guide = train_copy;
    trainer->valid.guide = valid_copy;
    trainer->streams.guide = train_copy;
    trainer->progress.best_is_past = 1;
    trainer->progress.is_evaluated = 0;
    return HMRNN_OK;
}

double
hm_trainer_guide_weight(const hm_trainer *trainer)
{
    const hmrnn_train_options *const options = &trainer->options;
    return options->guide_weight +
           (options->guide_weight_end - options->guide_weight) * hm_trainer_share(trainer);
}

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
