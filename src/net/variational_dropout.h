// SPDX-License-Identifier: BSD-2-Clause
//
// net/variational_dropout.h - units and weights that are left out in training, one choice for a
// whole window.
//
// A mask that changes from step to step keeps a recurrent network from remembering; one that stays
// does not (Gal & Ghahramani 2016, arXiv:1512.05287). Each row has masks of its own for what it
// reads, for the states that go to the layers above and below, and for those that go to the output
// module from
// each layer. Recurrent weights are left out for all rows alike (DropConnect on hidden-to-hidden
// matrices: Merity, Keskar & Socher 2018, arXiv:1708.02182), so that they can be packed once. What
// is kept is divided by the share that is kept: outside training there is nothing to make up for.
#ifndef HM_NET_VARIATIONAL_DROPOUT_H
#define HM_NET_VARIATIONAL_DROPOUT_H

#include "base/arena.h"
#include "kern/kern.h"
#include "net/dims.h"
#include "net/forward_options.h"

/// Factors, 0 or 1 / (1 - share), by row. NULL where nothing is left out.
typedef struct hm_dropout_masks {
    const float *input;                       ///< [B][n_embed]
    const float *between[HMRNN_MAX_LAYERS];   ///< [B][D] of a layer's state, for its neighbours
    const float *output[HMRNN_MAX_LAYERS];    ///< [B][D] of it, for the output module
    float *values[1 + 2 * HMRNN_MAX_LAYERS];  ///< of all of these; training only
} hm_dropout_masks;

void hm_dropout_masks_carve(hm_dropout_masks *masks, const hm_dims *dims, size_t B,
                            hm_arena *arena);

/// Draw the masks of a window. Without memory for masks (outside training) nothing is left out.
void hm_dropout_masks_draw(hm_dropout_masks *masks, const hm_dims *dims, const hm_kernels *kern,
                           const hm_forward_options *forward, size_t n_rows);

/// y *= factor, or nothing if there is none.
static inline void
hm_dropout_mask_apply(const float *factor, size_t n, float *y)
{
    for (size_t i = 0; factor != NULL && i < n; i++)
        y[i] *= factor[i];
}

/// One row's part of a mask.
static inline const float *
hm_dropout_mask_row(const float *mask, size_t width, size_t row)
{
    return mask == NULL ? NULL : mask + row * width;
}

#endif
