// SPDX-License-Identifier: BSD-2-Clause
//
// net/tape.c - what the forward pass of a window keeps.
#include <config.h>

#include "net/tape.h"

#include <string.h>

void
hm_tape_carve(hm_tape *tape, const hm_dims *dims, size_t T, size_t B, bool is_training,
              hm_arena *arena)
{
    tape->T = T;
    tape->B = B;
    tape->n_slots = is_training ? T : 1;
    const size_t n = tape->n_slots * B;
    tape->x = hm_arena_floats(arena, n * dims->n_embed);
    tape->char_class = hm_arena_take(arena, (T + 1) * B, sizeof *tape->char_class);
    tape->masks = (hm_dropout_masks){.input = NULL};
    if (is_training)
        hm_dropout_masks_carve(&tape->masks, dims, B, arena);
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_tape_layer *const layer = &tape->layer[l];
        const size_t D = dims->n_units[l];
        layer->h = hm_arena_floats(arena, (T + 1) * B * D);
        layer->c = hm_arena_floats(arena, (T + 1) * B * D);
        layer->z = hm_arena_floats(arena, (T + 1) * B);
        layer->z_tilde = hm_arena_floats(arena, T * B);
        layer->logit = hm_arena_floats(arena, T * B);
        layer->gates = hm_arena_floats(arena, n * 4 * D);
        layer->tanh_c = hm_arena_floats(arena, n * D);
        layer->x_hat = dims->has_layer_norm ? hm_arena_floats(arena, n * 4 * D) : NULL;
        layer->rstd = dims->has_layer_norm ? hm_arena_floats(arena, n * 4) : NULL;
        layer->s_z = hm_arena_floats(arena, n);
        layer->z_hat = hm_arena_floats(arena, n);
        const bool may_copy = is_training && l > 0;
        layer->recurrent = may_copy ? hm_arena_floats(arena, B * hm_dims_ld(dims, l)) : NULL;
        layer->knows_recurrent =
            may_copy ? hm_arena_take(arena, B, sizeof *layer->knows_recurrent) : NULL;
        layer->partition = hm_arena_take(arena, tape->n_slots, sizeof *layer->partition);
        uint32_t *const rows = hm_arena_take(arena, n, sizeof *rows);
        if (layer->partition != NULL)
            for (size_t slot = 0; slot < tape->n_slots; slot++)
                layer->partition[slot].row = rows + slot * B;
    }
}

void
hm_tape_invalidate_products(hm_tape *tape, const hm_dims *dims)
{
    for (size_t l = 0; l < dims->n_layers; l++)
        for (size_t row = 0; tape->layer[l].knows_recurrent != NULL && row < tape->B; row++)
            tape->layer[l].knows_recurrent[row] = false;
}

void
hm_tape_carry(hm_tape *tape, const hm_dims *dims, size_t n_steps)
{
    const size_t B = tape->B;
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_tape_layer *const layer = &tape->layer[l];
        const size_t n_state = B * dims->n_units[l];
        memmove(layer->h, layer->h + n_steps * n_state, n_state * sizeof(float));
        memmove(layer->c, layer->c + n_steps * n_state, n_state * sizeof(float));
        memmove(layer->z, layer->z + n_steps * B, B * sizeof(float));
    }
    memmove(tape->char_class, tape->char_class + n_steps * B, B * sizeof *tape->char_class);
}

void
hm_tape_clear_row(hm_tape *tape, const hm_dims *dims, size_t t, size_t row)
{
    const size_t at = t * tape->B + row;
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_tape_layer *const layer = &tape->layer[l];
        const size_t D = dims->n_units[l];
        memset(layer->h + at * D, 0, D * sizeof(float));
        memset(layer->c + at * D, 0, D * sizeof(float));
        layer->z[at] = 0.0f;
        if (layer->knows_recurrent != NULL)
            layer->knows_recurrent[row] = false;
    }
    tape->char_class[at] = 0;
}

const float *
hm_tape_below(const hm_tape *tape, const hm_dims *dims, size_t l, size_t t, size_t *width)
{
    *width = hm_dims_below(dims, l);
    if (l == 0)
        return tape->x + hm_tape_slot(tape, t) * tape->B * dims->n_embed;
    return tape->layer[l - 1].h + (t + 1) * tape->B * *width;
}

void
hm_tape_bits(const hm_tape *tape, const hm_dims *dims, size_t l, size_t t, const float **z_prev,
             const float **z_below)
{
    const size_t B = tape->B;
    *z_prev = hm_dims_has_detector(dims, l) ? tape->layer[l].z + t * B : NULL;
    *z_below =
        l > 0 && hm_dims_has_detector(dims, l - 1) ? tape->layer[l - 1].z + (t + 1) * B : NULL;
}

void
hm_tape_copy_row(hm_tape *tape, const hm_dims *dims, size_t to, const hm_tape *source, size_t t,
                 size_t from)
{
    const size_t at = t * source->B + from;
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_tape_layer *const layer = &tape->layer[l];
        const size_t D = dims->n_units[l];
        memcpy(layer->h + to * D, source->layer[l].h + at * D, D * sizeof(float));
        memcpy(layer->c + to * D, source->layer[l].c + at * D, D * sizeof(float));
        layer->z[to] = source->layer[l].z[at];
    }
    tape->char_class[to] = source->char_class[at];
}
