// SPDX-License-Identifier: BSD-2-Clause
//
// net/layer.c - one layer at one step, forward.
#include <config.h>

#include "net/layer.h"

#include "base/size.h"
#include "net/boundary.h"

#include <string.h>

void
hm_scratch_carve(hm_scratch *scratch, const hm_dims *dims, size_t B, hm_arena *arena)
{
    size_t ld = 0;
    for (size_t l = 0; l < dims->n_layers; l++)
        ld = hm_size_max(ld, hm_dims_ld(dims, l));
    scratch->s = hm_arena_floats(arena, B * ld);
    scratch->x = hm_arena_floats(arena, B * hm_dims_widest(dims));
}

/// Bring rows [first, end) of the order together.
///
/// \param from     [B][width] by row
/// \param z        [B] what each row is multiplied by, or NULL for 1
static void
gather(const hm_net *net, const hm_order *order, size_t first, size_t end, size_t width,
       const float *from, const float *z, float *to)
{
    for (size_t k = first; k < end; k++, to += width) {
        const size_t row = order->row[k];
        if (z == NULL || z[row] == 1.0f)
            memcpy(to, from + row * width, width * sizeof(float));
        else
            net->kern->scale(width, z[row], from + row * width, to);
    }
}

/// The pre-activations of the computed rows: scratch->s [n_computed][ld].
static void
preactivate(const hm_net *net, const hm_tape *tape, size_t l, size_t t, const hm_order *order,
            size_t n_computed, const hm_scratch *scratch)
{
    const hm_dims *const dims = &net->dims;
    const hm_layer_weights *const weights = &net->layer[l];
    const size_t B = tape->B;
    const size_t D = dims->n_units[l];
    const size_t n_columns = hm_dims_rows(dims, l);
    const size_t ld = hm_dims_ld(dims, l);
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, dims, l, t, &z_prev, &z_below);

    gather(net, order, 0, n_computed, D, tape->layer[l].h + t * B * D, NULL, scratch->x);
    net->kern->product(n_computed, n_columns, D, scratch->x, D, weights->recurrent, scratch->s, ld,
                       false);
    if (weights->topdown != NULL) {
        const size_t D_above = dims->n_units[l + 1];
        const size_t n_flush = order->n_flush_alone + order->n_flush;
        gather(net, order, 0, n_flush, D_above, tape->layer[l + 1].h + t * B * D_above, z_prev,
               scratch->x);
        net->kern->product(n_flush, n_columns, D_above, scratch->x, D_above, weights->topdown,
                           scratch->s, ld, true);
    }
    size_t D_below = 0;
    const float *const below = hm_tape_below(tape, dims, l, t, &D_below);
    const size_t first = order->n_flush_alone;
    const size_t end = hm_order_active(order);
    gather(net, order, first, end, D_below, below, z_below, scratch->x);
    net->kern->product(end - first, n_columns, D_below, scratch->x, D_below, weights->bottomup,
                       scratch->s + first * ld, ld, true);
}

/// The gates of the computed rows.
static void
activate(const hm_net *net, hm_tape_layer *layer, size_t l, size_t slot, size_t B,
         size_t n_computed, const float *s)
{
    const size_t D = net->dims.n_units[l];
    const size_t ld = hm_dims_ld(&net->dims, l);
    const hm_layer_params *const params = &net->params.layer[l];
    float *const gates = layer->gates + slot * B * 4 * D;
    if (params->gain != NULL) {
        float *const x_hat = layer->x_hat + slot * B * 4 * D;
        net->kern->norm(n_computed, 4, D, s, ld, x_hat, layer->rstd + slot * B * 4);
        net->kern->gates(n_computed, D, x_hat, 4 * D, params->gain, params->bias, gates);
    } else {
        net->kern->gates(n_computed, D, s, ld, NULL, params->bias, gates);
    }
}

