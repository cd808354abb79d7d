// SPDX-License-Identifier: BSD-2-Clause
//
// net/window.c - a window of steps of some streams side by side: forward, loss, backward (BPTT).
#include <config.h>

#include "net/window.h"

#include "base/error.h"
#include "net/embed.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void
carve(hm_window *window, const hm_dims *dims, size_t T, size_t B, bool is_training)
{
    hm_arena *const arena = &window->arena;
    hm_tape_carve(&window->tape, dims, T, B, is_training, arena);
    hm_scratch_carve(&window->scratch, dims, B, arena);
    hm_head_carve(&window->head, dims, T, B, is_training, arena);
    if (!is_training)
        return;
    window->gradient = hm_arena_floats(arena, window->n_parameters);
    const hm_params gradient =
        window->gradient == NULL ? (hm_params){0} : hm_params_view(dims, window->gradient);
    hm_backward_state_carve(&window->backward, dims, T, B, &gradient, arena);
}

hmrnn_status
hm_window_init(hm_window *window, const hm_dims *dims, size_t T, size_t B, bool is_training,
               hmrnn_error *err)
{
    hm_window fresh = {.arena = HM_ARENA_INIT};
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    HM_TRY(hm_params_layout(dims, tensors, &n_tensors, &fresh.n_parameters, err));
    carve(&fresh, dims, T, B, is_training);
    HM_TRY(hm_arena_allocate(&fresh.arena, "the states of a window", err));
    carve(&fresh, dims, T, B, is_training);
    *window = fresh;
    return HMRNN_OK;
}

static void
count(hm_window *window, size_t l, size_t t, size_t n_rows, size_t n_idle)
{
    const hm_tape_layer *const layer = &window->tape.layer[l];
    const float *const z = layer->z + (t + 1) * window->tape.B;
    for (size_t row = 0; row < n_rows; row++)
        window->n_boundaries[l] += z[row] > 0.5f;
    window->n_active[l] += hm_partition_active(&layer->partition[hm_tape_slot(&window->tape, t)]);
    window->n_rows[l] += n_rows - n_idle;
}

void
hm_window_forward(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                  size_t n_steps, size_t n_rows, const uint32_t *ids, const uint8_t *events)
{
    hm_tape *const tape = &window->tape;
    window->events = events;
    hm_tape_invalidate_products(tape, &net->dims);
    hm_dropout_masks_draw(&tape->masks, &net->dims, net->kern, forward, n_rows);
    for (size_t t = 0; t < n_steps; t++) {
        size_t n_idle = 0;
        for (size_t row = 0; events != NULL && row < n_rows; row++) {
            n_idle += events[t * tape->B + row] == HM_ROW_IDLES;
            if (events[t * tape->B + row] == HM_ROW_RESETS)
                hm_tape_clear_row(tape, &net->dims, t, row);
        }
        tape->ids = ids + t * tape->B;
        tape->events = n_idle == 0 ? NULL : events + t * tape->B;
        hm_embed_forward(net, forward, tape, t, n_rows, tape->ids);
        for (size_t l = 0; l < net->dims.n_layers; l++) {
            hm_layer_forward(net, forward, tape, l, t, n_rows, &window->scratch);
            count(window, l, t, n_rows, n_idle);
        }
    }
}

double
hm_window_score(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                size_t n_steps, size_t n_rows, const uint32_t *targets, double *nats, float scale,
                bool is_training)
{
    return hm_head_score(net, forward, &window->tape, &window->head, n_steps, n_rows, targets, nats,
                         scale, is_training ? &window->backward.gradient : NULL);
}

double
hm_window_label_loss(hm_window *window, const hm_net *net, size_t l, size_t n_steps, size_t n_rows,
                     const uint8_t *labels, float scale, bool is_training)
{
    assert(hm_dims_has_detector(&net->dims, l));
    const float *const logit = window->tape.layer[l].logit;
    float *const d_logit = window->backward.d_logit[l];
    double sum = 0.0;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
            const size_t at = t * window->tape.B + row;
            const double x = (double)logit[at];
            const bool is_labelled = !hm_soft_label_is_none(labels[at]);
            const double y = hm_soft_label_probability(labels[at]);
            if (is_labelled)  // ln(1 + e^x) - y x, for any x
                sum += fmax(x, 0.0) + log1p(exp(-fabs(x))) - y * x;
            if (is_training)
                d_logit[at] = is_labelled ? scale * (float)(1.0 / (1.0 + exp(-x)) - y) : 0.0f;
        }
    }
    window->backward.is_labelled[l] = is_training;
    return sum;
}

/// Nothing flows back over a state that was forgotten before step t.
static void
stop_flow(hm_window *window, const hm_dims *dims, size_t t, size_t n_rows)
{
    const size_t B = window->tape.B;
    for (size_t row = 0; window->events != NULL && row < n_rows; row++) {
        if (window->events[t * B + row] != HM_ROW_RESETS)
            continue;
        for (size_t l = 0; l < dims->n_layers; l++) {
            const size_t D = dims->n_units[l];
            memset(window->backward.d_h[l] + row * D, 0, D * sizeof(float));
            memset(window->backward.d_c[l] + row * D, 0, D * sizeof(float));
            window->backward.d_z[l][row] = 0.0f;
        }
    }
}

void
hm_window_backward(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                   size_t n_steps, size_t n_rows, const uint32_t *ids)
{
    const hm_dims *const dims = &net->dims;
    const size_t B = window->tape.B;
    hm_backward_state *const backward = &window->backward;
    for (size_t l = 0; l < dims->n_layers; l++) {
        memset(backward->d_h[l], 0, B * dims->n_units[l] * sizeof(float));
        memset(backward->d_c[l], 0, B * dims->n_units[l] * sizeof(float));
        memset(backward->d_z[l], 0, B * sizeof(float));
    }
    for (size_t t = n_steps; t-- > 0;) {
        for (size_t l = 0; l < dims->n_layers; l++) {
            const size_t D = dims->n_units[l];
            net->kern->add(n_rows * D, window->head.d_state[l] + t * B * D, backward->d_h[l]);
        }
        for (size_t l = dims->n_layers; l-- > 0;)
            hm_layer_backward(net, forward, &window->tape, l, t, n_rows, ids + t * B, backward,
                              &window->scratch);
        stop_flow(window, dims, t, n_rows);
    }
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_grad_accum_finish(&backward->recurrent[l], net, forward);
        hm_grad_accum_finish(&backward->bottomup[l], net, forward);
        if (hm_dims_has_detector(dims, l))
            hm_grad_accum_finish(&backward->topdown[l], net, forward);
    }
    memset(backward->is_labelled, 0, sizeof backward->is_labelled);
}

void
hm_window_clear_gradient(hm_window *window)
{
    memset(window->gradient, 0, window->n_parameters * sizeof(float));
}

void
hm_window_carry(hm_window *window, const hm_net *net, size_t n_steps)
{
    hm_tape_carry(&window->tape, &net->dims, n_steps);
}

void
hm_window_release(hm_window *window)
{
    if (window != NULL)
        hm_arena_release(&window->arena);
}
