// SPDX-License-Identifier: BSD-2-Clause
//
// data/drawings.h - drawings in memory, to train on or to validate with.
#ifndef HM_DATA_DRAWINGS_H
#define HM_DATA_DRAWINGS_H

#include "hmrnn_strokes.h"
#include "data/id_text.h"
#include "strokes/stroke_point.h"

/// Drawings one after the other, in the units of the data; the last point of each says so.
typedef struct hm_drawings {
    hm_stroke_point *points;
    size_t n_points, capacity;
    size_t n_drawings;
} hm_drawings;

/// Errors: HMRNN_ETEXT, HMRNN_ENOMEM.
hmrnn_status hm_drawings_add(hm_drawings *drawings, const hmrnn_drawing *drawing, hmrnn_error *err);

/// Move about `share` of the drawings, evenly spread, to the end of `held_out`.
/// Errors: HMRNN_ENOMEM; nothing has moved then.
hmrnn_status hm_drawings_split(hm_drawings *drawings, double share, hm_drawings *held_out,
                               hmrnn_error *err);

/// The root of the mean square of all movements: 1 for a network. 1 if nothing moves.
double hm_drawings_scale(const hm_drawings *drawings);

/// What a trainer reads of them. Errors: HMRNN_ETEXT (there are none, or too many), HMRNN_ENOMEM.
hmrnn_status hm_drawings_read(const hm_drawings *drawings, double scale, const char *what,
                              hm_id_text *text, hmrnn_error *err);

void hm_drawings_release(hm_drawings *drawings);

#endif
