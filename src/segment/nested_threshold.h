// SPDX-License-Identifier: BSD-2-Clause
//
// segment/nested_threshold.h - from the evidence after every symbol to nested segments of
// characters.
#ifndef HM_SEGMENT_NESTED_THRESHOLD_H
#define HM_SEGMENT_NESTED_THRESHOLD_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

/// The evidence of one layer, by symbol, brought to the characters that the symbols came from.
///
/// \param z_tilde [n_symbols] z~ after each symbol
/// \param origin   [n_symbols] the character it belongs to, non-decreasing
/// \param lag      0: a segment ends after the symbol at which the detector fires; 1: before it
/// \param score    [n_chars] result: evidence for a boundary after each character; 0 where a
///                 character has no symbol of its own
void hm_nested_threshold_to_chars(size_t n_symbols, const float *z_tilde, const size_t *origin,
                                  size_t lag, size_t n_chars, float *score);

/// How high the boundary after each character reaches: layer l has one if its evidence is above one
/// half and all layers below have one. White space is bounded on both sides in layer 1.
///
/// \param chars    NULL: what is cut are points of drawings, of which nothing is certain
/// \param score    [n_layers][n_chars]; where white space makes a boundary of layer 1 certain, its
///                 score becomes 1
/// \param is_end   [n_chars] not 0 where a grapheme cluster ends: nothing else may be a boundary;
///                 NULL: everywhere
/// \param depth    [n_chars] result: layers with a boundary; n_layers at the end of the record
void hm_nested_threshold(size_t n_chars, size_t n_layers, const uint32_t *chars,
                         const uint8_t *is_end, float *score, uint8_t *depth);

#endif
