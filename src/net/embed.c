// SPDX-License-Identifier: BSD-2-Clause
//
// net/embed.c - what a network reads at a step: a symbol, with its kind, or a point.
#include <config.h>

#include "net/embed.h"

#include <string.h>

/// What a symbol or a point brings in: a row of a table, or an affine map.
static void
embed(const hm_net *net, const hm_mode *mode, uint32_t id, float *x)
{
    const size_t E = net->dims.n_embed;
    if (!hm_dims_has_strokes(&net->dims)) {
        memcpy(x, net->symbols + id * E, E * sizeof(float));
        return;
    }
    float inputs[HM_POINT_INPUTS];
    hm_point_inputs(&mode->points[id], inputs);
    net->kern->scale(E, inputs[0], net->params.embedding, x);
    for (size_t i = 1; i < HM_POINT_INPUTS; i++)
        net->kern->add_scaled(E, inputs[i], net->params.embedding + i * E, x);
}

/// Drop units of one row out, or their gradients: the same ones.
static void
drop(const hm_net *net, const hm_mode *mode, size_t t, size_t row, float *x)
{
    if (mode->dropout > 0.0f)
        net->kern->thin(net->dims.n_embed, hm_mode_draws(mode, HM_DRAW_INPUT, 0, t, row),
                        mode->dropout, x, x);
}

void
hm_embed_forward(const hm_net *net, const hm_mode *mode, hm_tape *tape, size_t t, size_t n_rows,
                 const uint32_t *ids)
{
    const size_t E = net->dims.n_embed;
    for (size_t row = 0; net->dims.kinds != NULL && row < n_rows; row++)
        tape->kind[(t + 1) * tape->B + row] = net->dims.kinds[ids[row]];
    if (mode->bottomup != NULL)
        return;
    float *x = tape->x + hm_tape_slot(tape, t) * tape->B * E;
    for (size_t row = 0; row < n_rows; row++, x += E) {
        embed(net, mode, ids[row], x);
        drop(net, mode, t, row, x);
    }
}

/// Whether the kind of a symbol is not that of the one before it.
static bool
is_change(uint8_t before, uint8_t here)
{
    return before != 0 && here != 0 && before != here;
}

void
hm_embed_change(const hm_net *net, const hm_tape *tape, size_t t, const hm_order *order, float *s)
{
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const size_t end = hm_order_active(order);
    const uint8_t *const before = tape->kind + t * tape->B;
    for (size_t k = 0; net->dims.kinds != NULL && k < end; k++) {
        const size_t row = order->row[k];
        if (is_change(before[row], before[tape->B + row]))
            net->kern->add(n_columns, net->params.change, s + k * ld);
    }
}

/// Add the gradient of what one row read to that of what made it.
static void
add_gradient(const hm_net *net, const hm_mode *mode, uint32_t id, const float *d_x,
             const hm_params *gradient)
{
    const size_t E = net->dims.n_embed;
    if (!hm_dims_has_strokes(&net->dims)) {
        net->kern->add(E, d_x, gradient->embedding + id * E);
        if (net->dims.kinds != NULL)
            net->kern->add(E, d_x, gradient->kinds + net->dims.kinds[id] * E);
        return;
    }
    float inputs[HM_POINT_INPUTS];
    hm_point_inputs(&mode->points[id], inputs);
    for (size_t i = 0; i < HM_POINT_INPUTS; i++)
        net->kern->add_scaled(E, inputs[i], d_x, gradient->embedding + i * E);
}

void
hm_embed_backward(const hm_net *net, const hm_mode *mode, const hm_tape *tape, size_t t,
                  const hm_order *order, const uint32_t *ids, const float *d_s, float *d_x,
                  const hm_params *gradient)
{
    const size_t E = net->dims.n_embed;
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const uint8_t *const kinds = net->dims.kinds;
    const uint8_t *const before = tape->kind + t * tape->B;
    const size_t end = hm_order_active(order);
    for (size_t k = 0; k < end; k++, d_x += E) {
        const size_t row = order->row[k];
        drop(net, mode, t, row, d_x);
        add_gradient(net, mode, ids[row], d_x, gradient);
        if (kinds != NULL && is_change(before[row], kinds[ids[row]]))
            net->kern->add(n_columns, d_s + k * ld, gradient->change);
    }
}
