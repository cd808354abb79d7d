// SPDX-License-Identifier: BSD-2-Clause
//
// net/head.h - the output module: from the states of all layers to the next element.
//
//     g_l = logistic(w_l . [h_1; ...; h_L])       one scalar a layer     (paper eq. 8)
//     e   = ReLU(sum_l g_l E_l h_l)                                      (paper eq. 9)
//     p   = softmax(O e + b), or the density that O e + b describes (net/modality.h)
//
// It does not depend on the recurrence, so all steps of all rows of a window go through in blocks.
// The state of a layer that copies is the same again: w h and E_l h of it are multiplied once for
// all the steps of a block that it stands still in, and so are, on the way back, the gradients of
// w and E_l.
#ifndef HM_NET_HEAD_H
#define HM_NET_HEAD_H

#include "net/forward_options.h"
#include "net/tape.h"
#include "net/weights.h"

#define HM_NO_TARGET UINT32_MAX
#define HM_NATS_PER_BIT 0.69314718055994530942  // ln 2

/// The states of a layer in a block, those that did not move once.
typedef struct hm_head_states {
    size_t n;
    uint32_t *index;     ///< [capacity] which one each row of the block has
    float *h;            ///< [n][D] thinned out
    float *gate_logits;  ///< [n][L] what they say to the gate of each layer
    float *embedded;     ///< [n][n_output_embed] E_l h
} hm_head_states;

typedef struct hm_head {
    size_t capacity;   ///< rows of a block
    uint32_t *place;   ///< [capacity] step * B + row of each
    uint32_t *target;  ///< [capacity]
    hm_head_states states[HMRNN_MAX_LAYERS];
    float *gate;                       ///< [capacity][L]
    float *e;                          ///< [capacity][n_output_embed]
    float *logits;                     ///< [capacity][hm_dims_outputs()]
    uint16_t *rounded;                 ///< of hm_matmul() and, in training, _outer()
    double *entropy;                   ///< [T][B] of symbols: where hm_head_score() puts
                                       ///< the entropy of p beside each -ln p(target),
                                       ///< in nats; lent, or NULL
    float *d_e;                        ///< [capacity][n_output_embed]; training only, as
    float *d_h;                        ///< [capacity][all units]       all that follow
    float *d_gate;                     ///< [capacity][L]
    float *d_gate_logits;              ///< [capacity][L]              of one layer
    float *d_embedded;                 ///< [capacity][n_output_embed] of one layer
    float *d_state[HMRNN_MAX_LAYERS];  ///< [T][B][D] result: gradient of each layer's h
} hm_head;

void hm_head_carve(hm_head *head, const hm_dims *dims, size_t T, size_t B, bool is_training,
                   hm_arena *arena);

/// What the state of layer l is thinned out by where row i of the block stands, or NULL.
static inline const float *
hm_head_mask(const hm_net *net, const hm_tape *tape, const hm_head *head, size_t i, size_t l)
{
    return hm_dropout_mask_row(tape->masks.output[l], net->dims.n_units[l],
                               head->place[i] % tape->B);
}

/// Score the elements that follow the first `n_steps` steps of a tape.
///
/// \param targets  [n_steps][B] id of what comes after each step, or HM_NO_TARGET
/// \param nats     [n_steps][B] result: -ln p(target), 0 where there is none; or NULL
/// \param scale    what the sum of the losses is multiplied by for the gradient
/// \param gradient of the parameters of the head, added to, along with head->d_state; NULL: none
/// \return the sum of -ln p over all targets
double hm_head_score(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                     hm_head *head, size_t n_steps, size_t n_rows, const uint32_t *targets,
                     double *nats, float scale, const hm_params *gradient);

/// Of the block of `n` rows that was scored last, whose logits have become their gradient: the
/// gradient of the parameters of the head, added to, and of the states, to head->d_state.
void hm_head_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                      hm_head *head, size_t n, const hm_params *gradient);

/// The numbers of the head after step `t` of a row of a tape.
///
/// \return [hm_dims_outputs()] logits, or parameters of a density; valid until the head is used
/// again
const float *hm_head_predict(const hm_net *net, const hm_forward_options *forward,
                             const hm_tape *tape, hm_head *head, size_t t, size_t row);

#endif
