// SPDX-License-Identifier: BSD-2-Clause
//
// write/stroke_svg.h - drawings side by side as an SVG picture, their segments in colours.
//
// Each drawing has a square for each layer shown. A segment has one colour, the next another; where
// one ends before the drawing does there is a dot, and if the pen is lifted there, a ring. Below
// stands how the boundaries of each layer agree with lifts of the pen. Without layers a drawing has
// one square and one colour.
#ifndef HM_WRITE_STROKE_SVG_H
#define HM_WRITE_STROKE_SVG_H

#include "base/bytes.h"
#include "cli/layer_list.h"
#include "hmrnn_strokes.h"
#include "write/pen_lifts.h"

#include <stdint.h>

typedef struct hm_stroke_svg {
    const hm_layer_list *layers;
    hm_bytes body;       ///< what has been drawn
    size_t n_squares;    ///< of it
    hm_pen_lifts lifts;  ///< of all that has been drawn
} hm_stroke_svg;

/// \param layers   whose segments are shown, resolved; may be none; lent
void hm_stroke_svg_begin(hm_stroke_svg *svg, const hm_layer_list *layers);

/// \param number   of the record, over all operands
/// \param found    NULL if no layers are shown
void hm_stroke_svg_add(hm_stroke_svg *svg, uint64_t number, const hmrnn_drawing *drawing,
                       const hmrnn_segmentation *found);

/// Append the whole picture, a file of its own in UTF-8.
void hm_stroke_svg_write(const hm_stroke_svg *svg, hm_bytes *out);

void hm_stroke_svg_release(hm_stroke_svg *svg);

#endif
