// SPDX-License-Identifier: BSD-2-Clause
//
// net/variational_dropout.c - units and weights that are left out in training, one choice for a
// whole window.
#include <config.h>

#include "net/variational_dropout.h"

enum { INPUT, BETWEEN, OUTPUT = BETWEEN + HMRNN_MAX_LAYERS };

void
hm_dropout_masks_carve(hm_dropout_masks *masks, const hm_dims *dims, size_t B, hm_arena *arena)
{
    *masks = (hm_dropout_masks){.input = NULL};
    masks->values[INPUT] = hm_arena_floats(arena, B * dims->n_embed);
    for (size_t l = 0; l < dims->n_layers; l++) {
        masks->values[BETWEEN + l] = hm_arena_floats(arena, B * dims->n_units[l]);
        masks->values[OUTPUT + l] = hm_arena_floats(arena, B * dims->n_units[l]);
    }
}

/// The factors of one mask. \param at  which of the masks, which is also what it is drawn for
static const float *
draw(const hm_dropout_masks *masks, const hm_kernels *kern, const hm_forward_options *forward,
     size_t at, float share, size_t width, size_t n_rows)
{
    float *const mask = masks->values[at];
    if (mask == NULL || share <= 0.0f)
        return NULL;
    for (size_t row = 0; row < n_rows; row++) {
        float *const factor = mask + row * width;
        for (size_t i = 0; i < width; i++)
            factor[i] = 1.0f;
        kern->thin(width, hm_forward_rng(forward, HM_DRAW_UNIT_MASKS, 0, at, row), share, factor,
                   factor);
    }
    return mask;
}

void
hm_dropout_masks_draw(hm_dropout_masks *masks, const hm_dims *dims, const hm_kernels *kern,
                      const hm_forward_options *forward, size_t n_rows)
{
    masks->input = draw(masks, kern, forward, INPUT, forward->dropout_input, dims->n_embed, n_rows);
    for (size_t l = 0; l < dims->n_layers; l++) {
        const size_t D = dims->n_units[l];
        masks->between[l] =
            draw(masks, kern, forward, BETWEEN + l, forward->dropout_layers, D, n_rows);
        masks->output[l] =
            draw(masks, kern, forward, OUTPUT + l, forward->dropout_output, D, n_rows);
    }
}
