// SPDX-License-Identifier: BSD-2-Clause
//
// net/embed.h - what a network reads at a step: a symbol with its character class, or a point.
//
//     x = E[symbol] + F[class]                 or as another modality has it (net/modality.h)
//     s = ... + W x + G                        G where the class is not that of the symbol before
//
// The symbols of a script, say, are a class (text/char_classes.h). The class of the unknown symbol,
// which also stands for a masked one, is 0, and so is the class before the first symbol; no change
// is counted to or from class 0. G is the column of W that a further unit of x, 1 at a change and
// else 0, would have. It is a parameter of its own, so that W x can be tabulated by symbol.
#ifndef HM_NET_EMBED_H
#define HM_NET_EMBED_H

#include "net/forward_options.h"
#include "net/tape.h"
#include "net/weights.h"

/// Embed what each row reads at step t, with dropout in training: tape->x and tape->char_class.
/// With forward->bottomup x is not needed and not made.
///
/// \param ids      [B] symbols, or what forward->elements has them stand for
void hm_embed_forward(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t t,
                      size_t n_rows, const uint32_t *ids);

/// Add G to the rows in which the class changes at step t.
///
/// \param partition    of layer 1
/// \param s        [rows of the order][hm_dims_ld(dims, 0)] pre-activations
void hm_embed_change(const hm_net *net, const hm_tape *tape, size_t t,
                     const hm_partition *partition, float *s);

/// Add to the gradients of the embedding, F and G.
///
/// \param partition    of layer 1
/// \param d_s      [rows of the order][hm_dims_ld(dims, 0)] gradient of the pre-activations
/// \param d_x      [rows of the order][n_embed] gradient of x; the dropout of x is applied to it
void hm_embed_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                       size_t t, const hm_partition *partition, const uint32_t *ids,
                       const float *d_s, float *d_x, const hm_params *gradient);

#endif
