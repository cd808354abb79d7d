// SPDX-License-Identifier: BSD-2-Clause
//
// train/trainer.h - a training run: windows of streams, evaluations, the best model so far.
//
// The streams are divided into shards of HM_SHARD_ROWS, whatever the number of threads; each shard
// has a window and a gradient of its own, and gradients are added in order. Everything that is not
// a cache is in the fields that train/checkpoint.c writes.
#ifndef HM_TRAIN_TRAINER_H
#define HM_TRAIN_TRAINER_H

#include "base/team.h"
#include "model/model.h"
#include "net/window.h"
#include "train/adam.h"
#include "train/schedule.h"
#include "train/streams.h"
#include "train/text.h"

#define HM_SHARD_ROWS 32

/// How decisions of layer 1 agree with a guide, where it has an opinion.
typedef struct hm_obedience {
    double nats;                                ///< loss of the logits
    uint64_t n;                                 ///< symbols that the guide has an opinion of
    uint64_t n_guide, n_found, n_both;          ///< boundaries
} hm_obedience;

typedef struct hm_shard {
    hm_window window;
    size_t first_row, n_rows;
    uint32_t *inputs, *targets;                 ///< [T][n_rows]
    uint8_t *guide;                             ///< [T][n_rows] of the step, lag taken in
    uint8_t *clamp;                             ///< [T][n_rows] decisions that it takes over
    uint8_t *clears;                            ///< [T][n_rows] where drawings begin
    double nats;                                ///< loss of the last window
    uint64_t n_scored;                          ///< targets that it is a sum over
    hm_obedience obedience;                     ///< of the last window
    uint64_t n_hits[2];                         ///< boundaries of layer 1 at visible edges, by lag
} hm_shard;

/// Where a run is: all of it goes into a checkpoint.
typedef struct hm_progress {
    uint64_t n_windows;                         ///< done, those left out included
    uint64_t n_epochs;                          ///< whole passes done
    uint64_t n_chars;                           ///< learned from
    uint64_t n_chars_unevaluated;               ///< since the last evaluation
    double nats_unevaluated;
    uint64_t n_recovered;
    uint64_t n_recovered_in_a_row;
    uint64_t n_evaluations;
    uint64_t has_best;                          ///< 1: an evaluation gave a number
    uint64_t is_evaluated;                      ///< 1: nothing was learned since
    uint64_t is_over;                           ///< 1: the schedule says so
    double train_bpc, valid_bpc, best_bpc;      ///< 0 before the first evaluation
    double best_cost;                           ///< bpc and, with a guide, its part of the loss
    uint64_t best_is_past;                      ///< 1: of another guide, nothing compares with it
    double guide_nats_unevaluated;
    uint64_t n_guided_unevaluated;
    double guide_loss;                          ///< bits a symbol, in training, before the last
                                                ///< evaluation
    uint64_t n_rounds;                          ///< times that the guide was made anew
    double guide_f1;                            ///< of the last evaluation; 0 without a guide
    double best_slope;
    uint64_t best_lag;
    uint64_t best_chars;
    double gradient_norm;
    double boundary_rate[HMRNN_MAX_LAYERS];
    double update_rate[HMRNN_MAX_LAYERS];
} hm_progress;

typedef struct hm_trainer {
    hmrnn_train_options options;
    hm_model model;                             ///< the weights that are being trained
    hm_text_ids train, valid;
    size_t *starts[2];                          ///< where drawings of either are cut into streams
    uint8_t *separates;                         ///< [n_symbols] space or punctuation; of drawings
                                                ///< NULL
    uint32_t newline;                           ///< symbol, never hidden
    uint64_t prior;                             ///< which lexicon a guide began with; 0: none
    hm_streams streams;
    hm_progress progress;
    hm_schedule schedule;
    hm_adam adam;
    hm_range detectors[HM_MAX_DETECTOR_RANGES]; ///< of the parameters: where Adam is slower, if
                                                ///< that is so
    float *average;                             ///< [n] of the weights over all steps, which is
                                                ///< then what is judged and saved; or NULL
    float *best;                                ///< [n] weights of the best evaluation
    size_t n_parameters;                        ///< length of the arrays of them
    hm_tensor tensors[HM_MAX_TENSORS];          ///< how they are laid out
    size_t n_tensors;
    hm_net net;
    hm_team *team;
    size_t n_shards;
    hm_shard *shards;                           ///< of the training streams
    float **gradients;                          ///< [n_shards] one of each shard's window
    size_t n_judges;
    hm_shard *judges;                           ///< of the validation streams
    hm_arena arena;
} hm_trainer;

