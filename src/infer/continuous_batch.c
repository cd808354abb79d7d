// SPDX-License-Identifier: BSD-2-Clause
//
// infer/continuous_batch.c - many sequences of symbols through one window.
#include <config.h>

#include "infer/continuous_batch.h"

#include "base/error.h"

#include <math.h>
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
    lanes->clamp = hm_arena_take(arena, T * B, sizeof *lanes->clamp);
    lanes->nats = hm_arena_take(arena, T * B, sizeof *lanes->nats);
    lanes->entropy = hm_arena_take(arena, T * B, sizeof *lanes->entropy);
    lanes->hidden_nats = hm_arena_take(arena, T * B, sizeof *lanes->hidden_nats);
    lanes->lane = hm_arena_take(arena, B, sizeof *lanes->lane);
    lanes->places = hm_arena_take(arena, T * B, sizeof *lanes->places);
}

hmrnn_status
hm_lanes_init(hm_lanes *lanes, const hm_dims *dims, size_t T, size_t B, bool has_cohesion,
              hmrnn_error *err)
{
    hm_lanes fresh = {.T = T, .B = B, .arena = HM_ARENA_INIT};
    carve(&fresh, T, B);
    HM_TRY(hm_arena_allocate(&fresh.arena, "the lanes of a batch", err));
    carve(&fresh, T, B);
    hmrnn_status status = hm_window_init(&fresh.window, dims, T, B, false, err);
    if (status == HMRNN_OK && has_cohesion)
        status = hm_hidden_init(&fresh.hidden, dims, T * B, err);
    if (status != HMRNN_OK) {
        hm_lanes_release(&fresh);
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
            hm_tape_copy_row(&lanes->window.tape, dims, n, &lanes->window.tape, 0, row);
            lanes->lane[n] = lanes->lane[row];
            lanes->lane[row].sequence = NULL;
        }
        n++;
    }
    return n;
}

/// The last thing that a lane reads of a sequence: its symbols count from 1.
static size_t
last_place(const hm_sequence *sequence)
{
    if (sequence->logit != NULL)                // a late detector reads on
        return sequence->n + sequence->lag;
    // the last symbol is read only for what the network is like after it
    return sequence->n - (sequence->evidence == NULL && sequence->norm == NULL ? 1 : 0);
}

/// The bit that layer 1 is given where it has read the next-th symbol; 2: it decides.
static uint8_t
clamp_at(const hm_sequence *sequence, size_t next)
{
    const size_t n_late = 1 + sequence->lag;
    if (sequence->clamp == NULL || next < n_late || next - n_late >= sequence->n)
        return 2;
    return sequence->clamp[next - n_late];
}

/// Lay out a window: what each lane reads at each step. \return steps in which any lane has work
static size_t
fill(hm_lanes *lanes, uint32_t begin, bool scores, bool looks, size_t n_rows, queue *waiting)
{
    size_t n_steps = 0;
    for (size_t row = 0; row < n_rows; row++) {
        hm_lane *const lane = &lanes->lane[row];
        for (size_t t = 0; t < lanes->T; t++) {
            const size_t at = t * lanes->B + row;
            // a fresh state takes the place of the one that the step before is scored with, or
            // looked at
            const bool must_rest =
                looks && t > 0 && lanes->places[at - lanes->B].sequence != NULL;
            if (lane->sequence == NULL && !must_rest)
                *lane = take_next(waiting);
            lanes->places[at] = (hm_place){lane->sequence, lane->next};
            lanes->clears[at] = lane->sequence != NULL && lane->next == 0;
            lanes->inputs[at] = begin;
            lanes->targets[at] = HM_NO_TARGET;
            lanes->clamp[at] = 2;
            if (lane->sequence == NULL)
                continue;
            const hm_sequence *const sequence = lane->sequence;
            lanes->clamp[at] = clamp_at(sequence, lane->next);
            if (lane->next > 0 && lane->next <= sequence->n)
                lanes->inputs[at] = sequence->ids[lane->next - 1];
            if (scores && lane->next < sequence->n)
                lanes->targets[at] = sequence->ids[lane->next];
            n_steps = t + 1 > n_steps ? t + 1 : n_steps;
            if (++lane->next > last_place(sequence))
                lane->sequence = NULL;
        }
    }
    return n_steps;
}

