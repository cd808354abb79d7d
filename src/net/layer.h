// SPDX-License-Identifier: BSD-2-Clause
//
// net/layer.h - one layer at one step, forward and backward.
//
//     s = U h_prev  +  z_prev V h_above_prev  +  z_below W h_below      (paper eq. 4, 6-7)
//     f, i, o, g    =  activation(norm(s) + b)
//     c, h          =  UPDATE, COPY or FLUSH                            (paper eq. 2-3)
//     z             =  (not COPY) step(z~(s_z + b_z))
//
// Rows of the batch that copy are left out of the products. The *full* estimator needs their
// pre-activations as well: U h of a state that does not change is computed once and kept until the
// row does UPDATE or FLUSH.
//
// In training a layer may be zoned out at a step by chance (layer_zoneout): it copies, whatever the
// bits say. It is zoneout (Krueger et al. 2017, arXiv:1606.01305) for whole layers: here a layer
// has an operation that does just that, which costs less than the step it replaces, and nothing
// is scaled, so outside training there is nothing to make up for. As after any COPY the boundary
// is 0: the layer above copies, too, unless it flushes, and a FLUSH that was due does not happen.
// The bits around a zoned-out layer get no gradient, because they decided nothing. The lowest layer
// is never zoned out: all layers above would copy with it, and to mask characters there is the
// unknown symbol.
#ifndef HM_NET_LAYER_H
#define HM_NET_LAYER_H

#include "net/forward_options.h"
#include "net/grad_accum.h"
#include "net/tape.h"
#include "net/weights.h"

/// Room for the work of one step.
typedef struct hm_scratch {
    float *s;           ///< [B][widest pre-activation row]
    float *x;           ///< [B][widest layer or embedding]; in 16 bits,
                        ///< too
    uint16_t *rounded;  ///< [B][widest of both] of hm_matmul()
    bool *zoned_out;    ///< [B] rows whose layer is zoned out at this step
    uint32_t *row;      ///< [B] rows that a product is made for
} hm_scratch;

void hm_scratch_carve(hm_scratch *scratch, const hm_dims *dims, size_t B, hm_arena *arena);

/// The gradients of states on the way back through time, and the gradients of parameters so far.
typedef struct hm_backward_state {
    float *d_h[HMRNN_MAX_LAYERS];        ///< [B][D] of the state that the walk has reached
    float *d_c[HMRNN_MAX_LAYERS];        ///< [B][D]
    float *d_z[HMRNN_MAX_LAYERS];        ///< [B]
    float *d_below;                      ///< [B] of the bits below, of one step
    float *d_logit[HMRNN_MAX_LAYERS];    ///< [T][B] of the logits, from the loss of labels; of
                                         ///< layers with a detector
    bool is_labelled[HMRNN_MAX_LAYERS];  ///< d_logit of the layer counts
    hm_grad_accum recurrent[HMRNN_MAX_LAYERS];
    hm_grad_accum topdown[HMRNN_MAX_LAYERS];
    hm_grad_accum bottomup[HMRNN_MAX_LAYERS];
    hm_params gradient;  ///< lent
} hm_backward_state;

/// \param gradient  lent; NULL pointers in it while measuring
void hm_backward_state_carve(hm_backward_state *backward, const hm_dims *dims, size_t T, size_t B,
                             const hm_params *gradient, hm_arena *arena);

/// Step t of layer l: from the states at t and what is below to the state at t + 1.
///
/// \param n_rows   rows in use, at most tape->B
void hm_layer_forward(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t l,
                      size_t t, size_t n_rows, hm_scratch *scratch);

/// Step t of layer l backwards: backward->d_h[l], d_c[l] and d_z[l] go from step t + 1 to t, the
/// layers around get their parts, and the gradients of the layer's parameters grow. Layers above
/// must have been walked through step t already, those below not yet. The gradient into z goes
/// through every place where z multiplies: the choice of operation and both gates.
///
/// \param ids      [B] input symbols of the step, for the gradient of the embedding
void hm_layer_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                       size_t l, size_t t, size_t n_rows, const uint32_t *ids,
                       hm_backward_state *backward, hm_scratch *scratch);

#endif
