// SPDX-License-Identifier: BSD-2-Clause
//
// infer/continuous_batch.c - many sequences of symbols through one window.
#include <config.h>

#include "infer/continuous_batch.h"

#include "base/error.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/// Where a row is: it reads `begin` and then the symbols of its sequence; next counts them, begin
/// included.
typedef struct hm_row_cursor {
    hm_sequence *sequence;  ///< NULL: nothing left to do
    size_t next;
} hm_row_cursor;

/// At a step a row has read the next-th symbol of a sequence (0: begin).
typedef struct hm_place {
    hm_sequence *sequence;  ///< NULL: idle
    size_t next;
} hm_place;

static void
carve(hm_continuous_batch *batch, size_t T, size_t B)
{
    hm_arena *const arena = &batch->arena;
    batch->inputs = hm_arena_take(arena, T * B, sizeof *batch->inputs);
    batch->targets = hm_arena_take(arena, T * B, sizeof *batch->targets);
    batch->resets = hm_arena_take(arena, T * B, sizeof *batch->resets);
    batch->clamp = hm_arena_take(arena, T * B, sizeof *batch->clamp);
    batch->nats = hm_arena_take(arena, T * B, sizeof *batch->nats);
    batch->entropy = hm_arena_take(arena, T * B, sizeof *batch->entropy);
    batch->masked_nats = hm_arena_take(arena, T * B, sizeof *batch->masked_nats);
    batch->cursor = hm_arena_take(arena, B, sizeof *batch->cursor);
    batch->places = hm_arena_take(arena, T * B, sizeof *batch->places);
}

hmrnn_status
hm_continuous_batch_init(hm_continuous_batch *batch, const hm_dims *dims, size_t T, size_t B,
                         bool has_pmi, hmrnn_error *err)
{
    hm_continuous_batch fresh = {.T = T, .B = B, .arena = HM_ARENA_INIT};
    carve(&fresh, T, B);
    HM_TRY(hm_arena_allocate(&fresh.arena, "a batch", err));
    carve(&fresh, T, B);
    hmrnn_status status = hm_window_init(&fresh.window, dims, T, B, false, err);
    if (status == HMRNN_OK && has_pmi)
        status = hm_masked_query_init(&fresh.masked_query, dims, T * B, err);
    if (status != HMRNN_OK) {
        hm_continuous_batch_release(&fresh);
        return status;
    }
    *batch = fresh;
    return HMRNN_OK;
}

/// The sequences not yet begun.
typedef struct queue {
    size_t n;
    const size_t *order;
    hm_sequence *sequences;
} queue;

static hm_row_cursor
take_next(queue *waiting)
{
    while (waiting->n > 0) {
        hm_sequence *const sequence = &waiting->sequences[*waiting->order];
        waiting->order++;
        waiting->n--;
        if (sequence->n > 0)
            return (hm_row_cursor){sequence, 0};
    }
    return (hm_row_cursor){NULL, 0};
}

/// Give idle rows sequences, and put rows that have one first. \return how many have
static size_t
close_ranks(hm_continuous_batch *batch, const hm_dims *dims, queue *waiting)
{
    size_t n = 0;
    for (size_t row = 0; row < batch->B; row++) {
        if (batch->cursor[row].sequence == NULL)
            batch->cursor[row] = take_next(waiting);
        if (batch->cursor[row].sequence == NULL)
            continue;
        if (row != n) {
            hm_tape_copy_row(&batch->window.tape, dims, n, &batch->window.tape, 0, row);
            batch->cursor[n] = batch->cursor[row];
            batch->cursor[row].sequence = NULL;
        }
        n++;
    }
    return n;
}

/// Whether an output of a sequence is made of h after each symbol.
static bool
keeps_states(const hm_sequence *sequence)
{
    return sequence->norm != NULL || sequence->states != NULL || sequence->projection != NULL;
}

