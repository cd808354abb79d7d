// SPDX-License-Identifier: BSD-2-Clause
//
// net/head.c - the output module: from the states of all layers to the next element.
#include <config.h>

#include "net/head.h"

#include "base/size.h"
#include "kern/blas.h"
#include "net/matmul.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 256  // of a block: enough for the products to be fast

void
hm_head_carve(hm_head *head, const hm_dims *dims, size_t T, size_t B, bool is_training,
              hm_arena *arena)
{
    const size_t n = hm_size_min(T * B, MAX_ROWS);
    const size_t n_all = hm_dims_all_units(dims);
    const size_t L = dims->n_layers;
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    head->capacity = n;
    head->place = hm_arena_take(arena, n, sizeof *head->place);
    head->target = hm_arena_take(arena, n, sizeof *head->target);
    for (size_t l = 0; l < L; l++) {
        hm_head_states *const states = &head->states[l];
        states->index = hm_arena_take(arena, n, sizeof *states->index);
        states->h = hm_arena_floats(arena, n * dims->n_units[l]);
        states->gate_logits = hm_arena_floats(arena, n * L);
        states->embedded = hm_arena_floats(arena, n * E);
    }
    head->gate = hm_arena_floats(arena, n * L);
    head->e = hm_arena_floats(arena, n * E);
    head->logits = hm_arena_floats(arena, n * V);
    const size_t widest = hm_size_max(n_all, hm_size_max(E, V));
    const size_t for_rows = hm_matmul_scratch(n, widest);
    const size_t for_outer = is_training ? 2 * hm_matmul_scratch(widest, n) : 0;
    head->rounded = hm_arena_take(arena, hm_size_max(for_rows, for_outer), sizeof *head->rounded);
    if (!is_training)
        return;
    head->d_e = hm_arena_floats(arena, n * E);
    head->d_h = hm_arena_floats(arena, n * n_all);
    head->d_gate = hm_arena_floats(arena, n * L);
    head->d_gate_logits = hm_arena_floats(arena, n * L);
    head->d_embedded = hm_arena_floats(arena, n * E);
    for (size_t l = 0; l < L; l++)
        head->d_state[l] = hm_arena_floats(arena, T * B * dims->n_units[l]);
}

/// Bring the states of layer l at the block's places together, one that has not moved only once.
static void
gather_states(const hm_net *net, const hm_tape *tape, hm_head *head, size_t n, size_t l)
{
    hm_head_states *const states = &head->states[l];
    const size_t B = tape->B;
    const size_t D = net->dims.n_units[l];
    const float *const h = tape->layer[l].h + B * D;
    const float *last = NULL;
    states->n = 0;
    for (size_t i = 0; i < n; i++) {
        const float *const from = h + head->place[i] * D;
        const bool is_same_row = i > 0 && (head->place[i] - head->place[i - 1]) % B == 0;
        if (!is_same_row || memcmp(from, last, D * sizeof(float)) != 0) {
            float *const to = states->h + states->n++ * D;
            memcpy(to, from, D * sizeof(float));
            hm_dropout_mask_apply(hm_head_mask(net, tape, head, i, l), D, to);
        }
        states->index[i] = (uint32_t)(states->n - 1);
        last = from;
    }
}

/// The gates of all layers: what all their states say to each, added.
static void
open_gates(const hm_net *net, hm_head *head, size_t n)
{
    const size_t L = net->dims.n_layers;
    memset(head->gate, 0, n * L * sizeof(float));
    for (size_t l = 0; l < L; l++) {
        hm_head_states *const states = &head->states[l];
        const size_t D = net->dims.n_units[l];
        net->kern->product(states->n, L, D, states->h, D, net->head_gate[l], states->gate_logits, L,
                           false);
        for (size_t i = 0; i < n; i++)
            net->kern->add(L, states->gate_logits + states->index[i] * L, head->gate + i * L);
    }
    net->kern->logistic(n * L, head->gate, head->gate);
}