/// The new bits of the computed rows, and the evidence for them.
static void
detect(const hm_net *net, const hm_mode *mode, hm_tape *tape, size_t l, size_t t,
       const hm_order *order, size_t n_computed, const float *s)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t B = tape->B;
    const size_t slot = hm_tape_slot(tape, t);
    const size_t at = 4 * net->dims.n_units[l];
    const size_t ld = hm_dims_ld(&net->dims, l);
    const float bias = net->params.layer[l].bias[at];
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, &net->dims, l, t, &z_prev, &z_below);
    for (size_t k = 0; k < n_computed; k++) {
        const size_t row = order->row[k];
        const float s_z = s[k * ld + at] + bias;
        const float evidence = hm_boundary_evidence(mode->slope, s_z);
        float draw = 0.0f;
        if (mode->boundary == HMRNN_BOUNDARY_SAMPLED) {
            hm_rng rng = hm_mode_draws(mode, HM_DRAW_BOUNDARY, l, t, row);
            draw = hm_rng_uniform(&rng);
        }
        const float z_hat = hm_boundary_value(mode->boundary, evidence, draw);
        const hm_mixture mix =
            hm_mixture_of(z_prev[row], z_below == NULL ? 1.0f : z_below[row]);
        layer->s_z[slot * B + k] = s_z;
        layer->z_hat[slot * B + k] = z_hat;
        layer->z[(t + 1) * B + row] = mix.write * z_hat;
        layer->evidence[t * B + row] = mix.write * evidence;
    }
}

/// The new states: computed rows through the cell, COPY rows bit for bit.
static void
move_on(const hm_net *net, hm_tape *tape, size_t l, size_t t, const hm_order *order,
        size_t n_computed)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t B = tape->B;
    const size_t D = net->dims.n_units[l];
    const size_t slot = hm_tape_slot(tape, t);
    const float *const c_prev = layer->c + t * B * D;
    const float *const h_prev = layer->h + t * B * D;
    float *const c = layer->c + (t + 1) * B * D;
    float *const h = layer->h + (t + 1) * B * D;
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, &net->dims, l, t, &z_prev, &z_below);
    for (size_t k = 0; k < n_computed; k++) {
        const size_t row = order->row[k];
        const hm_mixture mix = hm_mixture_of(z_prev == NULL ? 0.0f : z_prev[row],
                                             z_below == NULL ? 1.0f : z_below[row]);
        net->kern->cell(D, mix.write, mix.keep, mix.copy,
                        layer->gates + (slot * B + k) * 4 * D, c_prev + row * D, h_prev + row * D,
                        c + row * D, h + row * D, layer->tanh_c + (slot * B + k) * D);
    }
    const size_t n_active = hm_order_active(order);
    for (size_t k = n_active; k < n_active + order->n_copy; k++) {
        const size_t row = order->row[k];
        memcpy(c + row * D, c_prev + row * D, D * sizeof(float));
        memcpy(h + row * D, h_prev + row * D, D * sizeof(float));
    }
}

void
hm_layer_forward(const hm_net *net, const hm_mode *mode, hm_tape *tape, size_t l, size_t t,
                 size_t n_rows, hm_scratch *scratch)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t B = tape->B;
    const size_t slot = hm_tape_slot(tape, t);
    hm_order *const order = &layer->order[slot];
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, &net->dims, l, t, &z_prev, &z_below);
    hm_order_rows(n_rows, z_prev, z_below, mode->boundary == HMRNN_BOUNDARY_SOFT, order);
    const size_t n_computed =
        hm_order_active(order) + (mode->computes_copies ? order->n_copy : 0);

    preactivate(net, tape, l, t, order, n_computed, scratch);
    activate(net, layer, l, slot, B, n_computed, scratch->s);
    memset(layer->z + (t + 1) * B, 0, B * sizeof(float));
    memset(layer->evidence + t * B, 0, B * sizeof(float));
    if (hm_dims_has_detector(&net->dims, l))
        detect(net, mode, tape, l, t, order, n_computed, scratch->s);
    move_on(net, tape, l, t, order, n_computed);
}
