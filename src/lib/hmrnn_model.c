// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_model.c - the public handle of a model.
#include <config.h>

#include "model/loaded_model.h"

#include "base/error.h"
#include "lib/modalities.h"
#include "model/convention_file.h"
#include "model/lexicon_file.h"
#include "decode/lexicon_decoder.h"

#include <stdlib.h>
#include <string.h>

static hmrnn_status
open_into(hmrnn_model *model, const hm_container *container, const char *path, hmrnn_error *err)
{
    hmrnn_error why = {HMRNN_OK, ""};
    model->path = strdup(path);
    if (model->path == NULL)
        return hm_fail_memory(err, "a name", strlen(path));
    hmrnn_status status = hm_model_read(&model->model, container, hm_modalities, &why);
    if (status == HMRNN_OK)
        status = hm_lexicon_file_read(&model->lexicon, container, &why);
    const hm_modality *const modality = model->model.dims.modality;
    if (status == HMRNN_OK && model->lexicon != NULL && !modality->has_vocabulary)
        status = hm_fail(&why, HMRNN_EFORMAT, "of %s there is no lexicon", modality->noun);
    if (status == HMRNN_OK && model->lexicon != NULL)
        status = hm_convention_file_read(&model->convention, container,
                                         hm_dims_all_units(&model->model.dims), &why);
    if (status == HMRNN_ENOMEM)
        return hm_fail(err, status, "%s: %s", path, why.text);
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
    const hmrnn_status status = model == NULL ? hm_fail_memory(err, "a model", sizeof *model)
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
    hm_convention_free(model->convention);
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
    return model->lexicon != NULL ? HM_LEXICON_LAYERS : hm_dims_detectors(&model->model.dims);
}

size_t
hmrnn_model_symbols(const hmrnn_model *model)
{
    return model->model.dims.n_symbols;
}

const char *
hmrnn_model_metadata(const hmrnn_model *model, const char *name)
{
    return hm_metadata_get(&model->model.metadata, name);
}
