// SPDX-License-Identifier: BSD-2-Clause
//
// train/validate.c - how good the weights are on the validation text, and what the detectors do
// there.
#include <config.h>

#include "train/validate.h"

#include "net/boundary.h"
#include "train/label_loss.h"

#include <math.h>
#include <string.h>

typedef struct valid_job {
    hm_trainer *trainer;
    size_t n_steps;
    hm_forward_options forward;
} valid_job;

/// Count the boundaries of layer 1 that are visible in the data themselves, if a boundary means the
/// end of a segment after the element (lag 0), or before it (lag 1).
static void
count_hits(const valid_job *job, hm_shard *shard)
{
    const hm_trainer *const trainer = job->trainer;
    const hm_modality *const modality = trainer->model.dims.modality;
    const void *const data =
        modality->has_vocabulary ? trainer->is_separator : trainer->valid.elements;
    const size_t n_rows = shard->n_rows;
    const float *const z = shard->window.tape.layer[0].z;
    for (size_t t = 1; t < job->n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
            if (z[(t + 1) * n_rows + row] <= 0.5f)
                continue;
            const uint32_t before = shard->inputs[(t - 1) * n_rows + row];
            const uint32_t here = shard->inputs[t * n_rows + row];
            const uint32_t target = shard->targets[t * n_rows + row];
            const uint32_t after = target == HM_NO_TARGET ? trainer->record_separator : target;
            shard->n_hits[0] += modality->is_visible_boundary(data, here, after);
            shard->n_hits[1] += modality->is_visible_boundary(data, before, here);
        }
    }
}

static void
validate_shard(void *context, size_t index)
{
    const valid_job *const job = context;
    const hm_net *const net = &job->trainer->net;
    const hm_sequences *const sequences = &job->trainer->valid_sequences;
    hm_shard *const shard = &job->trainer->valid_shards[index];
    const uint64_t n_before = shard->n_scored;
    hm_shard_read(shard, sequences, job->n_steps);
    shard->n_scored += n_before;
    hm_window_forward(&shard->window, net, &job->forward, job->n_steps, shard->n_rows,
                      shard->inputs, hm_sequences_have_events(sequences) ? shard->events : NULL);
    shard->nats += hm_window_score(&shard->window, net, &job->forward, job->n_steps, shard->n_rows,
                                   shard->targets, NULL, 0.0f, false);
    if (hm_dims_has_detector(&net->dims, 0))
        count_hits(job, shard);
    if (hm_labels_exist(&job->trainer->valid.labels))
        hm_shard_label_agreement(shard, net, sequences, job->n_steps);
    hm_window_carry(&shard->window, net, job->n_steps);
}

static void
reset_valid_shards(hm_trainer *trainer)
{
    for (size_t i = 0; i < trainer->n_valid_shards; i++) {
        hm_shard *const valid_shard = &trainer->valid_shards[i];
        for (size_t row = 0; row < valid_shard->n_rows; row++)
            hm_tape_clear_row(&valid_shard->window.tape, &trainer->model.dims, 0, row);
        valid_shard->nats = 0.0;
        valid_shard->n_scored = 0;
        valid_shard->agreement = (hm_label_agreement){0};
        memset(valid_shard->n_hits, 0, sizeof valid_shard->n_hits);
        memset(valid_shard->window.n_boundaries, 0, sizeof valid_shard->window.n_boundaries);
        memset(valid_shard->window.n_active, 0, sizeof valid_shard->window.n_active);
        memset(valid_shard->window.n_rows, 0, sizeof valid_shard->window.n_rows);
    }
}

/// Add the shards up. \return nats over the whole text
static double
sum_valid_shards(hm_trainer *trainer, uint64_t *n_scored, uint64_t n_hits[2])
{
    hm_train_progress *const progress = &trainer->progress;
    double nats = 0.0;
    *n_scored = n_hits[0] = n_hits[1] = 0;
    for (size_t i = 0; i < trainer->n_valid_shards; i++) {
        nats += hm_shard_nats(&trainer->valid_shards[i], &trainer->model);
        *n_scored += trainer->valid_shards[i].n_scored;
        n_hits[0] += trainer->valid_shards[i].n_hits[0];
        n_hits[1] += trainer->valid_shards[i].n_hits[1];
    }
    for (size_t l = 0; l < trainer->model.dims.n_layers; l++) {
        uint64_t n_boundaries = 0;
        uint64_t n_active = 0;
        uint64_t n_rows = 0;
        for (size_t i = 0; i < trainer->n_valid_shards; i++) {
            n_boundaries += trainer->valid_shards[i].window.n_boundaries[l];
            n_active += trainer->valid_shards[i].window.n_active[l];
            n_rows += trainer->valid_shards[i].window.n_rows[l];
        }
        progress->boundary_rate[l] = (double)n_boundaries / (double)n_rows;
        progress->update_rate[l] = (double)n_active / (double)n_rows;
    }
    return nats;
}