/// Bring what a step of a lane found to its sequence.
static void
collect_one(const hm_lanes *lanes, const hm_net *net, size_t at)
{
    const hm_dims *const dims = &net->dims;
    const hm_sequence *const sequence = lanes->places[at].sequence;
    const size_t next = lanes->places[at].next;
    const size_t n = sequence->n;
    if (sequence->nats != NULL && next < n)
        sequence->nats[next] = lanes->nats[at];
    if (sequence->entropy != NULL && next < n)
        sequence->entropy[next] = lanes->entropy[at];
    if (sequence->cohesion != NULL && next == 0)
        sequence->cohesion[n - 1] = 0.0f;
    else if (sequence->cohesion != NULL && next < n)
        sequence->cohesion[next - 1] = (float)(lanes->hidden_nats[at] - lanes->nats[at]);
    if (sequence->logit != NULL && next > sequence->lag)
        sequence->logit[next - 1 - sequence->lag] = lanes->window.tape.layer[0].logit[at];
    for (size_t l = 0; sequence->evidence != NULL && l < hm_dims_detectors(dims); l++)
        if (next > 0 && next <= n)
            sequence->evidence[l * n + next - 1] = lanes->window.tape.layer[l].evidence[at];
    for (size_t l = 0; sequence->norm != NULL && l < dims->n_layers; l++) {
        const size_t D = dims->n_units[l];
        const float *const h = lanes->window.tape.layer[l].h + (lanes->B + at) * D;
        if (next > 0 && next <= n)
            sequence->norm[l * n + next - 1] = (float)sqrt(net->kern->sum_squares(D, h));
    }
}

static void
collect(const hm_lanes *lanes, const hm_net *net, size_t n_steps, size_t n_rows)
{
    for (size_t t = 0; t < n_steps; t++)
        for (size_t row = 0; row < n_rows; row++)
            if (lanes->places[t * lanes->B + row].sequence != NULL)
                collect_one(lanes, net, t * lanes->B + row);
}

/// Ask again about the steps just run, as if their symbols had been hidden.
static void
ask_again(hm_lanes *lanes, const hm_net *net, const hm_mode *mode, uint32_t hide, size_t n_steps,
          size_t n_rows)
{
    for (size_t t = 0; t < n_steps; t++)
        for (size_t row = 0; row < n_rows; row++)
            if (lanes->places[t * lanes->B + row].next == 0)    // `begin` is no symbol of the text
                lanes->targets[t * lanes->B + row] = HM_NO_TARGET;
    hm_hidden_ask(&lanes->hidden, &lanes->window, net, mode, hide, n_steps, n_rows,
                  lanes->targets, lanes->hidden_nats);
}

void
hm_lanes_run(hm_lanes *lanes, const hm_net *net, const hm_mode *mode, uint32_t begin,
             uint32_t hide, size_t n_order, const size_t *order, hm_sequence *sequences)
{
    queue waiting = {n_order, order, sequences};
    const hm_sequence *const one = n_order > 0 ? &sequences[order[0]] : NULL;
    const bool asks = one != NULL && one->cohesion != NULL;
    const bool scores = asks || (one != NULL && one->nats != NULL);
    const bool looks = scores || (one != NULL && one->norm != NULL);
    hm_mode own = *mode;
    own.clamp = one != NULL && one->clamp != NULL ? lanes->clamp : NULL;
    lanes->window.head.entropy = one != NULL && one->entropy != NULL ? lanes->entropy : NULL;
    for (size_t row = 0; row < lanes->B; row++)
        lanes->lane[row].sequence = NULL;
    for (;;) {
        const size_t n_rows = close_ranks(lanes, &net->dims, &waiting);
        if (n_rows == 0)
            return;
        const size_t n_steps = fill(lanes, begin, scores, looks, n_rows, &waiting);
        hm_window_forward(&lanes->window, net, &own, n_steps, n_rows, lanes->inputs,
                          lanes->clears);
        if (scores)
            hm_window_score(&lanes->window, net, &own, n_steps, n_rows, lanes->targets,
                            lanes->nats, 0.0f, false);
        if (asks)
            ask_again(lanes, net, &own, hide, n_steps, n_rows);
        collect(lanes, net, n_steps, n_rows);
        hm_window_carry(&lanes->window, net, n_steps);
    }
}

void
hm_lanes_release(hm_lanes *lanes)
{
    if (lanes == NULL)
        return;
    hm_window_release(&lanes->window);
    hm_hidden_release(&lanes->hidden);
    hm_arena_release(&lanes->arena);
}
