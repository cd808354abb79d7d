// SPDX-License-Identifier: BSD-2-Clause
//
// net/embed.h - what a network reads at a step: a symbol, with its kind, or a point.
//
//     x = E[symbol] + F[kind]                  of a point: an affine map
//     s = ... + W x + G                        G where the kind is not that of the symbol before
//
// A kind is what the symbols of a script, say, have in common (text/char_classes.h). The kind of a
// symbol for "hidden" or "unknown" is 0, not known, and so is what stands before the first: to or
// from there nothing changes. G is what one more unit of x that is 1 at a change would have as its
// column of W; it stands by itself, so that what a symbol brings in can be tabulated.
#ifndef HM_NET_EMBED_H
#define HM_NET_EMBED_H

#include "net/forward_options.h"
#include "net/tape.h"
#include "net/weights.h"

/// Embed what each row reads at step t, thinned out in training: tape->x and tape->char_class. With
/// forward->bottomup there is no need of x.
///
/// \param ids      [B] symbols, or points of forward->points
void hm_embed_forward(const hm_net *net, const hm_forward_options *forward, hm_tape *tape, size_t t,
                      size_t n_rows, const uint32_t *ids);

/// Add G to the rows in which the kind changes at step t.
///
/// \param partition    of layer 1
/// \param s        [rows of the order][hm_dims_ld(dims, 0)] pre-activations
void hm_embed_change(const hm_net *net, const hm_tape *tape, size_t t,
                     const hm_partition *partition, float *s);

/// Add to the gradients of E (of the map of points), F and G.
///
/// \param partition    of layer 1
/// \param d_s      [rows of the order][hm_dims_ld(dims, 0)] gradient of the pre-activations
/// \param d_x      [rows of the order][n_embed] gradient of x; thinned as x was
void hm_embed_backward(const hm_net *net, const hm_forward_options *forward, const hm_tape *tape,
                       size_t t, const hm_partition *partition, const uint32_t *ids,
                       const float *d_s, float *d_x, const hm_params *gradient);

#endif
