// SPDX-License-Identifier: BSD-2-Clause
//
// net/lanes.c - many sequences of symbols through one window.
#include <config.h>

#include "net/lanes.h"

#include "base/error.h"

#include <string.h>

/// A lane reads `begin` and then its sequence's symbols: next counts them, begin included.
typedef struct hm_lane {
    hm_sequence *sequence;                      ///< NULL: nothing left to do
    size_t next;
} hm_lane;

/// Step t of a lane has read the next-th symbol of a sequence (0: begin).
typedef struct hm_place {
    hm_sequence *sequence;                      ///< NULL: idle
    size_t next;
} hm_place;

static void
carve(hm_lanes *lanes, size_t T, size_t B)
{
    hm_arena *const arena = &lanes->arena;
    lanes->inputs = hm_arena_take(arena, T * B, sizeof *lanes->inputs);
    lanes->targets = hm_arena_take(arena, T * B, sizeof *lanes->targets);
    lanes->clears = hm_arena_take(arena, T * B, sizeof *lanes->clears);
    lanes->nats = hm_arena_take(arena, T * B, sizeof *lanes->nats);
    lanes->lane = hm_arena_take(arena, B, sizeof *lanes->lane);
    lanes->places = hm_arena_take(arena, T * B, sizeof *lanes->places);
}

hmrnn_status
hm_lanes_init(hm_lanes *lanes, const hm_dims *dims, size_t T, size_t B, hmrnn_error *err)
{
    hm_lanes fresh = {.T = T, .B = B, .arena = HM_ARENA_INIT};
    carve(&fresh, T, B);
    HM_TRY(hm_arena_allocate(&fresh.arena, "the lanes of a batch", err));
    carve(&fresh, T, B);
    const hmrnn_status status = hm_window_init(&fresh.window, dims, T, B, false, err);
    if (status != HMRNN_OK) {
        hm_arena_release(&fresh.arena);
        return status;
    }
    *lanes = fresh;
    return HMRNN_OK;
}

/// The sequences not yet begun.
typedef struct queue {
    size_t n;
    const size_t *order;
    hm_sequence *sequences;
} queue;

static hm_lane
take_next(queue *waiting)
{
    while (waiting->n > 0) {
        hm_sequence *const sequence = &waiting->sequences[*waiting->order];
        waiting->order++;
        waiting->n--;
        if (sequence->n > 0)
            return (hm_lane){sequence, 0};
    }
    return (hm_lane){NULL, 0};
}

/// Give idle lanes work and put those that have some first. \return how many have
static size_t
close_ranks(hm_lanes *lanes, const hm_dims *dims, queue *waiting)
{
    size_t n = 0;
    for (size_t row = 0; row < lanes->B; row++) {
        if (lanes->lane[row].sequence == NULL)
            lanes->lane[row] = take_next(waiting);
        if (lanes->lane[row].sequence == NULL)
            continue;
        if (row != n) {
            hm_tape_move_row(&lanes->window.tape, dims, row, n);
            lanes->lane[n] = lanes->lane[row];
            lanes->lane[row].sequence = NULL;
        }
        n++;
    }
    return n;
}

/// Lay out a window: what each lane reads at each step. \return steps in which any lane has work
static size_t
fill(hm_lanes *lanes, uint32_t begin, bool scores, size_t n_rows, queue *waiting)
{
    size_t n_steps = 0;
    for (size_t row = 0; row < n_rows; row++) {
        hm_lane *const lane = &lanes->lane[row];
        for (size_t t = 0; t < lanes->T; t++) {
            const size_t at = t * lanes->B + row;
            // a fresh state takes the place of the one that the step before is scored with
            const bool must_rest =
                scores && t > 0 && lanes->places[at - lanes->B].sequence != NULL;
            if (lane->sequence == NULL && !must_rest)
                *lane = take_next(waiting);
            lanes->places[at] = (hm_place){lane->sequence, lane->next};
            lanes->clears[at] = lane->sequence != NULL && lane->next == 0;
            lanes->inputs[at] = begin;
            lanes->targets[at] = HM_NO_TARGET;
            if (lane->sequence == NULL)
                continue;
            const hm_sequence *const sequence = lane->sequence;
            if (lane->next > 0)
                lanes->inputs[at] = sequence->ids[lane->next - 1];
            if (scores && lane->next < sequence->n)
                lanes->targets[at] = sequence->ids[lane->next];
            n_steps = t + 1 > n_steps ? t + 1 : n_steps;
            // the last symbol is read only for what the detectors say after it
            if (++lane->next > sequence->n - (sequence->evidence == NULL ? 1 : 0))
                lane->sequence = NULL;
        }
    }
    return n_steps;
}

/// Bring what a window found to the sequences.
static void
collect(const hm_lanes *lanes, const hm_dims *dims, size_t n_steps, size_t n_rows)
{
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
            const size_t at = t * lanes->B + row;
            const hm_place place = lanes->places[at];
            if (place.sequence == NULL)
                continue;
            const size_t n = place.sequence->n;
            if (place.sequence->nats != NULL && place.next < n)
                place.sequence->nats[place.next] = lanes->nats[at];
            for (size_t l = 0; place.sequence->evidence != NULL && l < hm_dims_detectors(dims); l++)
                if (place.next > 0)
                    place.sequence->evidence[l * n + place.next - 1] =
                        lanes->window.tape.layer[l].evidence[at];
        }
    }
}

void
hm_lanes_run(hm_lanes *lanes, const hm_net *net, const hm_mode *mode, uint32_t begin,
             size_t n_order, const size_t *order, hm_sequence *sequences)
{
    queue waiting = {n_order, order, sequences};
    const bool scores = n_order > 0 && sequences[order[0]].nats != NULL;
    for (size_t row = 0; row < lanes->B; row++)
        lanes->lane[row].sequence = NULL;
    for (;;) {
        const size_t n_rows = close_ranks(lanes, &net->dims, &waiting);
        if (n_rows == 0)
            return;
        const size_t n_steps = fill(lanes, begin, scores, n_rows, &waiting);
        hm_window_forward(&lanes->window, net, mode, n_steps, n_rows, lanes->inputs,
                          lanes->clears);
        if (scores)
            hm_window_score(&lanes->window, net, mode, n_steps, n_rows, lanes->targets,
                            lanes->nats, 0.0f, false);
        collect(lanes, &net->dims, n_steps, n_rows);
        hm_window_carry(&lanes->window, net, n_steps);
    }
}

void
hm_lanes_release(hm_lanes *lanes)
{
    if (lanes == NULL)
        return;
    hm_window_release(&lanes->window);
    hm_arena_release(&lanes->arena);
}
