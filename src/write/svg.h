// SPDX-License-Identifier: BSD-2-Clause
//
// write/svg.h - records as an SVG picture, like figures 3 and 4 of the paper.
//
// The characters run along the x axis, long records in several rows. Under them each layer has a
// strip of bars, one a segment, and under these each has a strip of shades: the norm of its hidden
// state after each character, the smallest of the record white, the largest dark. What belongs to
// one layer has one colour.
#ifndef HM_WRITE_SVG_H
#define HM_WRITE_SVG_H

#include "base/bytes.h"
#include "cli/layer_list.h"
#include "hmrnn.h"
#include "text/decode.h"
#include "text/grapheme.h"

typedef struct hm_svg {
    const hm_layer_list *layers;
    hm_graphemes *graphemes;
    hm_bytes body;          ///< what has been drawn
    double width, height;   ///< of it
    struct hm_cell *cells;  ///< [capacity] of the present record
    uint8_t *is_end;        ///< [capacity]
    size_t capacity;
} hm_svg;

/// \param layers   whose boundaries are shown
void hm_svg_begin(hm_svg *svg, const hm_layer_list *layers);

/// Draw a record below the others.
///
/// \param number   of the record, over all operands
/// \param n_states layers of the model
/// \param found    with norms
void hm_svg_add(hm_svg *svg, uint64_t number, const hm_chars *chars, size_t n_states,
                const hmrnn_segmentation *found);

/// Append the whole picture, a file of its own in UTF-8.
void hm_svg_write(const hm_svg *svg, hm_bytes *out);

void hm_svg_release(hm_svg *svg);

#endif
