// SPDX-License-Identifier: BSD-2-Clause
//
// data/drawings.c - drawings in memory, to train on or to validate with.
#include <config.h>

#include "data/drawings.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_drawings_add(hm_drawings *drawings, const hmrnn_drawing *drawing, hmrnn_error *err)
{
    const size_t n = drawing->n_points;
    size_t n_needed = 0;
    if (n == 0)
        return HMRNN_OK;
    for (size_t i = 0; i < n; i++)
        if (!(fabsf(drawing->points[i].dx) < HMRNN_MAX_MOVEMENT) ||
            !(fabsf(drawing->points[i].dy) < HMRNN_MAX_MOVEMENT))
            return hm_fail(err, HMRNN_ETEXT, "point %zu moves by %g, %g: not below %g", i + 1,
                           (double)drawing->points[i].dx, (double)drawing->points[i].dy,
                           (double)HMRNN_MAX_MOVEMENT);
    if (!hm_size_add(drawings->n_points, n, &n_needed))
        return hm_fail_memory(err, "drawings", SIZE_MAX);
    HM_TRY(hm_alloc_grow(&drawings->points, &drawings->capacity, n_needed, sizeof(hm_stroke_point),
                         "drawings", err));
    for (size_t i = 0; i < n; i++)
        drawings->points[drawings->n_points++] =
            hm_stroke_point_of(&drawing->points[i], 1.0, i + 1 == n);
    drawings->n_drawings++;
    return HMRNN_OK;
}

/// The end of the drawing that begins at `first`.
static size_t
drawing_end(const hm_drawings *drawings, size_t first)
{
    size_t end = first + 1;
    while (drawings->points[end - 1].end < 0.5f)
        end++;
    return end;
}

hmrnn_status
hm_drawings_split(hm_drawings *drawings, double share, hm_drawings *held_out, hmrnn_error *err)
{
    const size_t n_drawings = drawings->n_drawings;
    const size_t n_points = drawings->n_points;
    HM_TRY(hm_alloc_grow(&held_out->points, &held_out->capacity, held_out->n_points + n_points,
                         sizeof(hm_stroke_point), "drawings", err));
    size_t n_taken = 0;
    size_t first = 0;
    drawings->n_points = 0;
    for (size_t d = 0; d < n_drawings; d++) {
        const size_t end = drawing_end(drawings, first);
        const bool is_taken = (double)(n_taken + 1) <= share * (double)(d + 1);
        hm_drawings *const to = is_taken ? held_out : drawings;
        memmove(to->points + to->n_points, drawings->points + first,
                (end - first) * sizeof(hm_stroke_point));
        to->n_points += end - first;
        n_taken += is_taken;
        first = end;
    }
    drawings->n_drawings -= n_taken;
    held_out->n_drawings += n_taken;
    return HMRNN_OK;
}

double
hm_drawings_scale(const hm_drawings *drawings)
{
    double sum = 0.0;
    for (size_t i = 0; i < drawings->n_points; i++) {
        const hm_stroke_point *const p = &drawings->points[i];
        sum += (double)p->x * (double)p->x + (double)p->y * (double)p->y;
    }
    const double scale =
        drawings->n_points == 0 ? 0.0 : sqrt(sum / 2.0 / (double)drawings->n_points);
    return scale > 1e-30 ? scale : 1.0;
}

hmrnn_status
hm_drawings_read(const hm_drawings *drawings, double scale, const char *what, hm_id_text *text,
                 hmrnn_error *err)
{
    const size_t n = drawings->n_points;
    hm_id_text fresh = {.n_points = n + 1, .n_drawings = drawings->n_drawings};
    if (n == 0)
        return hm_fail(err, HMRNN_ETEXT, "there are no drawings to %s", what);
    if (n >= HM_NO_TARGET - 1)
        return hm_fail(err, HMRNN_ETEXT, "%zu points to %s are too many", n, what);
    fresh.points = hm_alloc_array(n + 1, sizeof(hm_stroke_point), "drawings", err);
    if (fresh.points == NULL ||
        hm_id_text_reserve(&fresh, n + drawings->n_drawings, err) != HMRNN_OK) {
        hm_id_text_release(&fresh);
        return HMRNN_ENOMEM;
    }
    fresh.points[HM_STROKE_POINT_BEGIN] = (hm_stroke_point)HM_STROKE_POINT_BEGINNING;
    for (size_t i = 0; i < n; i++) {
        const hm_stroke_point *const p = &drawings->points[i];
        fresh.points[i + 1] = (hm_stroke_point){(float)((double)p->x / scale),
                                                (float)((double)p->y / scale), p->lift, p->end};
        if (i == 0 || drawings->points[i - 1].end > 0.5f)
            fresh.ids[fresh.n++] = HM_STROKE_POINT_BEGIN;
        fresh.ids[fresh.n++] = (uint32_t)(i + 1);
    }
    *text = fresh;
    return HMRNN_OK;
}

void
hm_drawings_release(hm_drawings *drawings)
{
    free(drawings->points);
    *drawings = (hm_drawings){.points = NULL};
}
