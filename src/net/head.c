// SPDX-License-Identifier: BSD-2-Clause
//
// net/head.c - the output module: from the states of all layers to the next symbol or point.
#include <config.h>

#include "net/head.h"

#include "base/size.h"
#include "kern/blas.h"
#include "net/matmul.h"

#include <math.h>
#include <string.h>

#define MOST_ROWS 256                           // of a block: enough for the products to be fast

void
hm_head_carve(hm_head *head, const hm_dims *dims, size_t T, size_t B, bool is_training,
              hm_arena *arena)
{
    const size_t n = hm_size_min(T * B, MOST_ROWS);
    const size_t n_all = hm_dims_all_units(dims);
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    head->n_room = n;
    head->place = hm_arena_take(arena, n, sizeof *head->place);
    head->target = hm_arena_take(arena, n, sizeof *head->target);
    head->h = hm_arena_floats(arena, n * n_all);
    head->gated = hm_arena_floats(arena, n * n_all);
    head->gate = hm_arena_floats(arena, n * dims->n_layers);
    head->e = hm_arena_floats(arena, n * E);
    head->logits = hm_arena_floats(arena, n * V);
    const size_t widest = hm_size_max(n_all, hm_size_max(E, V));
    const size_t for_rows = hm_matmul_room(n, widest);
    const size_t for_outer = is_training ? 2 * hm_matmul_room(widest, n) : 0;
    head->rounded =
        hm_arena_take(arena, hm_size_max(for_rows, for_outer), sizeof *head->rounded);
    if (!is_training)
        return;
    head->d_e = hm_arena_floats(arena, n * E);
    head->d_h = hm_arena_floats(arena, n * n_all);
    head->d_gate = hm_arena_floats(arena, n * dims->n_layers);
    for (size_t l = 0; l < dims->n_layers; l++)
        head->d_state[l] = hm_arena_floats(arena, T * B * dims->n_units[l]);
}

/// What the state of layer l is thinned out by where row i of the block stands, or NULL.
static const float *
output_mask(const hm_net *net, const hm_tape *tape, const hm_head *head, size_t i, size_t l)
{
    return hm_mask_row(tape->masks.output[l], net->dims.n_units[l], head->place[i] % tape->B);
}

/// Bring the states of the block's places together, side by side, and multiply each by its gate.
static void
gate_states(const hm_net *net, const hm_tape *tape, hm_head *head, size_t n)
{
    const hm_dims *const dims = &net->dims;
    const size_t L = dims->n_layers;
    const size_t n_all = hm_dims_all_units(dims);
    for (size_t i = 0; i < n; i++) {
        float *to = head->h + i * n_all;
        for (size_t l = 0; l < L; l++) {
            const size_t D = dims->n_units[l];
            memcpy(to, tape->layer[l].h + (tape->B + head->place[i]) * D, D * sizeof(float));
            hm_mask_apply(output_mask(net, tape, head, i, l), D, to);
            to += D;
        }
    }
    net->kern->product(n, L, n_all, head->h, n_all, net->head_gate, head->gate, L, false);
    net->kern->logistic(n * L, head->gate, head->gate);
    for (size_t i = 0; i < n; i++) {
        size_t at = i * n_all;
        for (size_t l = 0; l < L; l++) {
            net->kern->scale(dims->n_units[l], head->gate[i * L + l], head->h + at,
                             head->gated + at);
            at += dims->n_units[l];
        }
    }
}

/// The output embedding, rectified and, in training, thinned out; then the logits.
static void
embed(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head, size_t n)
{
    const hm_dims *const dims = &net->dims;
    const size_t n_all = hm_dims_all_units(dims);
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    hm_matmul(net, mode, n, E, n_all, head->gated, n_all, net->head_embed, head->e, E, false,
              head->rounded);
    for (size_t i = 0; i < n * E; i++)
        head->e[i] = head->e[i] < 0.0f ? 0.0f : head->e[i];
    for (size_t i = 0; mode->dropout > 0.0f && i < n; i++)
        net->kern->thin(E,
                        hm_mode_draws(mode, HM_DRAW_OUTPUT, 0, head->place[i] / tape->B,
                                      head->place[i] % tape->B),
                        mode->dropout, head->e + i * E, head->e + i * E);
    hm_matmul(net, mode, n, V, E, head->e, E, net->head_output, head->logits, V, false,
              head->rounded);
    for (size_t i = 0; i < n; i++)
        net->kern->add(V, net->params.head_bias, head->logits + i * V);
}

/// d_in[n][N] of y[n][M] = in w^T: through a weight matrix w[M][N], whose gradient grows, too.
static void
back_through_matrix(const hm_net *net, const hm_mode *mode, size_t M, size_t N, size_t n,
                    const float *d_y, const float *in, const float *w, const void *packed,
                    float *gradient, float *d_in, uint16_t *room)
{
    hm_matmul_outer(net, mode, M, N, n, d_y, in, gradient, room);
    if (net->is_bfloat16)
        hm_matmul(net, mode, n, N, M, d_y, M, packed, d_in, N, false, room);
    else
        hm_blas_back(n, N, M, d_y, M, w, N, d_in, N);
}