/// How well the detectors agree with the labels. \return nats of their loss
static double
sum_agreement(hm_trainer *trainer)
{
    hm_label_agreement sum = {0};
    for (size_t i = 0; i < trainer->n_valid_shards; i++) {
        const hm_label_agreement *const one = &trainer->valid_shards[i].agreement;
        sum.nats += one->nats;
        sum.n_label += one->n_label;
        sum.n_found += one->n_found;
        sum.n_both += one->n_both;
    }
    const uint64_t n = sum.n_label + sum.n_found;
    trainer->progress.label_f1 = n == 0 ? 0.0 : 2.0 * (double)sum.n_both / (double)n;
    return sum.nats;
}

/// Take note of a result: keep the weights if none were better.
///
/// \param cost     what is compared: with labels more than the bits per character
static void
conclude(hm_trainer *trainer, double bpc, double cost, double slope, uint64_t lag)
{
    hm_train_progress *const progress = &trainer->progress;
    const bool is_first = progress->has_best == 0 || progress->best_is_past != 0;
    const bool is_better = isfinite(cost) && (is_first || cost < progress->best_cost);
    progress->valid_bpc = bpc;
    if (is_better) {
        progress->has_best = 1;
        progress->best_is_past = 0;
        progress->best_cost = cost;
        progress->best_bpc = bpc;
        progress->best_slope = slope;
        progress->best_lag = lag;
        progress->best_chars = progress->n_chars;
        memcpy(trainer->best, trainer->ema != NULL ? trainer->ema : trainer->model.params.all,
               trainer->n_parameters * sizeof(float));
    }
    progress->n_evaluations++;
    if (progress->n_chars_unevaluated > 0)
        progress->train_bpc =
            progress->nats_unevaluated / HM_NATS_PER_BIT / (double)progress->n_chars_unevaluated;
    if (progress->n_labelled_unevaluated > 0)
        progress->label_loss = progress->label_nats_unevaluated / HM_NATS_PER_BIT /
                               (double)progress->n_labelled_unevaluated;
    progress->n_labelled_unevaluated = 0;
    progress->label_nats_unevaluated = 0.0;
    progress->n_chars_unevaluated = 0;
    progress->nats_unevaluated = 0.0;
    progress->is_evaluated = 1;
    if (!hm_schedule_evaluated(&trainer->schedule, &trainer->options, is_better))
        progress->is_over = 1;
}

void
hm_trainer_validate(hm_trainer *trainer)
{
    const hmrnn_train_options *const options = &trainer->options;
    const double slope = hm_schedule_slope(options, trainer->progress.n_epochs);
    hm_sequences *const sequences = &trainer->valid_sequences;
    valid_job job = {.trainer = trainer,
                     .forward = {.boundary = hm_boundary_outside_training(options->boundary),
                                 .slope = (float)slope,
                                 .elements = trainer->valid.elements,
                                 .pool = trainer->n_valid_shards == 1 ? trainer->pool : NULL}};
    hm_trainer_pack_eval_weights(trainer, false);
    reset_valid_shards(trainer);
    hm_sequences_seek(sequences, 0, 0);
    do {
        job.n_steps = hm_sequences_steps(sequences, trainer->valid_shards[0].window.tape.T);
        hm_parallel_for(trainer->pool, trainer->n_valid_shards, validate_shard, &job);
        hm_id_text_used(&trainer->valid, trainer->n_valid_shards * HM_SHARD_ROWS);
    } while (!hm_sequences_advance(sequences, job.n_steps));
    uint64_t n_hits[2];
    uint64_t n_targets = 0;
    const double nats = sum_valid_shards(trainer, &n_targets, n_hits);
    const double n_scored = (double)n_targets;
    const double label_nats = sum_agreement(trainer) * options->label_weight_end;
    const bool is_labelled = hm_trainer_has_labels(trainer);
    conclude(trainer, nats / HM_NATS_PER_BIT / n_scored,
             (nats + label_nats) / HM_NATS_PER_BIT / n_scored, slope,
             is_labelled             ? options->label_lag
             : n_hits[1] > n_hits[0] ? 1
                                     : 0);
}
