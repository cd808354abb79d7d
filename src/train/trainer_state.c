// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer_state.c - what follows from where a training run is.
#include <config.h>

#include "train/trainer_state.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static hmrnn_status
copy_labels(const uint8_t *from, size_t n, uint8_t **labels, hmrnn_error *err)
{
    *labels = NULL;
    if (from == NULL)
        return HMRNN_OK;
    uint8_t *const copy = malloc(n);
    if (copy == NULL)
        return hm_fail_memory(err, "a guide", n);
    memcpy(copy, from, n);
    *labels = copy;
    return HMRNN_OK;
}

hmrnn_status
hm_trainer_set_labels(hm_trainer *trainer, const uint8_t *train, const uint8_t *valid,
                      hmrnn_error *err)
{
    uint8_t *train_copy = NULL;
    uint8_t *valid_copy = NULL;
    if (!hm_dims_has_detector(&trainer->model.dims, 0))
        return hm_fail(err, HMRNN_EARG,
                       "a guide needs a detector: at least two layers, and cells of the HM-LSTM");
    HM_TRY(copy_labels(train, trainer->train.n, &train_copy, err));
    const hmrnn_status status = copy_labels(valid, trainer->valid.n, &valid_copy, err);
    if (status != HMRNN_OK) {
        free(train_copy);
        return status;
    }
    free(trainer->train.labels);
    free(trainer->valid.labels);
    trainer->train.labels = train_copy;
    trainer->valid.labels = valid_copy;
    trainer->streams.labels = train_copy;
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
    const size_t T = trainer->options.bptt;
    const size_t n_an_epoch = (trainer->streams.length + T - 1) / T;
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
