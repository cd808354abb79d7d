// SPDX-License-Identifier: BSD-2-Clause
//
// train/train_step.c - one window of every stream: its gradient, and the step along it.
#include <config.h>

#include "train/train_step.h"

#include "base/error.h"
#include "optim/weight_average.h"
#include "train/label_loss.h"

#include <math.h>

#define MOST_RECOVERED_IN_A_ROW 20

typedef struct lesson {
    hm_trainer *trainer;
    size_t n_steps;
    hm_mode mode;                               ///< of the first shard
    float scale;
    float guide_weight;
} lesson;

/// Let some streams start afresh. Where states were only ever carried, the uppermost layer, which
/// never flushes, drifted so far from zero that the model was lost at the beginning of every text.
static void
forget_some(const hm_trainer *trainer, hm_shard *shard, const hm_mode *mode)
{
    for (size_t row = 0; row < shard->n_rows; row++) {
        hm_rng rng = hm_mode_draws(mode, HM_DRAW_FORGET, 0, 0, row);
        if (hm_rng_uniform(&rng) < (float)trainer->options.forget)
            hm_tape_clear_row(&shard->window.tape, &trainer->model.dims, 0, row);
    }
}

/// Hide some symbols, so that the model can be asked what it would say without one.
static void
hide_some(const hm_trainer *trainer, hm_shard *shard, const hm_mode *mode, size_t n_steps)
{
    const float share = (float)trainer->options.mask;
    for (size_t t = 0; share > 0.0f && t < n_steps; t++) {
        for (size_t row = 0; row < shard->n_rows; row++) {
            hm_rng rng = hm_mode_draws(mode, HM_DRAW_INPUT, HM_DRAW_MASKED_LAYER, t, row);
            uint32_t *const input = &shard->inputs[t * shard->n_rows + row];
            if (*input != trainer->newline && hm_rng_uniform(&rng) < share)
                *input = HM_SYMBOL_UNKNOWN;
        }
    }
}

static void
learn_shard(void *context, size_t index)
{
    const lesson *const job = context;
    hm_trainer *const trainer = job->trainer;
    hm_shard *const shard = &trainer->shards[index];
    hm_window *const window = &shard->window;
    const size_t n_rows = shard->n_rows;
    hm_mode mode = job->mode;
    mode.first_row = shard->first_row;
    const bool has_strokes = hm_trainer_has_strokes(trainer);
    hm_shard_read(shard, &trainer->streams, job->n_steps);
    if (!has_strokes)
        forget_some(trainer, shard, &mode);
    hide_some(trainer, shard, &mode, job->n_steps);
    hm_shard_clamp(shard, &trainer->streams, job->n_steps, trainer->options.clamp, &mode);
    hm_window_clear_gradient(window);
    hm_window_forward(window, &trainer->net, &mode, job->n_steps, n_rows, shard->inputs,
                      has_strokes ? shard->clears : NULL);
    shard->nats = hm_window_score(window, &trainer->net, &mode, job->n_steps, n_rows,
                                  shard->targets, NULL, job->scale, true);
    if (trainer->streams.guide != NULL)
        hm_shard_obey(shard, &trainer->net, &trainer->streams, job->n_steps,
                      job->scale * job->guide_weight);
    hm_window_backward(window, &trainer->net, &mode, job->n_steps, n_rows, shard->inputs);
    if (mode.dropout_weights > 0.0f)
        hm_net_thin_gradient(&trainer->net, &job->mode, &window->flow.gradient);
    hm_window_carry(window, &trainer->net, job->n_steps);
}

static void
forget_states(hm_trainer *trainer)
{
    for (size_t i = 0; i < trainer->n_shards; i++)
        for (size_t row = 0; row < trainer->shards[i].n_rows; row++)
            hm_tape_clear_row(&trainer->shards[i].window.tape, &trainer->model.dims, 0, row);
}

