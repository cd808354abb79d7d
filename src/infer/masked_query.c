// SPDX-License-Identifier: BSD-2-Clause
//
// infer/masked_query.c - steps run again with the input masked.
#include <config.h>

#include "infer/masked_query.h"

#include "base/error.h"
#include "base/size.h"

#include <string.h>

#define MAX_ROWS ((size_t)256)  // side by side: enough for the products to be fast

static void
carve(hm_masked_query *masked_query)
{
    hm_arena *const arena = &masked_query->arena;
    const size_t n = masked_query->capacity;
    masked_query->at = hm_arena_take(arena, n, sizeof *masked_query->at);
    masked_query->ids = hm_arena_take(arena, n, sizeof *masked_query->ids);
    masked_query->targets = hm_arena_take(arena, n, sizeof *masked_query->targets);
    masked_query->clamp = hm_arena_take(arena, n, sizeof *masked_query->clamp);
    masked_query->nats = hm_arena_take(arena, n, sizeof *masked_query->nats);
}

hmrnn_status
hm_masked_query_init(hm_masked_query *masked_query, const hm_dims *dims, size_t n_steps,
                     hmrnn_error *err)
{
    hm_masked_query fresh = {.capacity = hm_size_min(n_steps, MAX_ROWS), .arena = HM_ARENA_INIT};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "hidden symbols", err));
    carve(&fresh);
    const hmrnn_status status = hm_window_init(&fresh.window, dims, 1, fresh.capacity, false, err);
    if (status != HMRNN_OK) {
        hm_arena_release(&fresh.arena);
        return status;
    }
    *masked_query = fresh;
    return HMRNN_OK;
}

/// Run the rows that were gathered.
static void
answer(hm_masked_query *masked_query, const hm_net *net, const hm_forward_options *forward,
       uint32_t mask_id, size_t n, double *nats)
{
    hm_forward_options own = *forward;
    own.clamp = forward->clamp == NULL ? NULL : masked_query->clamp;
    for (size_t k = 0; k < n; k++)
        masked_query->ids[k] = mask_id;
    hm_window_forward(&masked_query->window, net, &own, 1, n, masked_query->ids, NULL);
    hm_window_score(&masked_query->window, net, &own, 1, n, masked_query->targets,
                    masked_query->nats, 0.0f, false);
    for (size_t k = 0; k < n; k++)
        nats[masked_query->at[k]] = masked_query->nats[k];
}

void
hm_masked_query_run(hm_masked_query *masked_query, const hm_window *window, const hm_net *net,
                    const hm_forward_options *forward, uint32_t mask_id, size_t n_steps,
                    size_t n_rows, const uint32_t *targets, double *nats)
{
    const size_t B = window->tape.B;
    size_t n = 0;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
            const size_t at = t * B + row;
            if (targets[at] == HM_NO_TARGET)
                continue;
            hm_tape_copy_row(&masked_query->window.tape, &net->dims, n, &window->tape, t, row);
            masked_query->at[n] = at;
            masked_query->targets[n] = targets[at];
            masked_query->clamp[n] = forward->clamp == NULL ? 0 : forward->clamp[at];
            if (++n == masked_query->capacity) {
                answer(masked_query, net, forward, mask_id, n, nats);
                n = 0;
            }
        }
    }
    if (n > 0)
        answer(masked_query, net, forward, mask_id, n, nats);
}

void
hm_masked_query_release(hm_masked_query *masked_query)
{
    if (masked_query == NULL || masked_query->capacity == 0)
        return;
    hm_window_release(&masked_query->window);
    hm_arena_release(&masked_query->arena);
}
