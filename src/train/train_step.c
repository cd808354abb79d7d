// SPDX-License-Identifier: BSD-2-Clause
//
// train/train_step.c - one window of every stream: its gradient, and the step along it.
#include <config.h>

#include "train/train_step.h"

#include "base/error.h"
#include "optim/ema.h"
#include "train/label_loss.h"

#include <math.h>

#define MAX_RECOVERED_IN_A_ROW 20

typedef struct train_job {
    hm_trainer *trainer;
    size_t n_steps;
    hm_forward_options forward;  ///< of the first shard
    float scale;
    float label_weight;
} train_job;

/// Reset the states of some streams. If states are only ever carried, the uppermost layer, which
/// never flushes, drifts so far from zero that the model predicts badly at the beginning of every
/// text.
static void
reset_some_states(const hm_trainer *trainer, hm_shard *shard, const hm_forward_options *forward)
{
    for (size_t row = 0; row < shard->n_rows; row++) {
        hm_rng rng = hm_forward_rng(forward, HM_DRAW_STATE_RESETS, 0, 0, row);
        if (hm_rng_uniform(&rng) < (float)trainer->options.reset_state)
            hm_tape_clear_row(&shard->window.tape, &trainer->model.dims, 0, row);
    }
}

/// Read some symbols as the unknown one, so that the network learns to predict without them
/// (infer/masked_query.h).
static void
mask_inputs(const hm_trainer *trainer, hm_shard *shard, const hm_forward_options *forward,
            size_t n_steps)
{
    const float share = (float)trainer->options.mask;
    for (size_t t = 0; share > 0.0f && t < n_steps; t++) {
        for (size_t row = 0; row < shard->n_rows; row++) {
            hm_rng rng = hm_forward_rng(forward, HM_DRAW_MASKED_INPUTS, 0, t, row);
            uint32_t *const input = &shard->inputs[t * shard->n_rows + row];
            if (*input != trainer->record_separator && hm_rng_uniform(&rng) < share)
                *input = HM_SYMBOL_UNKNOWN;
        }
    }
}

static void
train_shard(void *context, size_t index)
{
    const train_job *const job = context;
    hm_trainer *const trainer = job->trainer;
    hm_shard *const shard = &trainer->shards[index];
    hm_window *const window = &shard->window;
    const size_t n_rows = shard->n_rows;
    hm_forward_options forward = job->forward;
    forward.first_row = shard->first_row;
    const bool has_events = hm_sequences_have_events(&trainer->sequences);
    hm_shard_read(shard, &trainer->sequences, job->n_steps);
    if (!has_events)
        reset_some_states(trainer, shard, &forward);
    mask_inputs(trainer, shard, &forward, job->n_steps);
    hm_shard_clamp(shard, &trainer->sequences, job->n_steps, trainer->options.clamp, &forward);
    hm_window_clear_gradient(window);
    hm_window_forward(window, &trainer->net, &forward, job->n_steps, n_rows, shard->inputs,
                      has_events ? shard->events : NULL);
    shard->nats = hm_window_score(window, &trainer->net, &forward, job->n_steps, n_rows,
                                  shard->targets, NULL, job->scale, true);
    if (hm_trainer_has_labels(trainer))
        hm_shard_label_loss(shard, &trainer->net, &trainer->sequences, job->n_steps,
                            job->scale * job->label_weight);
    hm_window_backward(window, &trainer->net, &forward, job->n_steps, n_rows, shard->inputs);
    if (forward.dropout_weights > 0.0f)
        hm_net_dropconnect_gradient(&trainer->net, &job->forward, &window->backward.gradient);
    hm_window_carry(window, &trainer->net, job->n_steps);
}

static void
reset_states(hm_trainer *trainer)
{
    for (size_t i = 0; i < trainer->n_shards; i++)
        for (size_t row = 0; row < trainer->shards[i].n_rows; row++)
            hm_tape_clear_row(&trainer->shards[i].window.tape, &trainer->model.dims, 0, row);
}

