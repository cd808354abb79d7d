// SPDX-License-Identifier: BSD-2-Clause
//
// net/tape.h - what the forward pass of a window keeps: states for the next step, and, in training,
// everything that the backward pass needs.
#ifndef HM_NET_TAPE_H
#define HM_NET_TAPE_H

#include "base/arena.h"
#include "net/cell_op.h"
#include "net/dims.h"
#include "net/variational_dropout.h"

#include <stdint.h>

/// Arrays over slots are indexed by the place k of a row in the order, not by the row.
typedef struct hm_tape_layer {
    float *h, *c;             ///< [T + 1][B][D] states; [0] is the one before
    float *z;                 ///< [T + 1][B] boundaries, 0 or 1 (soft: between)
    float *z_tilde;           ///< [T][B] z~ by row, times what was not COPY
    float *logit;             ///< [T][B] 2 a s_z by row: the logistic of it
                              ///< touches z~ where both are 1/2; 0 where COPY
    hm_partition *partition;  ///< [slots]
    float *gates;             ///< [slots][B][4 D] f, i, o, g
    float *tanh_c;            ///< [slots][B][D]
    float *x_hat;             ///< [slots][B][4 D] normalised; NULL without norm
    float *rstd;              ///< [slots][B][4]
    float *s_z;               ///< [slots][B] pre-activation of the detector
    float *z_hat;             ///< [slots][B] the bit before COPY has its say
    float *recurrent;         ///< [B][ld] U h of rows that copied, which is the
                              ///< same at the next step; training only, and not
                              ///< of the lowest layer, which never copies
    bool *knows_recurrent;    ///< [B] it is of the row's present state
} hm_tape_layer;

/// What happens to a row at a step.
typedef enum hm_row_event {
    HM_ROW_GOES_ON,  ///< its state is that of the step before
    HM_ROW_RESETS,   ///< its state is zero, as at the beginning of a text
    HM_ROW_IDLES     ///< nothing is read: every layer copies, no boundary is found, and nothing is
                     ///< computed or counted; it resets before it goes on
} hm_row_event;

typedef struct hm_tape {
    size_t T, B;             ///< at most so many steps, rows
    size_t n_slots;          ///< T in training, else 1: nothing is remembered
    const uint32_t *ids;     ///< [B] input symbols of the present step, lent
    const uint8_t *events;   ///< [B] of the present step, lent; NULL: no row idles
    float *x;                ///< [slots][B][n_embed] embedded input, by row
    uint8_t *char_class;     ///< [T + 1][B] of the symbols; [0] is of the one
                             ///< before, 0 where none is known
    hm_dropout_masks masks;  ///< of the present window
    hm_tape_layer layer[HMRNN_MAX_LAYERS];
} hm_tape;

/// Take the memory of a tape from an arena (measuring or carving, see base/arena.h).
void hm_tape_carve(hm_tape *tape, const hm_dims *dims, size_t T, size_t B, bool is_training,
                   hm_arena *arena);

/// What comes into layer l from below at step t.
///
/// \param width    result: units of it
/// \return [B][width], by row
const float *hm_tape_below(const hm_tape *tape, const hm_dims *dims, size_t l, size_t t,
                           size_t *width);

/// The boundaries that choose the operations of layer l at step t, by row: its own before the step,
/// NULL if it has no detector, and those of the layer below, NULL if that has none (all are 1).
void hm_tape_bits(const hm_tape *tape, const hm_dims *dims, size_t l, size_t t,
                  const float **z_prev, const float **z_below);

/// The slot of step t.
static inline size_t
hm_tape_slot(const hm_tape *tape, size_t t)
{
    return tape->n_slots == 1 ? 0 : t;
}

/// The weights may have changed: nothing that they were multiplied with is known.
void hm_tape_invalidate_products(hm_tape *tape, const hm_dims *dims);

/// Make the state after step `n_steps` - 1 the one before step 0: the window moves on.
void hm_tape_carry(hm_tape *tape, const hm_dims *dims, size_t n_steps);

/// Make the state before step `t` of row `from` of a tape the one before step 0 of row `to` of
/// another, or of the same.
void hm_tape_copy_row(hm_tape *tape, const hm_dims *dims, size_t to, const hm_tape *source,
                      size_t t, size_t from);

/// Forget the state before step t of one row, as at the beginning of a text.
void hm_tape_clear_row(hm_tape *tape, const hm_dims *dims, size_t t, size_t row);

#endif
