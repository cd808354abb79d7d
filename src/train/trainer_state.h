// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer_state.h - everything that a training run is made of, and what follows from it.
//
// Everything that is not a cache is in the fields that train/checkpoint.c writes.
#ifndef HM_TRAIN_TRAINER_STATE_H
#define HM_TRAIN_TRAINER_STATE_H

#include "base/thread_pool.h"
#include "model/model.h"
#include "optim/adam.h"
#include "optim/schedule.h"
#include "data/id_text.h"
#include "train/shard.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Where a run is: all of it goes into a checkpoint.
typedef struct hm_train_progress {
    uint64_t n_windows;            ///< done, those left out included
    uint64_t n_epochs;             ///< whole passes done
    uint64_t n_chars;              ///< learned from
    uint64_t n_chars_unevaluated;  ///< since the last evaluation
    double nats_unevaluated;
    uint64_t n_recovered;
    uint64_t n_recovered_in_a_row;
    uint64_t n_evaluations;
    uint64_t has_best;                      ///< 1: an evaluation gave a number
    uint64_t is_evaluated;                  ///< 1: nothing was learned since
    uint64_t is_over;                       ///< 1: the schedule says so
    double train_bpc, valid_bpc, best_bpc;  ///< 0 before the first evaluation
    double best_cost;                       ///< bpc and, with labels, their part of the loss
    uint64_t best_is_past;                  ///< 1: with other labels, so not to be compared
    double label_nats_unevaluated;
    uint64_t n_labelled_unevaluated;
    double label_loss;  ///< bits a symbol, in training, before the last
                        ///< evaluation
    uint64_t n_rounds;  ///< of self-training
    double label_f1;    ///< of the last evaluation; 0 without labels
    double best_slope;
    uint64_t best_lag;
    uint64_t best_chars;
    double gradient_norm;
    double boundary_rate[HMRNN_MAX_LAYERS];
    double update_rate[HMRNN_MAX_LAYERS];
} hm_train_progress;

typedef struct hm_trainer {
    hmrnn_train_options options;
    hm_model model;  ///< the weights that are being trained
    hm_id_text train, valid;
    size_t *starts[2];          ///< where streams over whole records begin, of either
    uint8_t *is_separator;      ///< [n_symbols] space or punctuation; NULL: there
                                ///< is no vocabulary
    uint32_t record_separator;  ///< id between records: of text newline; never masked
    uint64_t prior;             ///< checksum of the lexicon that the run started from; 0: none
    hm_sequences sequences;     ///< of the training text
    hm_sequences valid_sequences;
    hm_train_progress progress;
    hm_schedule schedule;
    hm_adam adam;
    hm_range detectors[HM_MAX_DETECTOR_RANGES];  ///< of the parameters: where Adam is slower, if
                                                 ///< that is so
    float *ema;                                  ///< [n] of the weights over all steps, which is
                                                 ///< then what is validated and saved; or NULL
    float *best;                                 ///< [n] weights of the best evaluation
    size_t n_parameters;                         ///< length of the arrays of them
    hm_tensor tensors[HM_MAX_TENSORS];           ///< how they are laid out
    size_t n_tensors;
    hm_net net;
    hm_thread_pool *pool;
    size_t n_shards;
    hm_shard *shards;   ///< of the training streams
    float **gradients;  ///< [n_shards] one of each shard's window
    size_t n_valid_shards;
    hm_shard *valid_shards;  ///< of the validation streams
    hm_arena arena;
} hm_trainer;

/// Train on labels from now on, where there are no gold ones (hm_id_text_set_labels()). The best
/// model so far then counts as the best only until the next evaluation.
///
/// \param train, valid  of the gaps of either text, copied; NULL: the gold labels alone
/// Errors: HMRNN_EARG (a layer with labels has no detector), HMRNN_ENOMEM.
hmrnn_status hm_trainer_set_labels(hm_trainer *trainer, const hm_labels *train,
                                   const hm_labels *valid, hmrnn_error *err);

/// Errors: HMRNN_EARG if labels are of a layer that has no detector.
hmrnn_status hm_trainer_check_labels(const hm_dims *dims, const hm_labels *labels,
                                     hmrnn_error *err);

/// Whether any layer of the training text has labels.
static inline bool
hm_trainer_has_labels(const hm_trainer *trainer)
{
    return hm_labels_exist(&trainer->train.labels);
}

/// Adam's rate for the next window.
double hm_trainer_rate(const hm_trainer *trainer);

/// The weights that count: of the best evaluation if `of_best` and there was one, else the average
/// if there is one, else those of now.
///
/// \param slope    result: of the detectors, that belongs to them
float *hm_trainer_eval_weights(hm_trainer *trainer, bool of_best, double *slope);

/// Ready them for running, not for learning. \return the slope
double hm_trainer_pack_eval_weights(hm_trainer *trainer, bool of_best);

/// Share of the epochs that is done, 0 to 1.
double hm_trainer_share(const hm_trainer *trainer);

/// What the loss of the labels is multiplied by now.
double hm_trainer_label_weight(const hm_trainer *trainer);

/// Windows of all epochs.
uint64_t hm_trainer_windows(const hm_trainer *trainer);

#endif