static hm_mode
training_mode(const hm_trainer *trainer)
{
    const hmrnn_train_options *const options = &trainer->options;
    const hm_progress *const progress = &trainer->progress;
    hm_rng keys = hm_rng_stream(options->seed, 1 + progress->n_windows);
    return (hm_mode){.boundary = options->boundary,
                     .slope = (float)hm_schedule_slope(options, progress->n_epochs),
                     .computes_copies = options->estimator == HMRNN_ESTIMATOR_FULL,
                     .returns =
                         options->detector_gradient == HMRNN_DETECTOR_GRADIENT_RETURNING &&
                         options->boundary != HMRNN_BOUNDARY_SOFT,
                     .points = trainer->train.points,
                     .dropout = (float)options->dropout,
                     .dropout_input = (float)options->dropout_input,
                     .dropout_layers = (float)options->dropout_layers,
                     .dropout_output = (float)options->dropout_output,
                     .dropout_weights = (float)options->dropout_weights,
                     .stochastic_copy = (float)options->stochastic_copy,
                     .key = hm_rng_next(&keys),
                     .team = trainer->n_shards == 1 ? trainer->team : NULL};
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
        hm_adam_shrink(&trainer->adam, kern, trainer->team, rate * options->weight_decay,
                       trainer->n_tensors, trainer->tensors, weights);
    hm_adam_step(&trainer->adam, kern, trainer->team, rate, norm, options->clip,
                 trainer->gradients[0], weights);
    if (trainer->average != NULL)
        hm_average_step(kern, trainer->team, options->average, trainer->adam.n_steps,
                        trainer->n_parameters, weights, trainer->average);
}

/// Take in what the shards found. \return false if it was not finite
static bool
take_in(hm_trainer *trainer)
{
    hm_progress *const progress = &trainer->progress;
    double nats = 0.0;
    uint64_t n_chars = 0;
    for (size_t i = 0; i < trainer->n_shards; i++) {
        nats += hm_shard_nats(&trainer->shards[i], &trainer->model);
        n_chars += trainer->shards[i].n_scored;
    }
    const double norm = hm_adam_norm(&trainer->adam, trainer->net.kern, trainer->team,
                                     trainer->n_shards, trainer->gradients);
    progress->gradient_norm = norm;
    if (!isfinite(nats) || !isfinite(norm))
        return false;

    move_weights(trainer, norm);
    progress->n_chars += n_chars;
    progress->n_chars_unevaluated += n_chars;
    progress->nats_unevaluated += nats;
    for (size_t i = 0; trainer->streams.guide != NULL && i < trainer->n_shards; i++) {
        progress->guide_nats_unevaluated += trainer->shards[i].obedience.nats;
        progress->n_guided_unevaluated += trainer->shards[i].obedience.n;
    }
    progress->n_recovered_in_a_row = 0;
    return true;
}

static void
pack_to_learn(hm_trainer *trainer, const hm_mode *mode)
{
    trainer->net.params = trainer->model.params;
    if (mode->dropout_weights > 0.0f)
        hm_net_pack_thinned(&trainer->net, mode, trainer->team);
    else
        hm_net_pack(&trainer->net, trainer->team);
}

hmrnn_status
hm_trainer_learn(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err)
{
    hm_progress *const progress = &trainer->progress;
    const size_t n_steps = hm_streams_steps(&trainer->streams, trainer->options.bptt);
    lesson job = {trainer, n_steps, training_mode(trainer),
                  1.0f / (float)(n_steps * trainer->options.batch),
                  (float)hm_trainer_guide_weight(trainer)};
    job.mode.boundary_cost = job.scale * (float)trainer->options.boundary_cost;
    pack_to_learn(trainer, &job.mode);
    hm_team_run(trainer->team, trainer->n_shards, learn_shard, &job);
    hm_text_ids_used(&trainer->train, trainer->streams.B);

    *event = HMRNN_TRAINED;
    if (!take_in(trainer)) {
        *event = HMRNN_RECOVERED;
        forget_states(trainer);
        progress->n_recovered++;
        if (++progress->n_recovered_in_a_row > MOST_RECOVERED_IN_A_ROW)
            return hm_fail(err, HMRNN_ENUMERIC,
                           "%d windows in a row gave numbers that are not finite: use a lower "
                           "rate or clip the gradient",
                           MOST_RECOVERED_IN_A_ROW + 1);
    }
    progress->n_windows++;
    progress->is_evaluated = 0;
    trainer->streams.position += n_steps;
    if (trainer->streams.position == trainer->streams.length) {
        trainer->streams.position = 0;
        progress->n_epochs++;
        forget_states(trainer);
    }
    return HMRNN_OK;
}
