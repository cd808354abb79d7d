// SPDX-License-Identifier: BSD-2-Clause
//
// train/shard.c - the streams divided among windows that can be worked on side by side.
#include <config.h>

#include "train/shard.h"

#include "base/error.h"

#include <stdlib.h>

static hmrnn_status
init_shard(hm_shard *shard, const hm_dims *dims, size_t T, bool is_training, hmrnn_error *err)
{
    const size_t n_bytes = T * shard->n_rows * sizeof(uint32_t);
    shard->inputs = malloc(n_bytes);
    shard->targets = malloc(n_bytes);
    shard->labels = malloc(T * shard->n_rows);
    shard->clamp = malloc(T * shard->n_rows);
    shard->events = malloc(T * shard->n_rows);
    if (shard->inputs == NULL || shard->targets == NULL || shard->labels == NULL ||
        shard->clamp == NULL || shard->events == NULL)
        return hm_fail_memory(err, "a window's symbols", n_bytes);
    return hm_window_init(&shard->window, dims, T, shard->n_rows, is_training, err);
}

hmrnn_status
hm_shards_new(hm_shard **out, size_t *n_shards, const hm_dims *dims, size_t n_rows, size_t T,
              bool is_training, hmrnn_error *err)
{
    const size_t n = (n_rows + HM_SHARD_ROWS - 1) / HM_SHARD_ROWS;
    hm_shard *const shards = calloc(n, sizeof *shards);
    if (shards == NULL)
        return hm_fail_memory(err, "the batch", n * sizeof *shards);
    for (size_t i = 0; i < n; i++) {
        shards[i].first_row = i * HM_SHARD_ROWS;
        shards[i].n_rows = hm_size_min(HM_SHARD_ROWS, n_rows - shards[i].first_row);
        const hmrnn_status status = init_shard(&shards[i], dims, T, is_training, err);
        if (status != HMRNN_OK) {
            hm_shards_free(n, shards);
            return status;
        }
    }
    *out = shards;
    *n_shards = n;
    return HMRNN_OK;
}

void
hm_shards_free(size_t n_shards, hm_shard *shards)
{
    for (size_t i = 0; shards != NULL && i < n_shards; i++) {
        hm_window_release(&shards[i].window);
        free(shards[i].inputs);
        free(shards[i].targets);
        free(shards[i].labels);
        free(shards[i].clamp);
        free(shards[i].events);
    }
    free(shards);
}

void
hm_shard_read(hm_shard *shard, const hm_sequences *sequences, size_t n_steps)
{
    const size_t n = n_steps * shard->n_rows;
    hm_sequences_read(sequences, n_steps, shard->first_row, shard->n_rows, shard->inputs,
                      shard->targets, shard->events);
    shard->n_scored = 0;
    for (size_t i = 0; i < n; i++)
        shard->n_scored += shard->targets[i] != HM_NO_TARGET;
}
