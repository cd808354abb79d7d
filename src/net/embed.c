// SPDX-License-Identifier: BSD-2-Clause
//
// net/embed.c - what a network reads at a step: a symbol with its character class, or a point.
#include <config.h>

#include "net/embed.h"

/// Drop units of one row out, or their gradients: the same ones.
static void
drop(const hm_net *net, const hm_forward_options *forward, size_t t, size_t row, float *x)
{
    if (forward->dropout > 0.0f)
        net->kern->thin(net->dims.n_embed,
                        hm_forward_rng(forward, HM_DRAW_INPUT_DROPOUT, 0, t, row), forward->dropout,
                        x, x);
}

void
hm_embed_forward(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t t,
                 size_t n_rows, const uint32_t *ids)
{
    const size_t E = net->dims.n_embed;
    for (size_t row = 0; net->dims.char_classes != NULL && row < n_rows; row++)
        tape->char_class[(t + 1) * tape->B + row] = net->dims.char_classes[ids[row]];
    if (forward->bottomup != NULL)
        return;
    float *x = tape->x + hm_tape_slot(tape, t) * tape->B * E;
    for (size_t row = 0; row < n_rows; row++, x += E) {
        net->dims.modality->embed(net, forward->elements, ids[row], x);
        drop(net, forward, t, row, x);
    }
}

/// Whether the class of a symbol is not that of the one before it.
static bool
is_change(uint8_t before, uint8_t here)
{
    return before != 0 && here != 0 && before != here;
}

void
hm_embed_change(const hm_net *net, const hm_tape *tape, size_t t, const hm_partition *partition,
                float *s)
{
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const size_t end = hm_partition_active(partition);
    const uint8_t *const before = tape->char_class + t * tape->B;
    for (size_t k = 0; net->dims.char_classes != NULL && k < end; k++) {
        const size_t row = partition->row[k];
        if (is_change(before[row], before[tape->B + row]))
            net->kern->add(n_columns, net->params.class_change, s + k * ld);
    }
}

void
hm_embed_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                  size_t t, const hm_partition *partition, const uint32_t *ids, const float *d_s,
                  float *d_x, const hm_params *gradient)
{
    const size_t E = net->dims.n_embed;
    const size_t n_columns = hm_dims_rows(&net->dims, 0);
    const size_t ld = hm_dims_ld(&net->dims, 0);
    const uint8_t *const char_classes = net->dims.char_classes;
    const uint8_t *const before = tape->char_class + t * tape->B;
    const size_t end = hm_partition_active(partition);
    for (size_t k = 0; k < end; k++, d_x += E) {
        const size_t row = partition->row[k];
        drop(net, forward, t, row, d_x);
        net->dims.modality->embed_backward(net, forward->elements, ids[row], d_x, gradient);
        if (char_classes != NULL && is_change(before[row], char_classes[ids[row]]))
            net->kern->add(n_columns, d_s + k * ld, gradient->class_change);
    }
}
