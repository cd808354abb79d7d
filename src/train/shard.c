// SPDX-License-Identifier: BSD-2-Clause
//
// train/shard.c - the streams divided among windows that can be worked on side by side.
#include <config.h>

#include "train/shard.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

static void
carve(hm_shard *shard, size_t T)
{
    hm_arena *const arena = &shard->arena;
    const size_t n = T * shard->n_rows;
    shard->inputs = hm_arena_take(arena, n, sizeof *shard->inputs);
    shard->targets = hm_arena_take(arena, n, sizeof *shard->targets);
    shard->labels = hm_arena_take(arena, n, sizeof *shard->labels);
    shard->clamp = hm_arena_take(arena, n, sizeof *shard->clamp);
    shard->events = hm_arena_take(arena, n, sizeof *shard->events);
}

static hmrnn_status
init_shard(hm_shard *shard, const hm_dims *dims, size_t T, bool is_training, hmrnn_error *err)
{
    carve(shard, T);
    HM_TRY(hm_arena_allocate(&shard->arena, "a window's symbols", err));
    carve(shard, T);
    return hm_window_init(&shard->window, dims, T, shard->n_rows, is_training, err);
}

hmrnn_status
hm_shards_new(hm_shard **out, size_t *n_shards, const hm_dims *dims, size_t n_rows, size_t T,
              bool is_training, hmrnn_error *err)
{
    const size_t n = (n_rows + HM_SHARD_ROWS - 1) / HM_SHARD_ROWS;
    hm_shard *const shards = hm_alloc_array(n, sizeof *shards, "the batch", err);
    if (shards == NULL)
        return HMRNN_ENOMEM;
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
        hm_arena_release(&shards[i].arena);
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
