// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/pen_lifts.h - agreement of boundaries with pen lifts, without the ends of
// drawings.
#ifndef HM_STROKES_PROGRAMS_PEN_LIFTS_H
#define HM_STROKES_PROGRAMS_PEN_LIFTS_H

#include "hmrnn_strokes.h"

#include <stdint.h>

typedef struct hm_pen_lifts {
    uint64_t n_lifts;
    uint64_t n_found[HMRNN_MAX_LAYERS];  ///< boundaries of each layer
    uint64_t n_both[HMRNN_MAX_LAYERS];   ///< boundaries that are lifts
} hm_pen_lifts;

/// Add the counts of a drawing.
///
/// \param found    its segmentation, of n_layers layers
void hm_pen_lifts_count(hm_pen_lifts *lifts, const hmrnn_drawing *drawing,
                        const hmrnn_segmentation *found);

void hm_pen_lifts_add(hm_pen_lifts *total, const hm_pen_lifts *part);

#endif
