// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer.c - a training run: windows of streams or of records, evaluations, the best model
// so far.
#include <config.h>

#include "train/trainer.h"

#include "base/alloc.h"
#include "base/error.h"
#include "kern/blas.h"
#include "train/train_step.h"
#include "train/validate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VALID_STEPS 25  // of a validation window: no gradient goes back
#define MIN_STEPS 2     // of a training stream

// -------------------------------------------------------------------------------------------- make

static void
carve(hm_trainer *trainer)
{
    hm_adam_carve(&trainer->adam, trainer->n_parameters, &trainer->arena);
    trainer->best = hm_arena_floats(&trainer->arena, trainer->n_parameters);
    if (trainer->options.ema > 0.0)
        trainer->ema = hm_arena_floats(&trainer->arena, trainer->n_parameters);
    trainer->gradients =
        hm_arena_take(&trainer->arena, trainer->n_shards, sizeof *trainer->gradients);
}

/// Streams over a text or over whole records.
static hmrnn_status
make_streams(hm_sequences *sequences, const hm_trainer *trainer, const hm_id_text *text, size_t B,
             size_t **starts, hmrnn_error *err)
{
    sequences->streams = (hm_streams){.B = 0};
    if (text->elements != NULL) {
        *starts = hm_alloc_array(B + 1, sizeof **starts, "streams", err);
        if (*starts == NULL)
            return HMRNN_ENOMEM;
        hm_streams_cut(text->n, text->ids, B, *starts);
        sequences->streams = hm_streams_over_records(text->ids, B, *starts);
    } else {
        sequences->streams = hm_streams_over(text->n, text->ids, B);
    }
    sequences->streams.labels = &text->labels;
    sequences->streams.lag = trainer->options.label_lag;
    return HMRNN_OK;
}

/// What is read: of either text streams, or batches of records.
static hmrnn_status
make_sequences(hm_trainer *trainer, size_t n_valid_rows, hmrnn_error *err)
{
    const hmrnn_train_options *const options = &trainer->options;
    if (options->sequences == HMRNN_SEQUENCES_RECORDS) {
        const size_t T = trainer->valid_shards[0].window.tape.T;
        trainer->sequences.are_records = trainer->valid_sequences.are_records = true;
        HM_TRY(hm_record_batch_init(&trainer->sequences.records, &trainer->train,
                                    trainer->record_separator, options->label_lag, options->batch,
                                    options->bptt, &options->seed, err));
        return hm_record_batch_init(&trainer->valid_sequences.records, &trainer->valid,
                                    trainer->record_separator, options->label_lag, n_valid_rows, T,
                                    NULL, err);
    }
    HM_TRY(make_streams(&trainer->sequences, trainer, &trainer->train, options->batch,
                        &trainer->starts[0], err));
    return make_streams(&trainer->valid_sequences, trainer, &trainer->valid, n_valid_rows,
                        &trainer->starts[1], err);
}

static hmrnn_status
check_size(const hmrnn_train_options *options, const hm_modality *modality, const hm_id_text *train,
           const hm_id_text *valid, hmrnn_error *err)
{
    const char *const what = modality->elements;
    const char *const more = modality->noun;
    if (options->sequences == HMRNN_SEQUENCES_STREAMS && train->n < options->batch * MIN_STEPS + 1)
        return hm_fail(err, HMRNN_ETEXT,
                       "%zu %s to train on are too few for a batch of %zu streams: "
                       "give more %s, or a batch of at most %zu",
                       train->n, what, options->batch, more,
                       train->n == 0 ? 0 : (train->n - 1) / MIN_STEPS);
    if (valid->n < 2)
        return hm_fail(err, HMRNN_ETEXT, "%zu %s to validate with are too few: give more %s",
                       valid->n, what, more);
    return HMRNN_OK;
}

