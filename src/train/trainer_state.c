// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer_state.c - what follows from where a training run is.
#include <config.h>

#include "train/trainer_state.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_trainer_check_labels(const hm_dims *dims, const hm_labels *labels, hmrnn_error *err)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        if (labels->layer[l] == NULL || hm_dims_has_detector(dims, l))
            continue;
        return l == 0 ? hm_fail(err, HMRNN_EARG,
                                "a guide needs a detector: at least two layers, and cells of the "
                                "HM-LSTM")
                      : hm_fail(err, HMRNN_EARG,
                                "%s labels of layer %zu need a detector: at least %zu layers, and "
                                "cells of the HM-LSTM",
                                hm_label_source_names[labels->source], l + 1, l + 2);
    }
    return HMRNN_OK;
}

hmrnn_status
hm_trainer_set_labels(hm_trainer *trainer, const hm_labels *train, const hm_labels *valid,
                      hmrnn_error *err)
{
    if (train != NULL)
        HM_TRY(hm_trainer_check_labels(&trainer->model.dims, train, err));
    if (valid != NULL)
        HM_TRY(hm_trainer_check_labels(&trainer->model.dims, valid, err));
    HM_TRY(hm_id_text_set_labels(&trainer->valid, valid, err));
    HM_TRY(hm_id_text_set_labels(&trainer->train, train, err));
    trainer->progress.best_is_past = 1;
    trainer->progress.is_evaluated = 0;
    return HMRNN_OK;
}

double
hm_trainer_label_weight(const hm_trainer *trainer)
{
    const hmrnn_train_options *const options = &trainer->options;
    return options->label_weight +
           (options->label_weight_end - options->label_weight) * hm_trainer_share(trainer);
}

uint64_t
hm_trainer_windows(const hm_trainer *trainer)
{
    const size_t n_an_epoch = hm_sequences_windows(&trainer->sequences, trainer->options.bptt);
    return (uint64_t)ceil(trainer->options.epochs * (double)n_an_epoch - 1e-9);
}

double
hm_trainer_share(const hm_trainer *trainer)
{
    return (double)trainer->progress.n_windows / (double)hm_trainer_windows(trainer);
}

double
hm_trainer_rate(const hm_trainer *trainer)
{
    return hm_schedule_rate(&trainer->schedule, &trainer->options, trainer->progress.n_windows,
                            hm_trainer_share(trainer));
}

float *
hm_trainer_eval_weights(hm_trainer *trainer, bool of_best, double *slope)
{
    const hm_train_progress *const progress = &trainer->progress;
    if (of_best && progress->has_best != 0) {
        *slope = progress->best_slope;
        return trainer->best;
    }
    *slope = hm_schedule_slope(&trainer->options, progress->n_epochs);
    return trainer->ema != NULL ? trainer->ema : trainer->model.params.all;
}

double
hm_trainer_pack_eval_weights(hm_trainer *trainer, bool of_best)
{
    double slope = 0.0;
    trainer->net.params =
        hm_params_view(&trainer->model.dims, hm_trainer_eval_weights(trainer, of_best, &slope));
    hm_net_pack(&trainer->net, trainer->pool);
    return slope;
}
