// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_point.h - a point of a drawing: where the pen goes, whether it is lifted there,
// whether the drawing ends.
//
// A network of strokes reads points where one of text reads symbols. The id of a point is its place
// in an array (hm_forward_options.elements). The first one, HM_ELEMENT_BEGIN, is not of a drawing:
// it stands before each, as a newline stands before a record of text.
#ifndef HM_STROKES_STROKE_POINT_H
#define HM_STROKES_STROKE_POINT_H

#include "hmrnn_strokes.h"

#include <stdbool.h>

#define HM_STROKE_POINT_INPUTS 4  // numbers that a point is read as

/// What stands before each drawing: the pen is up.
#define HM_STROKE_POINT_BEGINNING \
    {                             \
        0.0f, 0.0f, 1.0f, 0.0f    \
    }

typedef struct hm_stroke_point {
    float x, y;  ///< from the point before, in the model's units
    float lift;  ///< 1: the pen is lifted after it, else 0
    float end;   ///< 1: the last of its drawing, else 0; the
                 ///< pen is lifted there
} hm_stroke_point;

/// What a network reads of a point: an affine map of these is what an embedding is of a symbol.
static inline void
hm_stroke_point_inputs(const hm_stroke_point *point, float inputs[HM_STROKE_POINT_INPUTS])
{
    inputs[0] = point->x;
    inputs[1] = point->y;
    inputs[2] = point->lift;
    inputs[3] = 1.0f;
}

/// A point of a drawing in the units of the network.
///
/// \param scale    what 1 is in the units of the data
static inline hm_stroke_point
hm_stroke_point_of(const hmrnn_point *point, double scale, bool is_last)
{
    return (hm_stroke_point){.x = (float)((double)point->dx / scale),
                             .y = (float)((double)point->dy / scale),
                             .lift = is_last || point->is_lift != 0 ? 1.0f : 0.0f,
                             .end = is_last ? 1.0f : 0.0f};
}

#endif
