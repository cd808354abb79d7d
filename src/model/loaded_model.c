// SPDX-License-Identifier: BSD-2-Clause
//
// model/loaded_model.c - how a model is run outside training.
#include <config.h>

#include "model/loaded_model.h"

#include "base/error.h"
#include "net/boundary.h"

#include <math.h>

hmrnn_status
hm_model_expect(const hm_model *model, const hm_modality *wanted, hmrnn_error *err)
{
    const hm_modality *const modality = model->dims.modality;
    if (modality == wanted)
        return HMRNN_OK;
    return hm_fail(err, HMRNN_EARG, "the model is one of %s, not of %s", modality->noun,
                   wanted->noun);
}

hm_forward_options
hm_model_forward_options(const hm_model *model)
{
    return (hm_forward_options){.boundary = hm_boundary_outside_training(model->boundary),
                                .slope = (float)model->slope};
}

double
hm_model_unknown_bits(const hm_model *model)
{
    const double n_code_points = 0x110000 - 0x800;  // surrogates are not characters
    const double n_known = (double)(model->dims.n_symbols - 1);
    return n_known < n_code_points ? log2(n_code_points - n_known) : 0.0;
}
