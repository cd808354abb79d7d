// SPDX-License-Identifier: BSD-2-Clause
//
// model/manifest.c - a model's shapes and what is known about it, as metadata and back.
#include <config.h>

#include "model/model.h"

#include "base/error.h"
#include "base/number.h"

#include <stdio.h>
#include <string.h>

/// "512" or, where layers differ, "512 256 128".
static void
format_units(const hm_dims *dims, size_t capacity, char *text)
{
    size_t n = 0;
    for (size_t l = 0; l < dims->n_layers && n < capacity; l++) {
        const int n_more =
            snprintf(text + n, capacity - n, l == 0 ? "%zu" : " %zu", dims->n_units[l]);
        n += n_more > 0 ? (size_t)n_more : 0;
    }
}

/// A manifest that names no input is of text.
static hmrnn_status
describe_modality(hm_model *model, hmrnn_error *err)
{
    hm_metadata *const metadata = &model->metadata;
    const hm_modality *const modality = model->dims.modality;
    if (modality->has_vocabulary)
        return HMRNN_OK;
    HM_TRY(hm_metadata_set(metadata, "input", modality->name, err));
    HM_TRY(hm_metadata_set_count(metadata, "components", model->dims.n_components, err));
    return hm_metadata_set_number(metadata, modality->scale_key, model->scale, err);
}

hmrnn_status
hm_model_describe(hm_model *model, hmrnn_error *err)
{
    hm_metadata *const metadata = &model->metadata;
    const hm_dims *const dims = &model->dims;
    char units[24 * HMRNN_MAX_LAYERS];
    format_units(dims, sizeof units, units);
    HM_TRY(hm_metadata_set_choice(metadata, "cell", HM_CELL_WORDS, dims->cell, err));
    HM_TRY(hm_metadata_set_count(metadata, "layers", dims->n_layers, err));
    HM_TRY(hm_metadata_set(metadata, "units", units, err));
    HM_TRY(hm_metadata_set_count(metadata, "embed", dims->n_embed, err));
    HM_TRY(hm_metadata_set_count(metadata, "output-embed", dims->n_output_embed, err));
    HM_TRY(hm_metadata_set_count(metadata, "layer-norm", dims->has_layer_norm ? 1 : 0, err));
    HM_TRY(hm_metadata_set_count(metadata, "symbols", dims->n_symbols, err));
    if (dims->n_char_classes > 0)
        HM_TRY(hm_metadata_set_count(metadata, "char-classes", dims->n_char_classes, err));
    HM_TRY(hm_metadata_set_choice(metadata, "normalization", HM_NORMALIZATION_WORDS,
                                  model->normalization, err));
    HM_TRY(hm_metadata_set_choice(metadata, "boundary", HM_BOUNDARY_WORDS, model->boundary, err));
    HM_TRY(hm_metadata_set_number(metadata, "slope", model->slope, err));
    HM_TRY(hm_metadata_set_count(metadata, "boundary-lag", model->lag, err));
    HM_TRY(describe_modality(model, err));
    if (!model->has_back)
        return HMRNN_OK;
    HM_TRY(hm_metadata_set_count(metadata, "bidirectional", 1, err));
    HM_TRY(hm_metadata_set_number(metadata, "back-slope", model->back_slope, err));
    return hm_metadata_set_count(metadata, "back-boundary-lag", model->back_lag, err);
}

static hmrnn_status
read_units(const hm_metadata *metadata, hm_dims *dims, hmrnn_error *err)
{
    const char *at = hm_metadata_get(metadata, "units");
    for (size_t l = 0; at != NULL && l < dims->n_layers; l++) {
        char word[24] = "";
        const size_t n = strcspn(at, " ");
        uint64_t units = 0;
        if (n >= sizeof word)
            break;
        memcpy(word, at, n);
        at += n + (at[n] == ' ' ? 1 : 0);
        if (!hm_number_parse_u64(word, &units) || units > UINT32_MAX)
            break;
        dims->n_units[l] = (size_t)units;
        if (l + 1 == dims->n_layers && *at == '\0')
            return HMRNN_OK;
    }
    return hm_fail(err, HMRNN_EFORMAT, "the manifest does not give the units of %zu layers",
                   dims->n_layers);
}

