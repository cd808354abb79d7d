// SPDX-License-Identifier: BSD-2-Clause
//
// api/open.c - models that are open, and what they make of a text.
#include <config.h>

#include "api/handles.h"

#include "api/cutter.h"
#include "api/lexicon_file.h"
#include "base/error.h"
#include "base/room.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static hmrnn_status
open_into(hmrnn_model *model, const hm_container *container, const char *path, hmrnn_error *err)
{
    hmrnn_error why = {HMRNN_OK, ""};
    model->path = strdup(path);
    if (model->path == NULL)
        return hm_fail_memory(err, "a name", strlen(path));
    hmrnn_status status = hm_model_read(&model->model, container, &why);
    if (status == HMRNN_OK)
        status = hm_lexicon_file_read(&model->lexicon, container, &why);
    if (status == HMRNN_OK && model->lexicon != NULL && hm_dims_has_strokes(&model->model.dims))
        status = hm_fail(&why, HMRNN_EFORMAT, "of drawings there is no lexicon");
    if (status != HMRNN_OK)
        return hm_fail(err, status, "%s: not a model: %s", path, why.text);
    HM_TRY(hm_net_init(&model->net, &model->model.dims, &model->model.params, HM_NET_RUNS, err));
    hm_net_pack(&model->net, NULL);
    if (!model->model.has_back)
        return HMRNN_OK;
    HM_TRY(hm_net_init(&model->back, &model->model.dims, &model->model.back, HM_NET_RUNS, err));
    hm_net_pack(&model->back, NULL);
    return HMRNN_OK;
}

hmrnn_status
hmrnn_model_open(hmrnn_model **out, const char *path, hmrnn_error *err)
{
    hm_container container = HM_CONTAINER_INIT;
    HM_TRY(hm_container_open(&container, path, err));
    hmrnn_model *const model = calloc(1, sizeof *model);
    const hmrnn_status status = model == NULL
                                    ? hm_fail_memory(err, "a model", sizeof *model)
                                    : open_into(model, &container, path, err);
    hm_container_close(&container);
    if (status != HMRNN_OK) {
        hmrnn_model_free(model);
        return status;
    }
    *out = model;
    return HMRNN_OK;
}

void
hmrnn_model_free(hmrnn_model *model)
{
    if (model == NULL)
        return;
    hm_net_release(&model->net);
    hm_net_release(&model->back);
    hm_lexicon_free(model->lexicon);
    hm_model_release(&model->model);
    free(model->path);
    free(model);
}

const char *
hmrnn_model_path(const hmrnn_model *model)
{
    return model->path;
}

size_t
hmrnn_model_layers(const hmrnn_model *model)
{
    return model->model.dims.n_layers;
}

size_t
hmrnn_model_boundary_layers(const hmrnn_model *model)
{
    return model->lexicon != NULL ? HM_CUT_LAYERS : hm_dims_detectors(&model->model.dims);
}

size_t
hmrnn_model_symbols(const hmrnn_model *model)
{
    return model->model.dims.n_symbols;
}

const char *
hmrnn_model_fact(const hmrnn_model *model, const char *name)
{
    return hm_facts_get(&model->model.facts, name);
}

int
hmrnn_model_has_strokes(const hmrnn_model *model)
{
    return hm_dims_has_strokes(&model->model.dims) ? 1 : 0;
}

hmrnn_status
hm_api_expect_strokes(const hm_model *model, bool wants_strokes, hmrnn_error *err)
{
    if (hm_dims_has_strokes(&model->dims) == wants_strokes)
        return HMRNN_OK;
    return hm_fail(err, HMRNN_EARG, wants_strokes ? "the model is one of text, not of drawings"
                                                  : "the model is one of drawings, not of text");
}

hm_mode
hm_api_mode(const hm_model *model)
{
    return (hm_mode){.boundary = model->boundary == HMRNN_BOUNDARY_SOFT ? HMRNN_BOUNDARY_SOFT
                                                                        : HMRNN_BOUNDARY_STEP,
                     .slope = (float)model->slope};
}

double
hm_api_unknown_bits(const hm_model *model)
{
    const double n_code_points = 0x110000 - 0x800;  // surrogates are not characters
    const double n_known = (double)(model->dims.n_symbols - 1);
    return n_known < n_code_points ? log2(n_code_points - n_known) : 0.0;
}

hmrnn_status
hm_api_symbols(hm_normalizer *normalizer, const hm_alphabet *alphabet, const hmrnn_text *text,
               hm_view *view, uint32_t **ids, size_t *n_ids, size_t *n_room, hmrnn_error *err)
{
    HM_TRY(hm_normalize(normalizer, text, view, err));
    size_t n_needed = 0;
    if (!hm_size_add(*n_ids, view->n_chars, &n_needed))
        return hm_fail_memory(err, "symbols", SIZE_MAX);
    HM_TRY(hm_room_grow(ids, n_room, n_needed, sizeof **ids, "symbols", err));
    for (size_t i = 0; i < view->n_chars; i++)
        (*ids)[(*n_ids)++] = hm_alphabet_id(alphabet, view->chars[i]);
    return HMRNN_OK;
}
