// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_batch.c - drawings as the ids and elements that a batch runner runs.
#include <config.h>

#include "strokes/stroke_batch.h"

#include "base/alloc.h"
#include "base/error.h"
#include "strokes/stroke_modality.h"
#include "strokes/stroke_point.h"

/// Capacity for n points, and for the one that stands before each drawing.
static hmrnn_status
reserve(hm_batch_runner *runner, size_t n, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&runner->elements, &runner->elements_capacity, n + 1,
                         sizeof(hm_stroke_point), "points", err));
    HM_TRY(hm_alloc_grow(&runner->ids, &runner->capacity, n, sizeof *runner->ids, "points", err));
    return hm_alloc_grow(&runner->origin, &runner->origin_capacity, n + 1, sizeof *runner->origin,
                         "points", err);
}

hmrnn_status
hm_stroke_batch_read(hm_batch_runner *runner, size_t n_drawings, const hmrnn_drawing *drawings,
                     hmrnn_error *err)
{
    const double scale = runner->model->model.scale;
    HM_TRY(hm_model_expect(&runner->model->model, &hm_stroke_modality, err));
    HM_TRY(hm_alloc_grow(&runner->records, &runner->records_capacity, n_drawings,
                         sizeof *runner->records, "drawings", err));
    runner->n_ids = 0;
    runner->begin = HM_ELEMENT_BEGIN;
    for (size_t i = 0; i < n_drawings; i++) {
        const size_t n = drawings[i].n_points;
        const size_t first = runner->n_ids;
        HM_TRY(reserve(runner, first + n, err));
        hm_stroke_point *const points = runner->elements;
        points[HM_ELEMENT_BEGIN] = (hm_stroke_point)HM_STROKE_POINT_BEGINNING;
        for (size_t k = 0; k < n; k++) {
            points[first + k + 1] = hm_stroke_point_of(&drawings[i].points[k], scale, k + 1 == n);
            runner->ids[first + k] = (uint32_t)(first + k + 1);
            runner->origin[first + k] = k;
        }
        runner->records[i] = (hm_range){first, n};
        runner->n_ids += n;
    }
    return HMRNN_OK;
}