/// The output embedding, rectified and, in training, thinned out; then the logits.
static void
embed(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape, hm_head *head,
      size_t n)
{
    const hm_dims *const dims = &net->dims;
    const size_t L = dims->n_layers;
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    for (size_t l = 0; l < L; l++) {
        hm_head_states *const states = &head->states[l];
        const size_t D = dims->n_units[l];
        hm_matmul(net, forward, states->n, E, D, states->h, D, net->head_embed[l], states->embedded,
                  E, false, head->rounded);
    }
    for (size_t i = 0; i < n; i++) {
        float *const e = head->e + i * E;
        memset(e, 0, E * sizeof(float));
        for (size_t l = 0; l < L; l++)
            net->kern->add_scaled(E, head->gate[i * L + l],
                                  head->states[l].embedded + head->states[l].index[i] * E, e);
        for (size_t j = 0; j < E; j++)
            e[j] = e[j] < 0.0f ? 0.0f : e[j];
    }
    for (size_t i = 0; forward->dropout > 0.0f && i < n; i++)
        net->kern->thin(E,
                        hm_forward_rng(forward, HM_DRAW_OUTPUT_DROPOUT, 0, head->place[i] / tape->B,
                                       head->place[i] % tape->B),
                        forward->dropout, head->e + i * E, head->e + i * E);
    hm_matmul(net, forward, n, V, E, head->e, E, net->head_output, head->logits, V, false,
              head->rounded);
    for (size_t i = 0; i < n; i++)
        net->kern->add(V, net->params.head_bias, head->logits + i * V);
}

/// Forward, from the states of a tape to the logits.
static void
predict(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape, hm_head *head,
        size_t n)
{
    for (size_t l = 0; l < net->dims.n_layers; l++)
        gather_states(net, tape, head, n, l);
    open_gates(net, head, n);
    embed(net, forward, tape, head, n);
}

/// Of the softmax of logits, in nats: ln sum e^x - sum x e^x / sum e^x, both shifted.
static double
entropy_of(size_t V, const float *logits)
{
    double shift = (double)logits[0];
    for (size_t v = 1; v < V; v++)
        shift = fmax(shift, (double)logits[v]);
    double sum = 0.0;
    double weighted = 0.0;
    for (size_t v = 0; v < V; v++) {
        const double x = (double)logits[v] - shift;
        const double e_x = exp(x);
        sum += e_x;
        weighted += x * e_x;
    }
    return log(sum) - weighted / sum;
}

/// One block of places, all with targets. Where there is a gradient, the logits become theirs.
static double
score_block(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
            hm_head *head, size_t n, double *nats, float scale, const hm_params *gradient)
{
    const size_t V = hm_dims_outputs(&net->dims);
    predict(net, forward, tape, head, n);
    double sum = 0.0;
    for (size_t i = 0; head->entropy != NULL && i < n; i++)
        head->entropy[head->place[i]] = entropy_of(V, head->logits + i * V);
    for (size_t i = 0; i < n; i++) {
        const double loss = net->dims.modality->loss(net, forward->elements, head->logits + i * V,
                                                     head->target[i], scale, gradient != NULL);
        if (nats != NULL)
            nats[head->place[i]] = loss;
        sum += loss;
    }
    if (gradient != NULL)
        hm_head_backward(net, forward, tape, head, n, gradient);
    return sum;
}

// ---------------------------------------------------------------------------------------- backward

/// From the gradient of the logits to that of the embedding and, without their gates, the states.
static void
back_to_states(const hm_net *net, const hm_forward_options *forward, hm_head *head, size_t n,
               const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const size_t n_all = hm_dims_all_units(dims);
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    const float unit = 1.0f / (1.0f - forward->dropout);
    for (size_t i = 0; i < n; i++)
        net->kern->add(V, head->logits + i * V, gradient->head_bias);
    hm_matmul_outer(net, forward, V, E, n, head->logits, head->e, gradient->head_output, E,
                    head->rounded);
    hm_matmul(net, forward, n, E, V, head->logits, V, net->head_output_back, head->d_e, E, false,
              head->rounded);
    for (size_t i = 0; i < n * E; i++)  // rectified or dropped: nothing comes back
        head->d_e[i] = head->e[i] > 0.0f ? head->d_e[i] * unit : 0.0f;
    hm_matmul(net, forward, n, n_all, E, head->d_e, E, net->head_embed_back, head->d_h, n_all,
              false, head->rounded);
}