/// The last symbol that a row reads of a sequence, counted from 1.
static size_t
last_place(const hm_sequence *sequence)
{
    if (sequence->logit != NULL)  // a late detector reads on
        return sequence->n + sequence->lag;
    // the last symbol is read only for what the network is like after it
    return sequence->n - (sequence->z_tilde != NULL || keeps_states(sequence) ? 0 : 1);
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

/// Whether anybody looks at the state after the step: not after one that reads `begin` for a late
/// detector.
static bool
is_looked_at(const hm_place *place)
{
    return place->sequence != NULL && place->next <= place->sequence->n;
}

/// Lay out a window: what each row reads at each step. \return steps in which any row has a
/// sequence
static size_t
fill(hm_continuous_batch *batch, uint32_t begin, bool scores, bool looks, size_t n_rows,
     queue *waiting)
{
    size_t n_steps = 0;
    for (size_t row = 0; row < n_rows; row++) {
        hm_row_cursor *const cursor = &batch->cursor[row];
        for (size_t t = 0; t < batch->T; t++) {
            const size_t at = t * batch->B + row;
            // a fresh state takes the place of the one that the step before is scored with, or
            // looked at
            const bool must_rest = looks && t > 0 && is_looked_at(&batch->places[at - batch->B]);
            if (cursor->sequence == NULL && !must_rest)
                *cursor = take_next(waiting);
            batch->places[at] = (hm_place){cursor->sequence, cursor->next};
            batch->resets[at] = cursor->sequence != NULL && cursor->next == 0;
            batch->inputs[at] = begin;
            batch->targets[at] = HM_NO_TARGET;
            batch->clamp[at] = 2;
            if (cursor->sequence == NULL)
                continue;
            const hm_sequence *const sequence = cursor->sequence;
            batch->clamp[at] = clamp_at(sequence, cursor->next);
            if (cursor->next > 0 && cursor->next <= sequence->n)
                batch->inputs[at] = sequence->ids[cursor->next - 1];
            if (scores && cursor->next < sequence->n)
                batch->targets[at] = sequence->ids[cursor->next];
            n_steps = t + 1 > n_steps ? t + 1 : n_steps;
            if (++cursor->next > last_place(sequence))
                cursor->sequence = NULL;
        }
    }
    return n_steps;
}

/// Add the projections of h after symbol i to those of the gaps on both sides of it.
///
/// \param sums     of the gap after the symbol, then of the one before it
static void
add_projections(const hm_sequence *sequence, size_t i, const float *sums)
{
    const size_t P = sequence->n_projections;
    float *const after = sequence->projection + i * P;
    for (size_t p = 0; p < P; p++)
        after[p] = i + 1 < sequence->n ? sums[p] : 0.0f;
    for (size_t p = 0; i > 0 && p < P; p++)
        *(after + p - P) += sums[P + p];
}

/// Copy what is made of h after the symbol that was just read.
static void
collect_states(const hm_continuous_batch *batch, const hm_net *net, size_t at)
{
    const hm_dims *const dims = &net->dims;
    const hm_sequence *const sequence = batch->places[at].sequence;
    const size_t i = batch->places[at].next - 1;
    const size_t n_units = hm_dims_all_units(dims);
    const size_t n_sums = sequence->projection == NULL ? 0 : 2 * sequence->n_projections;
    float sums[2 * HM_MAX_PROJECTIONS] = {0.0f};
    for (size_t l = 0, first = 0; l < dims->n_layers; l++) {
        const size_t D = dims->n_units[l];
        const float *const h = batch->window.tape.layer[l].h + (batch->B + at) * D;
        if (sequence->norm != NULL)
            sequence->norm[l * sequence->n + i] = (float)sqrt(net->kern->sum_squares(D, h));
        if (sequence->states != NULL)
            memcpy(sequence->states + i * n_units + first, h, D * sizeof *h);
        for (size_t p = 0; p < n_sums; p += 2)
            net->kern->dot_pair(D, h, sequence->projection_weights + p * n_units + first, n_units,
                                sums + p);
        first += D;
    }
    if (sequence->projection != NULL)
        add_projections(sequence, i, sums);
}

/// Copy the outputs of a step of a row to its sequence.
static void
collect_one(const hm_continuous_batch *batch, const hm_net *net, size_t at)
{
    const hm_dims *const dims = &net->dims;
    const hm_sequence *const sequence = batch->places[at].sequence;
    const size_t next = batch->places[at].next;
    const size_t n = sequence->n;
    if (sequence->nats != NULL && next < n)
        sequence->nats[next] = batch->nats[at];
    if (sequence->entropy != NULL && next < n)
        sequence->entropy[next] = batch->entropy[at];
    if (sequence->pmi != NULL && next == 0)
        sequence->pmi[n - 1] = 0.0f;
    else if (sequence->pmi != NULL && next < n)
        sequence->pmi[next - 1] = (float)(batch->masked_nats[at] - batch->nats[at]);
    if (sequence->logit != NULL && next > sequence->lag)
        sequence->logit[next - 1 - sequence->lag] = batch->window.tape.layer[0].logit[at];
    for (size_t l = 0; sequence->z_tilde != NULL && l < hm_dims_detectors(dims); l++)
        if (next > 0 && next <= n)
            sequence->z_tilde[l * n + next - 1] = batch->window.tape.layer[l].z_tilde[at];
    if (keeps_states(sequence) && next > 0 && next <= n)
        collect_states(batch, net, at);
}

static void
collect(const hm_continuous_batch *batch, const hm_net *net, size_t n_steps, size_t n_rows)
{
    for (size_t t = 0; t < n_steps; t++)
        for (size_t row = 0; row < n_rows; row++)
            if (batch->places[t * batch->B + row].sequence != NULL)
                collect_one(batch, net, t * batch->B + row);
}

/// Ask again about the steps just run, as if their symbols had been hidden.
static void
run_masked(hm_continuous_batch *batch, const hm_net *net, const hm_forward_options *forward,
           uint32_t mask_id, size_t n_steps, size_t n_rows)
{
    for (size_t t = 0; t < n_steps; t++)
        for (size_t row = 0; row < n_rows; row++)
            if (batch->places[t * batch->B + row].next == 0)  // `begin` is no symbol of the text
                batch->targets[t * batch->B + row] = HM_NO_TARGET;
    hm_masked_query_run(&batch->masked_query, &batch->window, net, forward, mask_id, n_steps,
                        n_rows, batch->targets, batch->masked_nats);
}

#ifndef NDEBUG
/// Whether two sequences want the same outputs, and are clamped alike.
static bool
want_the_same(const hm_sequence *a, const hm_sequence *b)
{
    return (a->z_tilde == NULL) == (b->z_tilde == NULL) && (a->nats == NULL) == (b->nats == NULL) &&
           (a->entropy == NULL) == (b->entropy == NULL) &&
           (a->logit == NULL) == (b->logit == NULL) && (a->pmi == NULL) == (b->pmi == NULL) &&
           (a->norm == NULL) == (b->norm == NULL) && (a->states == NULL) == (b->states == NULL) &&
           (a->projection == NULL) == (b->projection == NULL) &&
           a->projection_weights == b->projection_weights && a->n_projections == b->n_projections &&
           (a->clamp == NULL) == (b->clamp == NULL);
}
#endif

void
hm_continuous_batch_run(hm_continuous_batch *batch, const hm_net *net,
                        const hm_forward_options *forward, uint32_t begin, uint32_t mask_id,
                        size_t n_order, const size_t *order, hm_sequence *sequences)
{
    queue waiting = {n_order, order, sequences};
    const hm_sequence *const one = n_order > 0 ? &sequences[order[0]] : NULL;
    for (size_t i = 1; i < n_order; i++)
        assert(want_the_same(one, &sequences[order[i]]));
    const bool wants_pmi = one != NULL && one->pmi != NULL;
    const bool scores = wants_pmi || (one != NULL && one->nats != NULL);
    const bool looks = scores || (one != NULL && keeps_states(one));
    hm_forward_options own = *forward;
    own.clamp = one != NULL && one->clamp != NULL ? batch->clamp : NULL;
    batch->window.head.entropy = one != NULL && one->entropy != NULL ? batch->entropy : NULL;
    for (size_t row = 0; row < batch->B; row++)
        batch->cursor[row].sequence = NULL;
    for (;;) {
        const size_t n_rows = close_ranks(batch, &net->dims, &waiting);
        if (n_rows == 0)
            return;
        const size_t n_steps = fill(batch, begin, scores, looks, n_rows, &waiting);
        hm_window_forward(&batch->window, net, &own, n_steps, n_rows, batch->inputs, batch->resets);
        if (scores)
            hm_window_score(&batch->window, net, &own, n_steps, n_rows, batch->targets, batch->nats,
                            0.0f, false);
        if (wants_pmi)
            run_masked(batch, net, &own, mask_id, n_steps, n_rows);
        collect(batch, net, n_steps, n_rows);
        hm_window_carry(&batch->window, net, n_steps);
    }
}

void
hm_continuous_batch_release(hm_continuous_batch *batch)
{
    if (batch == NULL)
        return;
    hm_window_release(&batch->window);
    hm_masked_query_release(&batch->masked_query);
    hm_arena_release(&batch->arena);
}
