// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_format.h - how records that are drawings are read.
#ifndef HM_STROKES_PROGRAMS_STROKE_FORMAT_H
#define HM_STROKES_PROGRAMS_STROKE_FORMAT_H

#include "cli/input_batch.h"
#include "cli/record_format.h"
#include "hmrnn_strokes.h"

extern const hm_record_format hm_stroke_format;

/// The drawing that the elements of a record are; lent.
static inline hmrnn_drawing
hm_stroke_drawing(const hm_bytes *elements)
{
    return (hmrnn_drawing){.points = (const hmrnn_point *)(const void *)elements->data,
                           .n_points = elements->n_bytes / sizeof(hmrnn_point)};
}

/// The drawings of all items of a batch, lent; without points where an item is no record. The
/// array is to be freed.
hmrnn_drawing *hm_stroke_drawings(const hm_batch *batch);

#endif