/// Whether there is a second network, and what is known of it.
static hmrnn_status
interpret_back(hm_model *model, hmrnn_error *err)
{
    const hm_metadata *const metadata = &model->metadata;
    uint64_t is_bidirectional = 0;
    uint64_t lag = 0;
    if (hm_metadata_get(metadata, "bidirectional") != NULL)
        HM_TRY(hm_metadata_count(metadata, "bidirectional", 0, 1, &is_bidirectional, err));
    model->has_back = is_bidirectional == 1;
    if (!model->has_back)
        return HMRNN_OK;
    HM_TRY(hm_metadata_number(metadata, "back-slope", 0.0, 1e6, &model->back_slope, err));
    HM_TRY(hm_metadata_count(metadata, "back-boundary-lag", 0, 1, &lag, err));
    model->back_lag = (size_t)lag;
    return HMRNN_OK;
}

/// Which modality the model is of, and what is known of its density if it predicts one.
static hmrnn_status
interpret_modality(hm_model *model, const hm_modality *const *modalities, hmrnn_error *err)
{
    const hm_metadata *const metadata = &model->metadata;
    char names[128] = "";  // with '|' between them
    size_t n = 0;
    size_t which = 0;
    for (size_t m = 0; modalities[m] != NULL && n < sizeof names; m++)
        n += (size_t)snprintf(names + n, sizeof names - n, m == 0 ? "%s" : "|%s",
                              modalities[m]->name);
    if (hm_metadata_get(metadata, "input") != NULL)
        HM_TRY(hm_metadata_choice(metadata, "input", names, &which, err));
    const hm_modality *const modality = model->dims.modality = modalities[which];
    if (modality->has_vocabulary)
        return HMRNN_OK;
    if (model->has_back)
        return hm_fail(err, HMRNN_EFORMAT, "of %s there is no second direction", modality->noun);
    uint64_t n_components = 0;
    HM_TRY(
        hm_metadata_count(metadata, "components", 1, modality->max_components, &n_components, err));
    HM_TRY(hm_metadata_number(metadata, modality->scale_key, 1e-30, 1e30, &model->scale, err));
    model->dims.n_components = (size_t)n_components;
    return HMRNN_OK;
}

hmrnn_status
hm_model_interpret(hm_model *model, const hm_modality *const *modalities, hmrnn_error *err)
{
    const hm_metadata *const metadata = &model->metadata;
    hm_dims *const dims = &model->dims;
    uint64_t n_layers = 0;
    uint64_t n_embed = 0;
    uint64_t n_output_embed = 0;
    uint64_t has_layer_norm = 0;
    uint64_t n_symbols = 0;
    uint64_t n_char_classes = 0;
    uint64_t lag = 0;
    size_t cell = 0;
    size_t normalization = 0;
    size_t boundary = 0;
    HM_TRY(hm_metadata_choice(metadata, "cell", HM_CELL_WORDS, &cell, err));
    HM_TRY(hm_metadata_count(metadata, "layers", 1, HMRNN_MAX_LAYERS, &n_layers, err));
    HM_TRY(hm_metadata_count(metadata, "embed", 1, UINT32_MAX, &n_embed, err));
    HM_TRY(hm_metadata_count(metadata, "output-embed", 1, UINT32_MAX, &n_output_embed, err));
    HM_TRY(hm_metadata_count(metadata, "layer-norm", 0, 1, &has_layer_norm, err));
    HM_TRY(hm_metadata_count(metadata, "symbols", 2, UINT32_MAX, &n_symbols, err));
    if (hm_metadata_get(metadata, "char-classes") != NULL)
        HM_TRY(hm_metadata_count(metadata, "char-classes", 1, HM_MAX_CHAR_CLASSES, &n_char_classes,
                                 err));
    HM_TRY(
        hm_metadata_choice(metadata, "normalization", HM_NORMALIZATION_WORDS, &normalization, err));
    HM_TRY(hm_metadata_choice(metadata, "boundary", HM_BOUNDARY_WORDS, &boundary, err));
    HM_TRY(hm_metadata_number(metadata, "slope", 0.0, 1e6, &model->slope, err));
    HM_TRY(hm_metadata_count(metadata, "boundary-lag", 0, 1, &lag, err));
    *dims = (hm_dims){.cell = (hmrnn_cell)cell,
                      .has_layer_norm = has_layer_norm != 0,
                      .n_layers = (size_t)n_layers,
                      .n_symbols = (size_t)n_symbols,
                      .n_char_classes = (size_t)n_char_classes,
                      .n_embed = (size_t)n_embed,
                      .n_output_embed = (size_t)n_output_embed};
    model->normalization = (hmrnn_normalization)normalization;
    model->boundary = (hmrnn_boundary)boundary;
    model->lag = (size_t)lag;
    HM_TRY(interpret_back(model, err));
    HM_TRY(interpret_modality(model, modalities, err));
    return read_units(metadata, dims, err);
}
