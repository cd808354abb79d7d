// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/data/stroke_corpus.c - drawings in memory, to train on or to validate with.
#include <config.h>

#include "strokes/data/stroke_corpus.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "hmrnn_strokes.h"
#include "strokes/stroke_modality.h"
#include "strokes/stroke_point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Drawings one after the other, in the units of the data; the last point of each says so.
typedef struct stroke_corpus {
    hm_stroke_point *points;
    size_t n_points, capacity;
    size_t n_drawings;
} stroke_corpus;

/// The drawings of a corpus, which becomes one of drawings. \return NULL without memory
static stroke_corpus *
drawings_of(hmrnn_corpus *corpus, hmrnn_error *err)
{
    if (corpus->records == NULL) {
        stroke_corpus *const fresh = calloc(1, sizeof *fresh);
        if (fresh == NULL) {
            hm_fail_memory(err, "drawings", sizeof *fresh);
            return NULL;
        }
        corpus->records = fresh;
        corpus->type = &hm_stroke_corpus_type;
    }
    return corpus->records;
}

hmrnn_status
hmrnn_corpus_add_drawing(hmrnn_corpus *corpus, const hmrnn_drawing *drawing, hmrnn_error *err)
{
    const size_t n = drawing->n_points;
    size_t n_needed = 0;
    if (corpus->n_chars > 0)
        return hm_fail(err, HMRNN_EARG, "drawings cannot be added to a corpus of text");
    if (n == 0)
        return HMRNN_OK;
    stroke_corpus *const drawings = drawings_of(corpus, err);
    if (drawings == NULL)
        return HMRNN_ENOMEM;
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
drawing_end(const stroke_corpus *drawings, size_t first)
{
    size_t end = first + 1;
    while (drawings->points[end - 1].end < 0.5f)
        end++;
    return end;
}

static hmrnn_status
split(hmrnn_corpus *corpus, double share, hmrnn_corpus *held_out_corpus, hmrnn_error *err)
{
    stroke_corpus *const drawings = corpus->records;
    stroke_corpus *const held_out = drawings_of(held_out_corpus, err);
    if (held_out == NULL)
        return HMRNN_ENOMEM;
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
        stroke_corpus *const to = is_taken ? held_out : drawings;
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

/// The root of the mean square of all movements; 1 if nothing moves.
static double
scale_of(const void *records)
{
    const stroke_corpus *const drawings = records;
    double sum = 0.0;
    for (size_t i = 0; i < drawings->n_points; i++) {
        const hm_stroke_point *const p = &drawings->points[i];
        sum += (double)p->x * (double)p->x + (double)p->y * (double)p->y;
    }
    const double scale =
        drawings->n_points == 0 ? 0.0 : sqrt(sum / 2.0 / (double)drawings->n_points);
    return scale > 1e-30 ? scale : 1.0;
}

static hmrnn_status
read_ids(const void *records, double scale, const char *what, hm_id_text *text, hmrnn_error *err)
{
    const stroke_corpus *const drawings = records;
    const size_t n = drawings->n_points;
    hm_id_text fresh = {.n_element_bytes = (n + 1) * sizeof(hm_stroke_point),
                        .n_records = drawings->n_drawings};
    if (n >= HM_NO_TARGET - 1)
        return hm_fail(err, HMRNN_ETEXT, "%zu points to %s are too many", n, what);
    hm_stroke_point *const points = hm_alloc_array(n + 1, sizeof(hm_stroke_point), "drawings", err);
    fresh.elements = points;
    if (points == NULL || hm_id_text_reserve(&fresh, n + drawings->n_drawings, err) != HMRNN_OK) {
        hm_id_text_release(&fresh);
        return HMRNN_ENOMEM;
    }
    points[HM_ELEMENT_BEGIN] = (hm_stroke_point)HM_STROKE_POINT_BEGINNING;
    for (size_t i = 0; i < n; i++) {
        const hm_stroke_point *const p = &drawings->points[i];
        points[i + 1] = (hm_stroke_point){(float)((double)p->x / scale),
                                          (float)((double)p->y / scale), p->lift, p->end};
        if (i == 0 || drawings->points[i - 1].end > 0.5f)
            fresh.ids[fresh.n++] = HM_ELEMENT_BEGIN;
        fresh.ids[fresh.n++] = (uint32_t)(i + 1);
    }
    *text = fresh;
    return HMRNN_OK;
}

static size_t
n_records(const void *records)
{
    const stroke_corpus *const drawings = records;
    return drawings->n_drawings;
}

static size_t
n_elements(const void *records)
{
    const stroke_corpus *const drawings = records;
    return drawings->n_points;
}

static void
free_records(void *records)
{
    stroke_corpus *const drawings = records;
    free(drawings->points);
    free(drawings);
}

const hm_corpus_type hm_stroke_corpus_type = {
    .modality = &hm_stroke_modality,
    .n_records = n_records,
    .n_elements = n_elements,
    .scale = scale_of,
    .split = split,
    .read = read_ids,
    .free = free_records,
};

size_t
hmrnn_corpus_drawings(const hmrnn_corpus *corpus)
{
    return corpus->type != &hm_stroke_corpus_type ? 0 : n_records(corpus->records);
}