/// Everything that has to be freed if a later part fails; the caller frees it.
static hmrnn_status
build(hm_trainer *trainer, hmrnn_error *err)
{
    const hmrnn_train_options *const options = &trainer->options;
    const hm_dims *const dims = &trainer->model.dims;
    HM_TRY(check_size(options, dims->modality, &trainer->train, &trainer->valid, err));
    HM_TRY(hm_trainer_check_labels(dims, &trainer->train.gold, err));
    HM_TRY(hm_trainer_check_labels(dims, &trainer->valid.gold, err));
    HM_TRY(
        hm_params_layout(dims, trainer->tensors, &trainer->n_tensors, &trainer->n_parameters, err));
    HM_TRY(hm_thread_pool_new(&trainer->pool, options->n_threads, err));
    HM_TRY(hm_net_init(&trainer->net, dims, &trainer->model.params,
                       options->matmul == HMRNN_MATMUL_BFLOAT16 ? HM_NET_LEARNS_BFLOAT16
                                                                : HM_NET_LEARNS,
                       err));
    if (options->dropout_weights > 0.0)
        HM_TRY(hm_net_allow_dropconnect(&trainer->net, err));
    HM_TRY(hm_shards_new(&trainer->shards, &trainer->n_shards, dims, options->batch, options->bptt,
                         true, err));

    // A short validation text makes fewer streams, so that each still has some context.
    const size_t n_valid_streams =
        hm_size_max(1, hm_size_min(options->batch, trainer->valid.n / 256));
    HM_TRY(hm_shards_new(&trainer->valid_shards, &trainer->n_valid_shards, dims, n_valid_streams,
                         hm_size_min(options->bptt, VALID_STEPS), false, err));
    HM_TRY(make_sequences(trainer, n_valid_streams, err));
    carve(trainer);
    HM_TRY(hm_arena_allocate(&trainer->arena, "the optimiser", err));
    carve(trainer);
    if (options->detector_rate != 1.0) {
        trainer->adam.n_slow =
            hm_params_detectors(dims, &trainer->model.params, trainer->detectors);
        trainer->adam.slow = trainer->detectors;
        trainer->adam.slow_rate = options->detector_rate;
    }
    for (size_t i = 0; i < trainer->n_shards; i++)
        trainer->gradients[i] = trainer->shards[i].window.gradient;
    HM_TRY(hm_id_text_set_labels(&trainer->train, NULL, err));
    return hm_id_text_set_labels(&trainer->valid, NULL, err);
}

hmrnn_status
hm_trainer_new(hm_trainer **out, const hmrnn_train_options *options, hm_model *model,
               hm_id_text *train, hm_id_text *valid, uint8_t **is_separator, hmrnn_error *err)
{
    hm_trainer *const trainer = calloc(1, sizeof *trainer);
    if (trainer == NULL) {
        hm_model_release(model);
        hm_id_text_release(train);
        hm_id_text_release(valid);
        free(*is_separator);
        *is_separator = NULL;
        return hm_fail_memory(err, "a training run", sizeof *trainer);
    }
    hm_blas_use_one_thread();
    trainer->options = *options;
    trainer->model = *model;
    trainer->train = *train;
    trainer->valid = *valid;
    trainer->is_separator = *is_separator;
    *model = (hm_model)HM_MODEL_INIT;
    *train = (hm_id_text)HM_ID_TEXT_INIT;
    *valid = (hm_id_text)HM_ID_TEXT_INIT;
    *is_separator = NULL;
    trainer->record_separator = trainer->model.dims.modality->has_vocabulary
                                    ? hm_alphabet_id(trainer->model.alphabet, '\n')
                                    : HM_ELEMENT_BEGIN;
    const hmrnn_status status = build(trainer, err);
    if (status != HMRNN_OK) {
        hm_trainer_free(trainer);
        return status;
    }
    trainer->train.checksum = hm_id_text_checksum(&trainer->train);
    trainer->valid.checksum = hm_id_text_checksum(&trainer->valid);
    hm_schedule_init(&trainer->schedule, options);
    memcpy(trainer->best, trainer->model.params.all, trainer->n_parameters * sizeof(float));
    if (trainer->ema != NULL)
        memcpy(trainer->ema, trainer->best, trainer->n_parameters * sizeof(float));
    trainer->progress.best_slope = hm_schedule_slope(options, 0);
    trainer->progress.best_lag = trainer->model.lag;
    *out = trainer;
    return HMRNN_OK;
}

// --------------------------------------------------------------------------------------------- run

hmrnn_status
hm_trainer_advance(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err)
{
    hm_train_progress *const progress = &trainer->progress;
    const size_t every = trainer->options.evaluate_chars;
    const bool is_done =
        progress->is_over != 0 || progress->n_windows >= hm_trainer_windows(trainer);
    const bool is_due =
        every > 0 ? progress->n_chars_unevaluated >= every
                  : hm_sequences_position(&trainer->sequences) == 0 && progress->n_windows > 0;
    if ((is_done || is_due) && progress->is_evaluated == 0) {
        hm_trainer_validate(trainer);
        *event = HMRNN_EVALUATED;
        return HMRNN_OK;
    }
    if (is_done) {
        *event = HMRNN_FINISHED;
        return HMRNN_OK;
    }
    return hm_trainer_step(trainer, event, err);
}

void
hm_trainer_free(hm_trainer *trainer)
{
    if (trainer == NULL)
        return;
    hm_shards_free(trainer->n_valid_shards, trainer->valid_shards);
    hm_shards_free(trainer->n_shards, trainer->shards);
    hm_thread_pool_free(trainer->pool);
    hm_net_release(&trainer->net);
    hm_arena_release(&trainer->arena);
    hm_model_release(&trainer->model);
    hm_id_text_release(&trainer->train);
    hm_id_text_release(&trainer->valid);
    hm_sequences_release(&trainer->sequences);
    hm_sequences_release(&trainer->valid_sequences);
    free(trainer->starts[0]);
    free(trainer->starts[1]);
    free(trainer->is_separator);
    free(trainer);
}
