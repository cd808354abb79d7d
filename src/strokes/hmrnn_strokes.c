// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/hmrnn_strokes.c - whether a model is one of drawings.
#include <config.h>

#include "hmrnn_strokes.h"

#include "model/loaded_model.h"
#include "strokes/stroke_modality.h"

int
hmrnn_model_has_strokes(const hmrnn_model *model)
{
    return model->model.dims.modality == &hm_stroke_modality ? 1 : 0;
}
