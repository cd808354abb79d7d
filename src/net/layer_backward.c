// SPDX-License-Identifier: BSD-2-Clause
//
// net/layer_backward.c - one layer at one step, backward.
#include <config.h>

#include "net/layer.h"

#include "base/size.h"
#include "net/boundary.h"
#include "net/embed.h"
#include "net/matmul.h"

#include <string.h>

void
hm_backward_state_carve(hm_backward_state *backward, const hm_dims *dims, size_t T, size_t B,
                        const hm_params *gradient, hm_arena *arena)
{
    backward->gradient = *gradient;
    backward->d_below = hm_arena_floats(arena, B);
    size_t most_rows = 0;
    for (size_t l = 0; l < dims->n_layers; l++)
        most_rows = hm_size_max(most_rows, hm_dims_rows(dims, l));
    uint16_t *const scratch =
        hm_arena_take(arena, hm_grad_accum_scratch(most_rows, hm_dims_widest(dims)),
                      sizeof *scratch);
    for (size_t l = 0; l < dims->n_layers; l++) {
        const hm_layer_params *const to = &gradient->layer[l];
        const size_t D = dims->n_units[l];
        const size_t n_rows = hm_dims_rows(dims, l);
        backward->d_h[l] = hm_arena_floats(arena, B * D);
        backward->d_c[l] = hm_arena_floats(arena, B * D);
        backward->d_z[l] = hm_arena_floats(arena, B);
        backward->d_logit[l] = hm_dims_has_detector(dims, l) ? hm_arena_floats(arena, T * B) : NULL;
        hm_grad_accum_carve(&backward->recurrent[l], n_rows, D, to->recurrent, scratch, arena);
        hm_grad_accum_carve(&backward->bottomup[l], n_rows, hm_dims_below(dims, l), to->bottomup,
                            scratch, arena);
        if (hm_dims_has_detector(dims, l))
            hm_grad_accum_carve(&backward->topdown[l], n_rows, dims->n_units[l + 1], to->topdown,
                                scratch, arena);
    }
}

/// What one call of hm_layer_backward() works on.
typedef struct walk {
    const hm_net *net;
    const hm_forward_options *forward;
    const hm_tape *tape;
    size_t l, t, slot;
    size_t B, D, ld;
    const hm_partition *partition;
    size_t n_active;
    bool has_detector;
    const float *z_prev, *z_below;
    hm_backward_state *backward;
    hm_scratch *scratch;
} walk;

static hm_cell_op
mixture_of(const walk *w, size_t row)
{
    return hm_cell_op_of(w->z_prev == NULL ? 0.0f : w->z_prev[row],
                         w->z_below == NULL ? 1.0f : w->z_below[row]);
}

/// Through cell and detector: backward->d_c and d_h of the computed rows to the step before, the
/// gradient of the pre-activations to scratch->s, that of the bits to backward->d_z and d_below.
static void
back_through_cell(const walk *w, size_t n_computed)
{
    const hm_tape_layer *const layer = &w->tape->layer[w->l];
    float *const d_z = w->backward->d_z[w->l];
    const size_t D = w->D;
    for (size_t k = 0; k < n_computed; k++) {
        const size_t row = w->partition->row[k];
        const size_t at = w->slot * w->B + k;
        const size_t state = (w->t * w->B + row) * D;
        const hm_cell_op mix = mixture_of(w, row);
        float d_a[3];
        float *const d_s = w->scratch->s + k * w->ld;
        w->net->kern->cell_backward(D, mix.write, mix.keep, mix.copy, layer->gates + at * 4 * D,
                                    layer->c + state, layer->h + state, layer->tanh_c + at * D,
                                    w->backward->d_c[w->l] + row * D,
                                    w->backward->d_h[w->l] + row * D, d_s, d_a);
        const float z_below = w->z_below == NULL ? 1.0f : w->z_below[row];
        float z_prev = 0.0f;
        if (w->has_detector) {  // z = write * z_hat
            const float d = d_z[row] + w->forward->boundary_penalty;
            z_prev = w->z_prev[row];
            d_a[0] += d * layer->z_hat[at];
            const float slope = w->forward->ste_inward
                                    ? hm_boundary_inward_slope(w->forward->slope, layer->s_z[at], d)
                                    : hm_boundary_slope(w->forward->slope, layer->s_z[at]);
            d_s[4 * D] = d * mix.write * slope;
            if (hm_forward_is_clamped(w->forward, w->l, w->t * w->B + row))
                d_s[4 * D] = 0.0f;                 // its own opinion changed nothing
            if (w->backward->is_labelled[w->l]) {  // logit = write * 2 a s_z
                const float d_logit = w->backward->d_logit[w->l][w->t * w->B + row];
                d_s[4 * D] += mix.write * hm_boundary_logit(w->forward->slope, d_logit);
                d_a[0] += d_logit * hm_boundary_logit(w->forward->slope, layer->s_z[at]);
            }
        }
        d_z[row] = (1.0f - z_below) * (d_a[0] - d_a[2]) - z_below * d_a[1];
        w->backward->d_below[row] = (1.0f - z_prev) * (d_a[0] + d_a[1] - d_a[2]);
    }
    for (size_t k = n_computed; k < hm_partition_all(w->partition); k++) {
        const size_t row = w->partition->row[k];  // zoned out, or *skip*: a row that copied is a
                                                  // constant
        d_z[row] = 0.0f;
        w->backward->d_below[row] = 0.0f;
    }
}

