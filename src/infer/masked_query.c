// SPDX-License-Identifier: BSD-2-Clause
//
// infer/masked_query.c - what a network would expect if it had not known the symbol it has just
// read.
#include <config.h>

#include "infer/masked_query.h"

#include "base/error.h"
#include "base/size.h"

#include <string.h>

#define MOST_ROWS ((size_t)256)                 // side by side: enough for the products to be fast

static void
carve(hm_hidden *hidden)
{
    hm_arena *const arena = &hidden->arena;
    const size_t n = hidden->n_room;
    hidden->at = hm_arena_take(arena, n, sizeof *hidden->at);
    hidden->ids = hm_arena_take(arena, n, sizeof *hidden->ids);
    hidden->targets = hm_arena_take(arena, n, sizeof *hidden->targets);
    hidden->clamp = hm_arena_take(arena, n, sizeof *hidden->clamp);
    hidden->nats = hm_arena_take(arena, n, sizeof *hidden->nats);
}

hmrnn_status
hm_hidden_init(hm_hidden *hidden, const hm_dims *dims, size_t n_steps, hmrnn_error *err)
{
    hm_hidden fresh = {.n_room = hm_size_min(n_steps, MOST_ROWS), .arena = HM_ARENA_INIT};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "hidden symbols", err));
    carve(&fresh);
    const hmrnn_status status = hm_window_init(&fresh.window, dims, 1, fresh.n_room, false, err);
    if (status != HMRNN_OK) {
        hm_arena_release(&fresh.arena);
        return status;
    }
    *hidden = fresh;
    return HMRNN_OK;
}

/// Run the rows that were gathered.
static void
answer(hm_hidden *hidden, const hm_net *net, const hm_mode *mode, uint32_t hide, size_t n,
       double *nats)
{
    hm_mode own = *mode;
    own.clamp = mode->clamp == NULL ? NULL : hidden->clamp;
    for (size_t k = 0; k < n; k++)
        hidden->ids[k] = hide;
    hm_window_forward(&hidden->window, net, &own, 1, n, hidden->ids, NULL);
    hm_window_score(&hidden->window, net, &own, 1, n, hidden->targets, hidden->nats, 0.0f, false);
    for (size_t k = 0; k < n; k++)
        nats[hidden->at[k]] = hidden->nats[k];
}

void
hm_hidden_ask(hm_hidden *hidden, const hm_window *window, const hm_net *net, const hm_mode *mode,
              uint32_t hide, size_t n_steps, size_t n_rows, const uint32_t *targets, double *nats)
{
    const size_t B = window->tape.B;
    size_t n = 0;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
            const size_t at = t * B + row;
            if (targets[at] == HM_NO_TARGET)
                continue;
            hm_tape_copy_row(&hidden->window.tape, &net->dims, n, &window->tape, t, row);
            hidden->at[n] = at;
            hidden->targets[n] = targets[at];
            hidden->clamp[n] = mode->clamp == NULL ? 0 : mode->clamp[at];
            if (++n == hidden->n_room) {
                answer(hidden, net, mode, hide, n, nats);
                n = 0;
            }
        }
    }
    if (n > 0)
        answer(hidden, net, mode, hide, n, nats);
}

void
hm_hidden_release(hm_hidden *hidden)
{
    if (hidden == NULL || hidden->n_room == 0)
        return;
    hm_window_release(&hidden->window);
    hm_arena_release(&hidden->arena);
}
