// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/hmrnn_sampler.c - new drawings, point by point.
#include <config.h>

#include "hmrnn_strokes.h"

#include "base/alloc.h"
#include "base/error.h"
#include "model/loaded_model.h"
#include "net/window.h"
#include "strokes/mixture_density.h"
#include "strokes/stroke_modality.h"

#include <stdlib.h>

struct hmrnn_sampler {
    const hmrnn_model *model;  ///< lent
    hm_window window;          ///< of one step
    uint64_t seed;
    uint64_t n_drawn;
    double bias;
    hmrnn_point *points;  ///< [capacity] of the last drawing
    size_t capacity;
};

hmrnn_status
hmrnn_sampler_new(hmrnn_sampler **out, const hmrnn_model *model, uint64_t seed, double bias,
                  hmrnn_error *err)
{
    HM_TRY(hm_model_expect(&model->model, &hm_stroke_modality, err));
    if (!(bias >= 0.0 && bias <= 100.0))
        return hm_fail(err, HMRNN_EARG, "a bias of %g: it must be 0 to 100", bias);
    hmrnn_sampler *const sampler = calloc(1, sizeof *sampler);
    if (sampler == NULL)
        return hm_fail_memory(err, "a sampler", sizeof *sampler);
    sampler->model = model;
    sampler->seed = seed;
    sampler->bias = bias;
    const hmrnn_status status =
        hm_window_init(&sampler->window, &model->model.dims, 1, 1, false, err);
    if (status != HMRNN_OK) {
        free(sampler);
        return status;
    }
    *out = sampler;
    return HMRNN_OK;
}

/// Read a point and draw the one that follows.
static hm_stroke_point
draw_next(hmrnn_sampler *sampler, const hm_stroke_point *point, hm_rng *rng)
{
    const hmrnn_model *const model = sampler->model;
    const uint32_t id = 0;
    hm_forward_options forward = hm_model_forward_options(&model->model);
    forward.elements = point;
    hm_window_forward(&sampler->window, &model->net, &forward, 1, 1, &id, NULL);
    const float *const y =
        hm_head_predict(&model->net, &forward, &sampler->window.tape, &sampler->window.head, 0, 0);
    const hm_stroke_point next = hm_mdn_draw(model->model.dims.n_components, y, sampler->bias, rng);
    hm_window_carry(&sampler->window, &model->net, 1);
    return next;
}

hmrnn_status
hmrnn_sampler_draw(hmrnn_sampler *sampler, size_t most_points, hmrnn_drawing *drawing,
                   hmrnn_error *err)
{
    const double scale = sampler->model->model.scale;
    hm_rng rng = hm_rng_stream(sampler->seed, sampler->n_drawn);
    hm_stroke_point point = HM_STROKE_POINT_BEGINNING;
    size_t n = 0;
    hm_tape_clear_row(&sampler->window.tape, &sampler->model->model.dims, 0, 0);
    do {
        HM_TRY(hm_alloc_grow(&sampler->points, &sampler->capacity, n + 1, sizeof(hmrnn_point),
                             "a drawing", err));
        point = draw_next(sampler, &point, &rng);
        sampler->points[n++] = (hmrnn_point){.dx = (float)((double)point.x * scale),
                                             .dy = (float)((double)point.y * scale),
                                             .is_lift = point.lift > 0.5f};
    } while (point.end < 0.5f && n < most_points);
    sampler->points[n - 1].is_lift = 1;
    sampler->n_drawn++;
    *drawing = (hmrnn_drawing){sampler->points, n};
    return HMRNN_OK;
}

void
hmrnn_sampler_free(hmrnn_sampler *sampler)
{
    if (sampler == NULL)
        return;
    hm_window_release(&sampler->window);
    free(sampler->points);
    free(sampler);
}
