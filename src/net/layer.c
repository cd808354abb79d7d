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
    scratch->rounded =
        hm_arena_take(arena, hm_matmul_scratch(B, hm_size_max(ld, hm_dims_widest(dims))),
                      sizeof(uint16_t));
    scratch->zoned_out = hm_arena_take(arena, B, sizeof *scratch->zoned_out);
    scratch->row = hm_arena_take(arena, B, sizeof *scratch->row);
}

/// One of the three products: which rows it multiplies by what.
typedef struct term {
    size_t first, end;  ///< rows of the order
    size_t width;
    const float *from;  ///< [B][width] by row
    const float *z;     ///< [B] what each row is multiplied by, or NULL
    const float *mask;  ///< [B][width] and what each unit is, or NULL
    const void *packed;
    const hm_int16_weights *int16;  ///< NULL: there is none
    bool accumulates;
} term;

/// Bring the rows together, in 16 bits, and multiply.
static void
add_int16(const hm_net *net, size_t l, const hm_partition *partition, const term *part,
          const hm_scratch *scratch)
{
    const size_t ldx = (part->width + 1) / 2 * 2;
    const size_t ld = hm_dims_ld(&net->dims, l);
    int16_t *const x = (int16_t *)(void *)scratch->x;
    for (size_t k = part->first; k < part->end; k++) {
        const size_t row = partition->row[k];
        net->kern->int16_quantize(part->width, part->z == NULL ? 1.0f : part->z[row],
                                  part->from + row * part->width, x + (k - part->first) * ldx);
    }
    net->kern->int16_product(part->end - part->first, hm_dims_rows(&net->dims, l), part->width, x,
                             ldx, part->int16->packed, part->int16->scale,
                             scratch->s + part->first * ld, ld, part->accumulates);
}

/// Bring the rows together and multiply: scratch->s [rows of the order][ld].
static void
add_term(const hm_net *net, const hm_forward_options *forward, size_t l,
         const hm_partition *partition, const term *part, const hm_scratch *scratch)
{
    if (forward->is_int16 && part->int16 != NULL) {
        add_int16(net, l, partition, part, scratch);
        return;
    }
    const size_t width = part->width;
    const size_t ld = hm_dims_ld(&net->dims, l);
    float *to = scratch->x;
    for (size_t k = part->first; k < part->end; k++, to += width) {
        const size_t row = partition->row[k];
        if (part->z == NULL || part->z[row] == 1.0f)
            memcpy(to, part->from + row * width, width * sizeof(float));
        else
            net->kern->scale(width, part->z[row], part->from + row * width, to);
        hm_dropout_mask_apply(hm_dropout_mask_row(part->mask, width, row), width, to);
    }
    hm_matmul(net, forward, part->end - part->first, hm_dims_rows(&net->dims, l), width, scratch->x,
              width, part->packed, scratch->s + part->first * ld, ld, part->accumulates,
              scratch->rounded);
}

/// What the symbols bring into the lowest layer, looked up.
static void
add_symbols(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
            const hm_partition *partition, const hm_scratch *scratch)
{
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const size_t end = hm_partition_active(partition);
    for (size_t k = partition->n_flush_alone; k < end; k++)
        net->kern->add(n_columns, forward->bottomup + tape->ids[partition->row[k]] * ld,
                       scratch->s + k * ld);
}

