// SPDX-License-Identifier: BSD-2-Clause
//
// net/layer.c - one layer at one step, forward.
#include <config.h>

#include "net/layer.h"

#include "base/size.h"
#include "net/boundary.h"
#include "net/embed.h"
#include "net/matmul.h"

#include <string.h>

void
hm_scratch_carve(hm_scratch *scratch, const hm_dims *dims, size_t B, hm_arena *arena)
{
    size_t ld = 0;
    for (size_t l = 0; l < dims->n_layers; l++)
        ld = hm_size_max(ld, hm_dims_ld(dims, l));
    scratch->s = hm_arena_floats(arena, B * ld);
    scratch->x = hm_arena_floats(arena, B * hm_dims_widest(dims));
    scratch->rounded = hm_arena_take(
        arena, hm_matmul_room(B, hm_size_max(ld, hm_dims_widest(dims))), sizeof(uint16_t));
    scratch->held = hm_arena_take(arena, B, sizeof *scratch->held);
    scratch->row = hm_arena_take(arena, B, sizeof *scratch->row);
}

/// One of the three products: which rows it multiplies by what.
typedef struct term {
    size_t first, end;                          ///< rows of the order
    size_t width;
    const float *from;                          ///< [B][width] by row
    const float *z;                             ///< [B] what each row is multiplied by, or NULL
    const float *mask;                          ///< [B][width] and what each unit is, or NULL
    const void *packed;
    const hm_narrow_weights *narrow;            ///< NULL: there is none
    bool accumulates;
} term;

/// Bring the rows together, in 16 bits, and multiply.
static void
add_narrow(const hm_net *net, size_t l, const hm_order *order, const term *part,
           const hm_scratch *scratch)
{
    const size_t ldx = (part->width + 1) / 2 * 2;
    const size_t ld = hm_dims_ld(&net->dims, l);
    int16_t *const x = (int16_t *)(void *)scratch->x;
    for (size_t k = part->first; k < part->end; k++) {
        const size_t row = order->row[k];
        net->kern->narrow(part->width, part->z == NULL ? 1.0f : part->z[row],
                          part->from + row * part->width, x + (k - part->first) * ldx);
    }
    net->kern->narrow_product(part->end - part->first, hm_dims_rows(&net->dims, l), part->width, x,
                              ldx, part->narrow->packed, part->narrow->scale,
                              scratch->s + part->first * ld, ld, part->accumulates);
}

/// Bring the rows together and multiply: scratch->s [rows of the order][ld].
static void
add_term(const hm_net *net, const hm_mode *mode, size_t l, const hm_order *order, const term *part,
         const hm_scratch *scratch)
{
    if (mode->is_narrow && part->narrow != NULL) {
        add_narrow(net, l, order, part, scratch);
        return;
    }
    const size_t width = part->width;
    const size_t ld = hm_dims_ld(&net->dims, l);
    float *to = scratch->x;
    for (size_t k = part->first; k < part->end; k++, to += width) {
        const size_t row = order->row[k];
        if (part->z == NULL || part->z[row] == 1.0f)
            memcpy(to, part->from + row * width, width * sizeof(float));
        else
            net->kern->scale(width, part->z[row], part->from + row * width, to);
        hm_mask_apply(hm_mask_row(part->mask, width, row), width, to);
    }
    hm_matmul(net, mode, part->end - part->first, hm_dims_rows(&net->dims, l), width, scratch->x,
              width, part->packed, scratch->s + part->first * ld, ld, part->accumulates,
              scratch->rounded);
}

/// What the symbols bring into the lowest layer, looked up.
static void
add_symbols(const hm_net *net, const hm_mode *mode, const hm_tape *tape, const hm_order *order,
            const hm_scratch *scratch)
{
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const size_t end = hm_order_active(order);
    for (size_t k = order->n_flush_alone; k < end; k++)
        net->kern->add(n_columns, mode->bottomup + tape->ids[order->row[k]] * ld,
                       scratch->s + k * ld);
}

/// U h of the computed rows: scratch->s [n_computed][ld]. It is remembered of those that copy.
static void
add_recurrent(const hm_net *net, const hm_mode *mode, hm_tape *tape, size_t l, size_t t,
              const hm_order *order, size_t n_computed, const hm_scratch *scratch)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t D = net->dims.n_units[l];
    const size_t ld = hm_dims_ld(&net->dims, l);
    term part = {0, n_computed, D, layer->h + t * tape->B * D, NULL, NULL,
                 net->layer[l].recurrent, &net->narrow[l].recurrent, false};
    if (layer->recurrent == NULL || !mode->computes_copies) {
        add_term(net, mode, l, order, &part, scratch);
        return;
    }
    size_t n_new = 0;
    for (size_t k = 0; k < n_computed; k++)
        if (!layer->knows_recurrent[order->row[k]])
            scratch->row[n_new++] = order->row[k];
    part.end = n_new;
    add_term(net, mode, l, &(hm_order){.row = scratch->row}, &part, scratch);
    for (size_t k = n_computed; k-- > 0;) {     // from the end: nothing is overwritten unread
        const size_t row = order->row[k];
        const bool copies = k >= hm_order_active(order);
        float *const known = layer->recurrent + row * ld;
        float *const s = scratch->s + k * ld;
        if (layer->knows_recurrent[row]) {
            memcpy(s, known, ld * sizeof(float));
        } else {
            if (--n_new < k)
                memcpy(s, scratch->s + n_new * ld, ld * sizeof(float));
            if (copies)
                memcpy(known, s, ld * sizeof(float));
        }
        layer->knows_recurrent[row] = copies;
    }
}

