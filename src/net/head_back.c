// SPDX-License-Identifier: BSD-2-Clause
//
// net/head_back.c - the output module backward: from the logits of a block to states and weights.
#include <config.h>

#include "net/head.h"

#include "kern/blas.h"
#include "net/matmul.h"

#include <string.h>

/// From the gradient of the logits to that of the embedding and, without their gates, the states.
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
    hm_matmul_outer(net, mode, V, E, n, head->logits, head->e, gradient->head_output, E,
                    head->rounded);
    hm_matmul(net, mode, n, E, V, head->logits, V, net->head_output_back, head->d_e, E, false,
              head->rounded);
    for (size_t i = 0; i < n * E; i++)          // rectified or dropped: nothing comes back
        head->d_e[i] = head->e[i] > 0.0f ? head->d_e[i] * unit : 0.0f;
    hm_matmul(net, mode, n, n_all, E, head->d_e, E, net->head_embed_back, head->d_h, n_all, false,
              head->rounded);
}

/// The gradients of w and E_l, by the states of layer l: what comes back to one that did not move
/// is added before it is multiplied.
static void
back_to_weights(const hm_net *net, const hm_mode *mode, hm_head *head, size_t n, size_t l,
                size_t at, const hm_params *gradient)
{
    const hm_dims *const dims = &net->dims;
    const hm_head_states *const states = &head->states[l];
    const size_t n_all = hm_dims_all_units(dims);
    const size_t L = dims->n_layers;
    const size_t E = dims->n_output_embed;
    const size_t D = dims->n_units[l];
    memset(head->d_told, 0, states->n * L * sizeof(float));
    memset(head->d_embedded, 0, states->n * E * sizeof(float));
    for (size_t i = 0; i < n; i++) {
        const size_t s = states->index[i];
        net->kern->add(L, head->d_gate + i * L, head->d_told + s * L);
        net->kern->add_scaled(E, head->gate[i * L + l], head->d_e + i * E,
                              head->d_embedded + s * E);
    }
    hm_blas_outer(L, D, states->n, head->d_told, L, states->h, D, gradient->head_gate + at,
                  n_all);
    hm_matmul_outer(net, mode, E, D, states->n, head->d_embedded, states->h,
                    gradient->head_embed + at, n_all, head->rounded);
}

/// Through the gates: gradients of w and E and of each layer's h, to head->d_state.
static void
back_through_gates(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head,
                   size_t n, const hm_params *gradient)
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
            hm_mask_apply(hm_head_mask(net, tape, head, i, l), D, d_h);
            memcpy(head->d_state[l] + head->place[i] * D, d_h, D * sizeof(float));
        }
        back_to_weights(net, mode, head, n, l, at, gradient);
        at += D;
    }
}

void
hm_head_backward(const hm_net *net, const hm_mode *mode, const hm_tape *tape, hm_head *head,
                 size_t n, const hm_params *gradient)
{
    back_to_states(net, mode, head, n, gradient);
    back_through_gates(net, mode, tape, head, n, gradient);
}
