// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/pen_lifts.c - agreement of boundaries with pen lifts.
#include <config.h>

#include "strokes/programs/pen_lifts.h"

#include <stdbool.h>
#include <stddef.h>

void
hm_pen_lifts_count(hm_pen_lifts *lifts, const hmrnn_drawing *drawing,
                   const hmrnn_segmentation *found)
{
    for (size_t i = 0; i + 1 < drawing->n_points; i++) {
        const bool is_lift = drawing->points[i].is_lift != 0;
        lifts->n_lifts += is_lift;
        for (size_t l = 0; l < found->n_layers && found->depth[i] > l; l++) {
            lifts->n_found[l]++;
            lifts->n_both[l] += is_lift;
        }
    }
}

void
hm_pen_lifts_add(hm_pen_lifts *total, const hm_pen_lifts *part)
{
    total->n_lifts += part->n_lifts;
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        total->n_found[l] += part->n_found[l];
        total->n_both[l] += part->n_both[l];
    }
}