/// The pre-activations of the computed rows: scratch->s [n_computed][ld].
static void
preactivate(const hm_net *net, const hm_mode *mode, hm_tape *tape, size_t l, size_t t,
            const hm_order *order, size_t n_computed, const hm_scratch *scratch)
{
    const hm_dims *const dims = &net->dims;
    const hm_layer_weights *const weights = &net->layer[l];
    const size_t B = tape->B;
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, dims, l, t, &z_prev, &z_below);

    add_recurrent(net, mode, tape, l, t, order, n_computed, scratch);
    if (weights->topdown != NULL) {
        const size_t D_above = dims->n_units[l + 1];
        const term topdown = {0, order->n_flush_alone + order->n_flush, D_above,
                              tape->layer[l + 1].h + t * B * D_above, z_prev,
                              tape->masks.between[l + 1], weights->topdown,
                              &net->narrow[l].topdown, true};
        add_term(net, mode, l, order, &topdown, scratch);
    }
    if (l == 0 && mode->bottomup != NULL) {
        add_symbols(net, mode, tape, order, scratch);
        return;
    }
    term bottomup = {order->n_flush_alone, hm_order_active(order), 0, NULL, z_below,
                     l == 0 ? tape->masks.input : tape->masks.between[l - 1], weights->bottomup,
                     l == 0 ? NULL : &net->narrow[l].bottomup, true};
    bottomup.from = hm_tape_below(tape, dims, l, t, &bottomup.width);
    add_term(net, mode, l, order, &bottomup, scratch);
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
        const float z_hat = hm_mode_is_clamped(mode, l, t * B + row)
                                ? (float)mode->clamp[t * B + row]
                                : hm_boundary_value(mode->boundary, evidence, draw);
        const hm_mixture mix =
            hm_mixture_of(z_prev[row], z_below == NULL ? 1.0f : z_below[row]);
        layer->s_z[slot * B + k] = s_z;
        layer->z_hat[slot * B + k] = z_hat;
        layer->z[(t + 1) * B + row] = mix.write * z_hat;
        layer->evidence[t * B + row] = mix.write * evidence;
        layer->logit[t * B + row] = mix.write * hm_boundary_logit(mode->slope, s_z);
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
    for (size_t k = hm_order_active(order); k < hm_order_all(order); k++) {
        const size_t row = order->row[k];
        memcpy(c + row * D, c_prev + row * D, D * sizeof(float));
        memcpy(h + row * D, h_prev + row * D, D * sizeof(float));
    }
}

/// Choose the rows that are held. \return NULL if there is nothing to choose
static const bool *
hold_some(const hm_mode *mode, size_t l, size_t t, size_t n_rows, bool *held)
{
    if (l == 0 || mode->stochastic_copy <= 0.0f)
        return NULL;
    for (size_t row = 0; row < n_rows; row++) {
        hm_rng rng = hm_mode_draws(mode, HM_DRAW_OUTPUT, l, t, row);
        held[row] = hm_rng_uniform(&rng) < mode->stochastic_copy;
    }
    return held;
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
    hm_order_rows(n_rows, z_prev, z_below, hold_some(mode, l, t, n_rows, scratch->held),
                  mode->boundary == HMRNN_BOUNDARY_SOFT, order);
    const size_t n_computed =
        hm_order_active(order) + (mode->computes_copies ? order->n_copy : 0);

    preactivate(net, mode, tape, l, t, order, n_computed, scratch);
    if (l == 0)
        hm_embed_change(net, tape, t, order, scratch->s);
    activate(net, layer, l, slot, B, n_computed, scratch->s);
    memset(layer->z + (t + 1) * B, 0, B * sizeof(float));
    memset(layer->evidence + t * B, 0, B * sizeof(float));
    memset(layer->logit + t * B, 0, B * sizeof(float));
    if (hm_dims_has_detector(&net->dims, l))
        detect(net, mode, tape, l, t, order, n_computed, scratch->s);
    move_on(net, tape, l, t, order, n_computed);
}