/// The gradients of w and E_l, by the states of layer l: what comes back to one that did not move
/// is added before it is multiplied.
static void
back_to_weights(const hm_net *net, const hm_forward_options *forward, hm_head *head, size_t n,
                size_t l, size_t at, const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const hm_head_states *const states = &head->states[l];
    const size_t n_all = hm_dims_all_units(dims);
    const size_t L = dims->n_layers;
    const size_t E = dims->n_output_embed;
    const size_t D = dims->n_units[l];
    memset(head->d_gate_logits, 0, states->n * L * sizeof(float));
    memset(head->d_embedded, 0, states->n * E * sizeof(float));
    for (size_t i = 0; i < n; i++) {
        const size_t s = states->index[i];
        net->kern->add(L, head->d_gate + i * L, head->d_gate_logits + s * L);
        net->kern->add_scaled(E, head->gate[i * L + l], head->d_e + i * E,
                              head->d_embedded + s * E);
    }
    hm_blas_outer(L, D, states->n, head->d_gate_logits, L, states->h, D, gradient->head_gate + at,
                  n_all);
    hm_matmul_outer(net, forward, E, D, states->n, head->d_embedded, states->h,
                    gradient->head_embed + at, n_all, head->rounded);
}

/// Through the gates: gradients of w and E and of each layer's h, to head->d_state.
static void
back_through_gates(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                   hm_head *head, size_t n, const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const size_t L = dims->n_layers;
    const size_t E = dims->n_output_embed;
    const size_t n_all = hm_dims_all_units(dims);
    for (size_t i = 0; i < n; i++) {
        for (size_t l = 0; l < L; l++) {
            const hm_head_states *const states = &head->states[l];
            const float g = head->gate[i * L + l];
            const float d_g = (float)net->kern->dot(E, head->d_e + i * E,
                                                    states->embedded + states->index[i] * E);
            head->d_gate[i * L + l] = d_g * g * (1.0f - g);
        }
    }
    size_t at = 0;
    for (size_t l = 0; l < L; l++) {
        const size_t D = dims->n_units[l];
        for (size_t i = 0; i < n; i++) {
            float *const d_h = head->d_h + i * n_all + at;
            net->kern->scale(D, head->gate[i * L + l], d_h, d_h);
            for (size_t to = 0; to < L; to++)
                net->kern->add_scaled(D, head->d_gate[i * L + to],
                                      net->params.head_gate + to * n_all + at, d_h);
            hm_dropout_mask_apply(hm_head_mask(net, tape, head, i, l), D, d_h);
            memcpy(head->d_state[l] + head->place[i] * D, d_h, D * sizeof(float));
        }
        back_to_weights(net, forward, head, n, l, at, gradient);
        at += D;
    }
}

void
hm_head_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                 hm_head *head, size_t n, const hm_params *gradient)
{
    back_to_states(net, forward, head, n, gradient);
    back_through_gates(net, forward, tape, head, n, gradient);
}

// ------------------------------------------------------------------------------------------- score

double
hm_head_score(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
              hm_head *head, size_t n_steps, size_t n_rows, const uint32_t *targets, double *nats,
              float scale, const hm_params *gradient)
{
    const size_t B = tape->B;
    double sum = 0.0;
    size_t n = 0;
    for (size_t row = 0; row < n_rows; row++) {  // row by row: states that do not move, together
        for (size_t t = 0; t < n_steps; t++) {
            const size_t place = t * B + row;
            if (nats != NULL)
                nats[place] = 0.0;
            if (targets[place] == HM_NO_TARGET) {
                for (size_t l = 0; gradient != NULL && l < net->dims.n_layers; l++)
                    memset(head->d_state[l] + place * net->dims.n_units[l], 0,
                           net->dims.n_units[l] * sizeof(float));
                continue;
            }
            head->place[n] = (uint32_t)place;
            head->target[n++] = targets[place];
            if (n == head->capacity) {
                sum += score_block(net, forward, tape, head, n, nats, scale, gradient);
                n = 0;
            }
        }
    }
    if (n > 0)
        sum += score_block(net, forward, tape, head, n, nats, scale, gradient);
    return sum;
}

const float *
hm_head_predict(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                hm_head *head, size_t t, size_t row)
{
    head->place[0] = (uint32_t)(t * tape->B + row);
    predict(net, forward, tape, head, 1);
    return head->logits;
}