static hm_forward_options
training_options(const hm_trainer *trainer)
{
    const hmrnn_train_options *const options = &trainer->options;
    const hm_train_progress *const progress = &trainer->progress;
    hm_rng keys = hm_rng_stream(options->seed, 1 + progress->n_windows);
    return (hm_forward_options){.boundary = options->boundary,
                                .slope = (float)hm_schedule_slope(options, progress->n_epochs),
                                .computes_copies = options->estimator == HMRNN_ESTIMATOR_FULL,
                                .ste_inward = options->ste == HMRNN_STE_INWARD &&
                                              options->boundary != HMRNN_BOUNDARY_SOFT,
                                .elements = trainer->train.elements,
                                .dropout = (float)options->dropout,
                                .dropout_input = (float)options->dropout_input,
                                .dropout_layers = (float)options->dropout_layers,
                                .dropout_output = (float)options->dropout_output,
                                .dropout_weights = (float)options->dropout_weights,
                                .layer_zoneout = (float)options->layer_zoneout,
                                .key = hm_rng_next(&keys),
                                .pool = trainer->n_shards == 1 ? trainer->pool : NULL};
}

/// One step along the gradient of all shards.
static void
move_weights(hm_trainer *trainer, double norm)
{
    const hmrnn_train_options *const options = &trainer->options;
    const hm_kernels *const kern = trainer->net.kern;
    float *const weights = trainer->model.params.all;
    const double rate = hm_trainer_rate(trainer);
    if (options->weight_decay > 0.0)
        hm_adam_shrink(&trainer->adam, kern, trainer->pool, rate * options->weight_decay,
                       trainer->n_tensors, trainer->tensors, weights);
    hm_adam_step(&trainer->adam, kern, trainer->pool, rate, norm, options->clip,
                 trainer->gradients[0], weights);
    if (trainer->ema != NULL)
        hm_ema_step(kern, trainer->pool, options->ema, trainer->adam.n_steps, trainer->n_parameters,
                    weights, trainer->ema);
}

/// Take in what the shards found. \return false if it was not finite
static bool
reduce_step(hm_trainer *trainer)
{
    hm_train_progress *const progress = &trainer->progress;
    double nats = 0.0;
    uint64_t n_chars = 0;
    for (size_t i = 0; i < trainer->n_shards; i++) {
        nats += hm_shard_nats(&trainer->shards[i], &trainer->model);
        n_chars += trainer->shards[i].n_scored;
    }
    const double norm = hm_adam_norm(&trainer->adam, trainer->net.kern, trainer->pool,
                                     trainer->n_shards, trainer->gradients);
    progress->gradient_norm = norm;
    if (!isfinite(nats) || !isfinite(norm))
        return false;

    move_weights(trainer, norm);
    progress->n_chars += n_chars;
    progress->n_chars_unevaluated += n_chars;
    progress->nats_unevaluated += nats;
    for (size_t i = 0; hm_trainer_has_labels(trainer) && i < trainer->n_shards; i++) {
        progress->label_nats_unevaluated += trainer->shards[i].agreement.nats;
        progress->n_labelled_unevaluated += trainer->shards[i].agreement.n;
    }
    progress->n_recovered_in_a_row = 0;
    return true;
}

static void
pack_to_learn(hm_trainer *trainer, const hm_forward_options *forward)
{
    trainer->net.params = trainer->model.params;
    if (forward->dropout_weights > 0.0f)
        hm_net_pack_dropconnect(&trainer->net, forward, trainer->pool);
    else
        hm_net_pack(&trainer->net, trainer->pool);
}

hmrnn_status
hm_trainer_step(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err)
{
    hm_train_progress *const progress = &trainer->progress;
    const size_t n_steps = hm_sequences_steps(&trainer->sequences, trainer->options.bptt);
    train_job job = {trainer, n_steps, training_options(trainer),
                     1.0f / (float)hm_sequences_live_steps(&trainer->sequences, n_steps),
                     (float)hm_trainer_label_weight(trainer)};
    job.forward.boundary_penalty = job.scale * (float)trainer->options.boundary_penalty;
    pack_to_learn(trainer, &job.forward);
    hm_parallel_for(trainer->pool, trainer->n_shards, train_shard, &job);
    hm_id_text_used(&trainer->train, trainer->options.batch);

    *event = HMRNN_TRAINED;
    if (!reduce_step(trainer)) {
        *event = HMRNN_RECOVERED;
        reset_states(trainer);
        progress->n_recovered++;
        if (++progress->n_recovered_in_a_row > MAX_RECOVERED_IN_A_ROW)
            return hm_fail(err, HMRNN_ENUMERIC,
                           "%d windows in a row gave numbers that are not finite: use a lower "
                           "rate or clip the gradient",
                           MAX_RECOVERED_IN_A_ROW + 1);
    }
    progress->n_windows++;
    progress->is_evaluated = 0;
    if (hm_sequences_advance(&trainer->sequences, n_steps)) {
        progress->n_epochs++;
        reset_states(trainer);
    }
    return HMRNN_OK;
}
