// SPDX-License-Identifier: BSD-2-Clause
//
// net/forward_options.h - how a window is run: what the detectors do, what is random, what is
// remembered.
#ifndef HM_NET_FORWARD_OPTIONS_H
#define HM_NET_FORWARD_OPTIONS_H

#include "base/rng.h"
#include "base/thread_pool.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hm_forward_options {
    hmrnn_boundary boundary;
    float slope;            ///< a of the hard sigmoid
    bool computes_copies;   ///< gates of COPY rows, too: the *full* estimator
    bool ste_inward;        ///< the *inward* straight-through gradient
    bool is_int16;          ///< states in 16 bits; not for training
    const float *bottomup;  ///< hm_net_tabulate()'s table, lent; or NULL
    const void *elements;   ///< what ids stand for (net/modality.h), lent; NULL:
                            ///< symbols
    const uint8_t *clamp;   ///< [steps][B] bits of layer 1 in place of its own
                            ///< decisions: 0 or 1, else it decides; or NULL
    float dropout;          ///< of both embeddings, drawn at each step; 0, as the
                            ///< others, outside training
    float dropout_input, dropout_layers, dropout_output;  ///< one choice a window
                                                          ///< (net/variational_dropout.h)
    float dropout_weights;                                ///< of the recurrent weights, likewise
    float layer_zoneout;     ///< of the steps of upper layers (net/layer.h)
    float boundary_penalty;  ///< what each boundary adds to the loss
    uint64_t key;            ///< what is random in this window follows from it
    size_t first_row;        ///< number of our first row among all streams
    hm_thread_pool *pool;    ///< shares large products (net/matmul.h), lent;
                             ///< NULL: one thread's alone
} hm_forward_options;

/// What random numbers are drawn for.
typedef enum hm_draw {
    HM_DRAW_BOUNDARY,           ///< sampled boundaries, a layer each
    HM_DRAW_INPUT_DROPOUT,      ///< of the input embedding, anew each step
    HM_DRAW_OUTPUT_DROPOUT,     ///< of the output embedding
    HM_DRAW_UNIT_MASKS,         ///< variational dropout: the number of the mask stands for the step
    HM_DRAW_WEIGHT_MASKS,       ///< DropConnect: row of the matrix for the step, layer for the row
    HM_DRAW_ZONEOUT,            ///< layers that copy, a layer each
    HM_DRAW_STATE_RESETS,       ///< streams that begin a window with a fresh state
    HM_DRAW_MASKED_INPUTS,      ///< symbols that are read as the unknown one
    HM_DRAW_CLAMPED_BOUNDARIES  ///< boundaries of layer 1 that are taken from labels
} hm_draw;

#define HM_DRAW_BITS 5   // of a purpose: a new one changes no number of the others
#define HM_LAYER_BITS 3  // of a layer
_Static_assert(HMRNN_MAX_LAYERS <= 1 << HM_LAYER_BITS, "each layer has a number of its own");

/// Whether somebody else decides for layer l. \param at  step * B + row
static inline bool
hm_forward_is_clamped(const hm_forward_options *forward, size_t l, size_t at)
{
    return l == 0 && forward->clamp != NULL && forward->clamp[at] <= 1;
}

/// The random numbers of one row at one step, for one purpose (in one layer): they depend on
/// nothing else, so the work can be divided in any way.
static inline hm_rng
hm_forward_rng(const hm_forward_options *forward, hm_draw purpose, size_t l, size_t t, size_t row)
{
    const uint64_t place = ((uint64_t)t << 24) + (uint64_t)(forward->first_row + row);
    return hm_rng_stream(forward->key, place << (HM_DRAW_BITS + HM_LAYER_BITS) |
                                           (uint64_t)purpose << HM_LAYER_BITS | (uint64_t)l);
}

#endif