/// From the gradient of the logits to that of the gated states, in head->d_h.
static void
back_to_states(const hm_net *net, const hm_mode *mode, hm_head *head, size_t n,
               const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const size_t n_all = hm_dims_all_units(dims);
    const size_t E = dims->n_output_embed;
    const size_t V = hm_dims_outputs(dims);
    const float unit = 1.0f / (1.0f - mode->dropout);
    for (size_t i = 0; i < n; i++)
        net->kern->add(V, head->logits + i * V, gradient->head_bias);
    back_through_matrix(net, mode, V, E, n, head->logits, head->e, net->params.head_output,
                        net->head_output_back, gradient->head_output, head->d_e, head->rounded);
    for (size_t i = 0; i < n * E; i++)          // rectified or dropped: nothing comes back
        head->d_e[i] = head->e[i] > 0.0f ? head->d_e[i] * unit : 0.0f;
    back_through_matrix(net, mode, E, n_all, n, head->d_e, head->gated, net->params.head_embed,
                        net->head_embed_back, gradient->head_embed, head->d_h, head->rounded);
}

/// Through the gates: gradients of w and of each layer's h, to head->d_state.
static void
back_through_gates(const hm_net *net, const hm_tape *tape, hm_head *head, size_t n,
                   const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const size_t L = dims->n_layers;
    const size_t n_all = hm_dims_all_units(dims);
    for (size_t i = 0; i < n; i++) {
        size_t at = i * n_all;
        for (size_t l = 0; l < L; l++) {
            const size_t D = dims->n_units[l];
            const float g = head->gate[i * L + l];
            const float d_g = (float)net->kern->dot(D, head->d_h + at, head->h + at);
            head->d_gate[i * L + l] = d_g * g * (1.0f - g);
            net->kern->scale(D, g, head->d_h + at, head->d_h + at);
            at += D;
        }
        for (size_t l = 0; l < L; l++)
            net->kern->add_scaled(n_all, head->d_gate[i * L + l],
                                  net->params.head_gate + l * n_all, head->d_h + i * n_all);
        at = i * n_all;
        for (size_t l = 0; l < L; l++) {
            const size_t D = dims->n_units[l];
            hm_mask_apply(output_mask(net, tape, head, i, l), D, head->d_h + at);
            memcpy(head->d_state[l] + head->place[i] * D, head->d_h + at, D * sizeof(float));
            at += D;
        }
    }
    hm_blas_outer(L, n_all, n, head->d_gate, L, head->h, n_all, gradient->head_gate, n_all);
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
        sum += exp(x);
        weighted += x * exp(x);
    }
    return log(sum) - weighted / sum;
}

/// -ln p of the target of one row; its logits become their gradient.
static double
lose(const hm_net *net, const hm_mode *mode, float *logits, uint32_t target, float scale,
     bool wants_gradient)
{
    if (hm_dims_has_strokes(&net->dims))
        return hm_density_loss(net->dims.n_components, logits, &mode->points[target], scale,
                               wants_gradient);
    return net->kern->cross_entropy(net->dims.n_symbols, logits, target, scale, wants_gradient);
}

/// One block of places, all with targets.
static double
score_block(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head, size_t n,
            double *nats, float scale, const hm_params *gradient)
{
    const size_t V = hm_dims_outputs(&net->dims);
    gate_states(net, tape, head, n);
    embed(net, mode, tape, head, n);
    double sum = 0.0;
    for (size_t i = 0; head->entropy != NULL && i < n; i++)
        head->entropy[head->place[i]] = entropy_of(V, head->logits + i * V);
    for (size_t i = 0; i < n; i++) {
        const double loss = lose(net, mode, head->logits + i * V, head->target[i], scale,
                                 gradient != NULL);
        if (nats != NULL)
            nats[head->place[i]] = loss;
        sum += loss;
    }
    if (gradient != NULL) {
        back_to_states(net, mode, head, n, gradient);
        back_through_gates(net, tape, head, n, gradient);
    }
    return sum;
}

double
hm_head_score(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head,
              size_t n_steps, size_t n_rows, const uint32_t *targets, double *nats, float scale,
              const hm_params *gradient)
{
    const size_t B = tape->B;
    double sum = 0.0;
    size_t n = 0;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t row = 0; row < n_rows; row++) {
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
            if (n == head->n_room) {
                sum += score_block(net, mode, tape, head, n, nats, scale, gradient);
                n = 0;
            }
        }
    }
    if (n > 0)
        sum += score_block(net, mode, tape, head, n, nats, scale, gradient);
    return sum;
}

const float *
hm_head_predict(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head,
                size_t t, size_t row)
{
    head->place[0] = (uint32_t)(t * tape->B + row);
    gate_states(net, tape, head, 1);
    embed(net, mode, tape, head, 1);
    return head->logits;
}
