// SPDX-License-Identifier: BSD-2-Clause
//
// net/weights.h - a network ready to run: its parameters, and their matrices packed for the
// kernels.
//
// The packed forms are made once for many steps; after the parameters change they are made again.
#ifndef HM_NET_WEIGHTS_H
#define HM_NET_WEIGHTS_H

#include "base/arena.h"
#include "base/thread_pool.h"
#include "kern/kern.h"
#include "net/params.h"
#include "net/variational_dropout.h"

/// What a network is made for.
typedef enum hm_net_use {
    HM_NET_RUNS,            ///< forward only
    HM_NET_LEARNS,          ///< the ways back are packed, too
    HM_NET_LEARNS_BFLOAT16  ///< ... and matrices multiplied in bfloat16
} hm_net_use;

/// Matrices packed for hm_matmul().
typedef struct hm_layer_weights {
    void *recurrent, *topdown, *bottomup;                 ///< state to pre-activation
    void *recurrent_back, *topdown_back, *bottomup_back;  ///< the way back; training only
} hm_layer_weights;

/// A matrix in 16 bits (kern/gemm_int16.c).
typedef struct hm_int16_weights {
    int16_t *packed;  ///< NULL: there is no such matrix
    float *scale;
} hm_int16_weights;

typedef struct hm_net {
    hm_dims dims;
    const hm_kernels *kern;
    hm_params params;  ///< lent; must outlive the net
    bool is_training;  ///< the ways back are packed, too
    bool is_bfloat16;  ///< matrices are packed in bfloat16
    hm_layer_weights layer[HMRNN_MAX_LAYERS];
    struct {
        hm_int16_weights recurrent, topdown, bottomup;  ///< of layers above the first, the last
    } int16[HMRNN_MAX_LAYERS];                          ///< not for training
    const float *symbols;                      ///< [V][n_embed] what each symbol brings in, with
                                               ///< its class; without a vocabulary not used
    float *folded;                             ///< [V][n_embed] where that is a sum, else NULL
    void *head_gate[HMRNN_MAX_LAYERS];         ///< by the layer whose states they are multiplied
                                               ///< with, packed, always as floats
    void *head_embed[HMRNN_MAX_LAYERS];        ///< E_l, packed
    void *head_output;                         ///< packed
    void *head_embed_back, *head_output_back;  ///< the way back; training only
    float *dropconnect[HMRNN_MAX_LAYERS];      ///< recurrent matrices, some weights left out; NULL
                                               ///< without hm_net_allow_dropconnect()
    bool is_dropconnected;                     ///< these are the ones that are packed
    hm_arena arena, dropconnect_arena;
} hm_net;

/// Allocate the packed forms; hm_net_pack() fills them in.
///
/// \param params   lent, laid out for `dims`
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_net_init(hm_net *net, const hm_dims *dims, const hm_params *params, hm_net_use use,
                         hmrnn_error *err);

/// Pack the matrices as the parameters are now. \param pool  shares the work; NULL: the caller
///                 alone
void hm_net_pack(hm_net *net, hm_thread_pool *pool);

/// Allocate what hm_net_pack_dropconnect() needs. Errors: HMRNN_ENOMEM.
hmrnn_status hm_net_allow_dropconnect(hm_net *net, hmrnn_error *err);

/// hm_net_pack() with a share of the recurrent weights of the gates set to zero, as the forward
/// options say (dropout_weights, key). The parameters themselves are not changed; boundary rows are
/// whole.
void hm_net_pack_dropconnect(hm_net *net, const hm_forward_options *forward, hm_thread_pool *pool);

/// From the gradient of the weights that were packed to that of the parameters: what was left out
/// has none. \param forward  the options that the weights were packed with
void hm_net_dropconnect_gradient(const hm_net *net, const hm_forward_options *forward,
                                 const hm_params *gradient);

/// What every symbol brings into the pre-activations of the lowest layer: looking that up is the
/// same to the bit as embedding and multiplying, and cheaper. Only with a vocabulary.
///
/// \param first, n symbols of this call, so that threads can divide the work
/// \param table    [V][hm_dims_ld(dims, 0)] result
void hm_net_tabulate(const hm_net *net, size_t first, size_t n, float *table);

void hm_net_release(hm_net *net);

#endif