/// Through bias, gain and norm of the active rows, in place in scratch->s.
static void
back_through_norm(const walk *w)
{
    const hm_kernels *const kern = w->net->kern;
    const hm_tape_layer *const layer = &w->tape->layer[w->l];
    const hm_layer_params *const gradient = &w->backward->gradient.layer[w->l];
    const size_t n_columns = hm_dims_rows(&w->net->dims, w->l);
    for (size_t k = 0; k < w->n_active; k++)
        kern->add(n_columns, w->scratch->s + k * w->ld, gradient->bias);
    if (gradient->gain != NULL)
        kern->norm_backward(w->n_active, 4, w->D, layer->x_hat + w->slot * w->B * 4 * w->D,
                            layer->rstd + w->slot * w->B * 4, w->net->params.layer[w->l].gain,
                            w->scratch->s, w->scratch->s, w->ld, gradient->gain);
}

/// Through one of the three products, for all active rows.
///
/// \param first, end  rows that took part in the forward product
/// \param width    units on the other side
/// \param in       [B][width] what went in, by row
/// \param z        [B] the gate it was multiplied by, or NULL for 1
/// \param mask     [B][width] and the mask, or NULL
/// \param back     packed weights
/// \param d_in     [B][width] the gradient of `in` is added here; NULL: leave it in scratch->x
/// \param d_gate   [B] the gradient of the gate is added here, or NULL
static void
back_through_product(const walk *w, size_t first, size_t end, size_t width, const float *in,
                     const float *z, const float *mask, const void *back, float *d_in,
                     float *d_gate, hm_grad_accum *outer)
{
    const hm_kernels *const kern = w->net->kern;
    const size_t n_columns = hm_dims_rows(&w->net->dims, w->l);
    const float *const d_s = w->scratch->s;
    float *const x = w->scratch->x;
    hm_matmul(w->net, w->forward, w->n_active, width, n_columns, d_s, w->ld, back, x, width, false,
              w->scratch->rounded);
    for (size_t k = 0; k < w->n_active; k++) {
        const size_t row = w->partition->row[k];
        const float gate = z == NULL ? 1.0f : z[row];
        const float *const factor = hm_dropout_mask_row(mask, width, row);
        hm_dropout_mask_apply(factor, width, x + k * width);
        if (d_gate != NULL)
            d_gate[row] += (float)kern->dot(width, in + row * width, x + k * width);
        if (d_in != NULL && gate != 0.0f)
            kern->add_scaled(width, gate, x + k * width, d_in + row * width);
        if (k < first || k >= end)
            continue;
        float *d_out = NULL;
        float *went_in = NULL;
        hm_grad_accum_row(outer, w->net, w->forward, &d_out, &went_in);
        memcpy(d_out, d_s + k * w->ld, n_columns * sizeof(float));
        kern->scale(width, gate, in + row * width, went_in);
        hm_dropout_mask_apply(factor, width, went_in);
    }
}

void
hm_layer_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                  size_t l, size_t t, size_t n_rows, const uint32_t *ids,
                  hm_backward_state *backward, hm_scratch *scratch)
{
    const hm_dims *const dims = &net->dims;
    const size_t slot = hm_tape_slot(tape, t);
    walk w = {net,
              forward,
              tape,
              l,
              t,
              slot,
              tape->B,
              dims->n_units[l],
              hm_dims_ld(dims, l),
              &tape->layer[l].partition[slot],
              hm_partition_active(&tape->layer[l].partition[slot]),
              hm_dims_has_detector(dims, l),
              NULL,
              NULL,
              backward,
              scratch};
    hm_tape_bits(tape, dims, l, t, &w.z_prev, &w.z_below);

    back_through_cell(&w, w.n_active + (forward->computes_copies ? w.partition->n_copy : 0));
    back_through_norm(&w);
    back_through_product(&w, 0, w.n_active, w.D, tape->layer[l].h + t * w.B * w.D, NULL, NULL,
                         net->layer[l].recurrent_back, backward->d_h[l], NULL,
                         &backward->recurrent[l]);
    if (w.has_detector) {
        const size_t D_above = dims->n_units[l + 1];
        back_through_product(&w, 0, w.partition->n_flush_alone + w.partition->n_flush, D_above,
                             tape->layer[l + 1].h + t * w.B * D_above, w.z_prev,
                             tape->masks.between[l + 1], net->layer[l].topdown_back,
                             backward->d_h[l + 1], backward->d_z[l], &backward->topdown[l]);
    }
    size_t D_below = 0;
    const float *const below = hm_tape_below(tape, dims, l, t, &D_below);
    back_through_product(&w, w.partition->n_flush_alone, w.n_active, D_below, below, w.z_below,
                         l == 0 ? tape->masks.input : tape->masks.between[l - 1],
                         net->layer[l].bottomup_back, l == 0 ? NULL : backward->d_h[l - 1],
                         w.z_below == NULL ? NULL : backward->d_below, &backward->bottomup[l]);
    if (l == 0)
        hm_embed_backward(net, forward, tape, t, w.partition, ids, scratch->s, scratch->x,
                          &backward->gradient);
    if (w.z_below != NULL)
        net->kern->add(n_rows, backward->d_below, backward->d_z[l - 1]);
}
