// SPDX-License-Identifier: BSD-2-Clause
//
// model/loaded_model.c - how a model is run outside training.
#include <config.h>

#include "model/loaded_model.h"

#include "base/error.h"

#include <math.h>

hmrnn_status
hm_model_expect_strokes(const hm_model *model, bool wants_strokes, hmrnn_error *err)
{
    if (hm_dims_has_strokes(&model->dims) == wants_strokes)
        return HMRNN_OK;
    return hm_fail(err, HMRNN_EARG,
                   wants_strokes ? "the model is one of text, not of drawings"
                                 : "the model is one of drawings, not of text");
}

hm_forward_options
hm_model_forward_options(const hm_model *model)
{
    return (hm_forward_options){.boundary = model->boundary == HMRNN_BOUNDARY_SOFT
                                                ? HMRNN_BOUNDARY_SOFT
                                                : HMRNN_BOUNDARY_STEP,
                                .slope = (float)model->slope};
}

double
hm_model_unknown_bits(const hm_model *model)
{
    const double n_code_points = 0x110000 - 0x800;  // surrogates are not characters
    const double n_known = (double)(model->dims.n_symbols - 1);
    return n_known < n_code_points ? log2(n_code_points - n_known) : 0.0;
}