/// U h of the computed rows: scratch->s [n_computed][ld]. It is remembered of those that copy.
static void
add_recurrent(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t l,
              size_t t, const hm_partition *partition, size_t n_computed, const hm_scratch *scratch)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t D = net->dims.n_units[l];
    const size_t ld = hm_dims_ld(&net->dims, l);
    term part = {0,
                 n_computed,
                 D,
                 layer->h + t * tape->B * D,
                 NULL,
                 NULL,
                 net->layer[l].recurrent,
                 &net->int16[l].recurrent,
                 false};
    if (layer->recurrent == NULL || !forward->computes_copies) {
        add_term(net, forward, l, partition, &part, scratch);
        return;
    }
    size_t n_new = 0;
    for (size_t k = 0; k < n_computed; k++)
        if (!layer->knows_recurrent[partition->row[k]])
            scratch->row[n_new++] = partition->row[k];
    part.end = n_new;
    add_term(net, forward, l, &(hm_partition){.row = scratch->row}, &part, scratch);
    for (size_t k = n_computed; k-- > 0;) {  // from the end: nothing is overwritten unread
        const size_t row = partition->row[k];
        const bool copies = k >= hm_partition_active(partition);
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
preactivate(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t l, size_t t,
            const hm_partition *partition, size_t n_computed, const hm_scratch *scratch)
{
    const hm_dims *const dims = &net->dims;
    const hm_layer_weights *const weights = &net->layer[l];
    const size_t B = tape->B;
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, dims, l, t, &z_prev, &z_below);

    add_recurrent(net, forward, tape, l, t, partition, n_computed, scratch);
    if (weights->topdown != NULL) {
        const size_t D_above = dims->n_units[l + 1];
        const term topdown = {0,
                              partition->n_flush_alone + partition->n_flush,
                              D_above,
                              tape->layer[l + 1].h + t * B * D_above,
                              z_prev,
                              tape->masks.between[l + 1],
                              weights->topdown,
                              &net->int16[l].topdown,
                              true};
        add_term(net, forward, l, partition, &topdown, scratch);
    }
    if (l == 0 && forward->bottomup != NULL) {
        add_symbols(net, forward, tape, partition, scratch);
        return;
    }
    term bottomup = {partition->n_flush_alone,
                     hm_partition_active(partition),
                     0,
                     NULL,
                     z_below,
                     l == 0 ? tape->masks.input : tape->masks.between[l - 1],
                     weights->bottomup,
                     l == 0 ? NULL : &net->int16[l].bottomup,
                     true};
    bottomup.from = hm_tape_below(tape, dims, l, t, &bottomup.width);
    add_term(net, forward, l, partition, &bottomup, scratch);
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
detect(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t l, size_t t,
       const hm_partition *partition, size_t n_computed, const float *s)
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
        const size_t row = partition->row[k];
        const float s_z = s[k * ld + at] + bias;
        const float z_tilde = hm_boundary_z_tilde(forward->slope, s_z);
        float draw = 0.0f;
        if (forward->boundary == HMRNN_BOUNDARY_SAMPLED) {
            hm_rng rng = hm_forward_rng(forward, HM_DRAW_BOUNDARY, l, t, row);
            draw = hm_rng_uniform(&rng);
        }
        const float z_hat = hm_forward_is_clamped(forward, l, t * B + row)
                                ? (float)forward->clamp[t * B + row]
                                : hm_boundary_value(forward->boundary, z_tilde, draw);
        const hm_cell_op mix = hm_cell_op_of(z_prev[row], z_below == NULL ? 1.0f : z_below[row]);
        layer->s_z[slot * B + k] = s_z;
        layer->z_hat[slot * B + k] = z_hat;
        layer->z[(t + 1) * B + row] = mix.write * z_hat;
        layer->z_tilde[t * B + row] = mix.write * z_tilde;
        layer->logit[t * B + row] = mix.write * hm_boundary_logit(forward->slope, s_z);
    }
}

/// The new states: computed rows through the cell, COPY rows bit for bit.
static void
update_cells(const hm_net *net, hm_tape *tape, size_t l, size_t t, const hm_partition *partition,
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
        const size_t row = partition->row[k];
        const hm_cell_op mix = hm_cell_op_of(z_prev == NULL ? 0.0f : z_prev[row],
                                             z_below == NULL ? 1.0f : z_below[row]);
        net->kern->cell(D, mix.write, mix.keep, mix.copy, layer->gates + (slot * B + k) * 4 * D,
                        c_prev + row * D, h_prev + row * D, c + row * D, h + row * D,
                        layer->tanh_c + (slot * B + k) * D);
    }
    for (size_t k = hm_partition_active(partition); k < hm_partition_all(partition); k++) {
        const size_t row = partition->row[k];
        memcpy(c + row * D, c_prev + row * D, D * sizeof(float));
        memcpy(h + row * D, h_prev + row * D, D * sizeof(float));
    }
}

/// The rows that copy whatever the bits say: those that idle, and those that are drawn to be zoned
/// out. \return NULL if there are none
static const bool *
hold_some(const hm_forward_options *forward, const hm_tape *tape, size_t l, size_t t, size_t n_rows,
          bool *zoned_out)
{
    const bool draws = l > 0 && forward->layer_zoneout > 0.0f;
    if (!draws && tape->events == NULL)
        return NULL;
    for (size_t row = 0; row < n_rows; row++) {
        hm_rng rng = hm_forward_rng(forward, HM_DRAW_ZONEOUT, l, t, row);
        zoned_out[row] = (tape->events != NULL && tape->events[row] == HM_ROW_IDLES) ||
                         (draws && hm_rng_uniform(&rng) < forward->layer_zoneout);
    }
    return zoned_out;
}

void
hm_layer_forward(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t l,
                 size_t t, size_t n_rows, hm_scratch *scratch)
{
    hm_tape_layer *const layer = &tape->layer[l];
    const size_t B = tape->B;
    const size_t slot = hm_tape_slot(tape, t);
    hm_partition *const partition = &layer->partition[slot];
    const float *z_prev = NULL;
    const float *z_below = NULL;
    hm_tape_bits(tape, &net->dims, l, t, &z_prev, &z_below);
    hm_partition_rows(n_rows, z_prev, z_below,
                      hold_some(forward, tape, l, t, n_rows, scratch->zoned_out),
                      forward->boundary == HMRNN_BOUNDARY_SOFT, partition);
    const size_t n_computed =
        hm_partition_active(partition) + (forward->computes_copies ? partition->n_copy : 0);

    preactivate(net, forward, tape, l, t, partition, n_computed, scratch);
    if (l == 0)
        hm_embed_change(net, tape, t, partition, scratch->s);
    activate(net, layer, l, slot, B, n_computed, scratch->s);
    memset(layer->z + (t + 1) * B, 0, B * sizeof(float));
    memset(layer->z_tilde + t * B, 0, B * sizeof(float));
    memset(layer->logit + t * B, 0, B * sizeof(float));
    if (hm_dims_has_detector(&net->dims, l))
        detect(net, forward, tape, l, t, partition, n_computed, scratch->s);
    update_cells(net, tape, l, t, partition, n_computed);
}
