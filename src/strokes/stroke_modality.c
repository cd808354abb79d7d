// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_modality.c - drawings: points are embedded by an affine map and predicted by a
// mixture density network.
#include <config.h>

#include "strokes/stroke_modality.h"

#include "base/error.h"
#include "net/weights.h"
#include "strokes/mixture_density.h"

static hmrnn_status
check(const hm_dims *dims, hmrnn_error *err)
{
    if (dims->n_components < 1 || dims->n_components > HMRNN_MAX_COMPONENTS)
        return hm_fail(err, HMRNN_EARG, "a mixture of %zu components: there must be 1 to %d",
                       dims->n_components, HMRNN_MAX_COMPONENTS);
    if (dims->n_char_classes > 0)
        return hm_fail(err, HMRNN_EARG,
                       "%zu character classes: there must be at most %d, and none of drawings",
                       dims->n_char_classes, HM_MAX_CHAR_CLASSES);
    return HMRNN_OK;
}

static size_t
n_inputs(const hm_dims *dims)
{
    (void)dims;
    return HM_STROKE_POINT_INPUTS;
}

static size_t
n_outputs(const hm_dims *dims)
{
    return hm_mdn_outputs(dims->n_components);
}

static void
embed(const hm_net *net, const void *elements, uint32_t id, float *x)
{
    const size_t E = net->dims.n_embed;
    const hm_stroke_point *const points = elements;
    float inputs[HM_STROKE_POINT_INPUTS];
    hm_stroke_point_inputs(&points[id], inputs);
    net->kern->scale(E, inputs[0], net->params.embedding, x);
    for (size_t i = 1; i < HM_STROKE_POINT_INPUTS; i++)
        net->kern->add_scaled(E, inputs[i], net->params.embedding + i * E, x);
}

static void
embed_backward(const hm_net *net, const void *elements, uint32_t id, const float *d_x,
               const hm_params *gradient)
{
    const size_t E = net->dims.n_embed;
    const hm_stroke_point *const points = elements;
    float inputs[HM_STROKE_POINT_INPUTS];
    hm_stroke_point_inputs(&points[id], inputs);
    for (size_t i = 0; i < HM_STROKE_POINT_INPUTS; i++)
        net->kern->add_scaled(E, inputs[i], d_x, gradient->embedding + i * E);
}

static double
loss(const hm_net *net, const void *elements, float *outputs, uint32_t target, float scale,
     bool wants_gradient)
{
    const hm_stroke_point *const points = elements;
    return hm_mdn_loss(net->dims.n_components, outputs, &points[target], scale, wants_gradient);
}

/// Where the pen is lifted and the drawing goes on.
static bool
is_visible_boundary(const void *data, uint32_t before, uint32_t after)
{
    const hm_stroke_point *const points = data;
    return before != HM_ELEMENT_BEGIN && after != HM_ELEMENT_BEGIN && points[before].lift > 0.5f;
}

const hm_modality hm_stroke_modality = {
    .name = "strokes",
    .noun = "drawings",
    .elements = "points and drawings",
    .input_tensor = "stroke.input",
    .n_dimensions = 2,
    .max_components = HMRNN_MAX_COMPONENTS,
    .scale_key = "stroke-scale",
    .check = check,
    .n_inputs = n_inputs,
    .n_outputs = n_outputs,
    .embed = embed,
    .embed_backward = embed_backward,
    .loss = loss,
    .is_visible_boundary = is_visible_boundary,
};
