// SPDX-License-Identifier: BSD-2-Clause
//
// train/shard.h - the streams divided among windows that can be worked on side by side.
//
// A shard has HM_SHARD_ROWS streams, whatever the number of threads, with a window and a gradient
// of its own; gradients are added in the order of the shards. So no result depends on the threads.
#ifndef HM_TRAIN_SHARD_H
#define HM_TRAIN_SHARD_H

#include "base/arena.h"
#include "data/sequences.h"
#include "model/model.h"
#include "net/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HM_SHARD_ROWS 32

/// How the detectors agree with the labels, over all layers that have some.
typedef struct hm_label_agreement {
    double nats;                        ///< loss of the logits
    uint64_t n;                         ///< labels
    uint64_t n_label, n_found, n_both;  ///< boundaries
} hm_label_agreement;

typedef struct hm_shard {
    hm_window window;
    size_t first_row, n_rows;
    hm_arena arena;                ///< of the arrays
    uint32_t *inputs, *targets;    ///< [T][n_rows]
    uint8_t *labels;               ///< [T][n_rows] of one layer, by the step that decides
    uint8_t *clamp;                ///< [T][n_rows] decisions given to layer 1
    uint8_t *events;               ///< [T][n_rows] hm_row_event
    double nats;                   ///< loss of the last window
    uint64_t n_scored;             ///< targets that it is a sum over
    hm_label_agreement agreement;  ///< of the last window
    uint64_t n_hits[2];            ///< boundaries of layer 1 at visible edges, by lag
} hm_shard;

/// Read the next window into a shard and count what there is to predict.
void hm_shard_read(hm_shard *shard, const hm_sequences *sequences, size_t n_steps);

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