/// Make a run about to begin.
///
/// \param model    taken on success: its weights are where training starts
/// \param train, valid, separates  taken on success
/// Errors: HMRNN_ETEXT if a text is too short for the batch, HMRNN_ENOMEM.
hmrnn_status hm_trainer_new(hm_trainer **out, const hmrnn_train_options *options, hm_model *model,
                            hm_text_ids *train, hm_text_ids *valid, uint8_t **separates,
                            hmrnn_error *err);

/// Guide layer 1 from now on; what was guided before is forgotten. The best model so far then
/// counts as the best only until the next evaluation.
///
/// \param train, valid  [train.n], [valid.n] copied; NULL: no guide
/// Errors: HMRNN_EARG (the network has no detector), HMRNN_ENOMEM.
hmrnn_status hm_trainer_set_guide(hm_trainer *trainer, const uint8_t *train, const uint8_t *valid,
                                  hmrnn_error *err);

/// See hmrnn_trainer_advance().
hmrnn_status hm_trainer_advance(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err);

/// Score the validation text, keep the weights if they are the best, move the schedule.
void hm_trainer_evaluate(hm_trainer *trainer);

void hm_trainer_report(const hm_trainer *trainer, hmrnn_train_report *report);

void hm_trainer_free(hm_trainer *trainer);

// For the other files of this room.

/// Learn from the next window of every stream. \param event  result: TRAINED or RECOVERED
/// Errors: HMRNN_ENUMERIC.
hmrnn_status hm_trainer_learn(hm_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err);

/// Adam's rate for the next window.
double hm_trainer_rate(const hm_trainer *trainer);

/// The weights that count: of the best evaluation if `of_best` and there was one, else the average
/// if there is one, else those of now.
///
/// \param slope    result: of the detectors, that belongs to them
float *hm_trainer_judged(hm_trainer *trainer, bool of_best, double *slope);

/// Ready them for running, not for learning. \return the slope
double hm_trainer_pack_judged(hm_trainer *trainer, bool of_best);

/// Share of the training asked for that is done, 0 to 1.
double hm_trainer_share(const hm_trainer *trainer);

/// What the loss of the guide is multiplied by now.
double hm_trainer_guide_weight(const hm_trainer *trainer);

/// Let the guide of the streams take some decisions of the window that is about to be run.
void hm_shard_clamp(hm_shard *shard, const hm_streams *streams, size_t n_steps, double share,
                    hm_mode *mode);

/// Hold the window just run and scored against the guide of its streams, for the way back, too.
void hm_shard_obey(hm_shard *shard, const hm_net *net, const hm_streams *streams, size_t n_steps,
                   float scale);

/// The same without a way back; adds to shard->obedience and counts boundaries.
void hm_shard_compare(hm_shard *shard, const hm_net *net, const hm_streams *streams,
                      size_t n_steps);

/// Windows that all the training asked for consists of.
uint64_t hm_trainer_windows(const hm_trainer *trainer);

/// Whether it learns drawings.
static inline bool
hm_trainer_has_strokes(const hm_trainer *trainer)
{
    return hm_dims_has_strokes(&trainer->model.dims);
}

/// Read the next steps of streams into a shard and count what there is to predict.
void hm_shard_read(hm_shard *shard, const hm_streams *streams, size_t n_steps);

/// The loss of its last window, in the units of the data.
static inline double
hm_shard_nats(const hm_shard *shard, const hm_model *model)
{
    return shard->nats + (double)shard->n_scored * hm_model_unit_nats(model);
}

/// Make the shards of `n_rows` streams. Errors: HMRNN_ENOMEM.
hmrnn_status hm_shards_new(hm_shard **out, size_t *n_shards, const hm_dims *dims, size_t n_rows,
                           size_t T, bool is_training, hmrnn_error *err);
void hm_shards_free(size_t n_shards, hm_shard *shards);

#endif
