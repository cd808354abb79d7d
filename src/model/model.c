// SPDX-License-Identifier: BSD-2-Clause
//
// model/model.c - a model: shapes, alphabet, weights and what is known about them.
#include <config.h>

#include "model/model.h"

#include "base/alloc.h"
#include "base/error.h"
#include "model/float16.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double
hm_model_unit_nats(const hm_model *model)
{
    const size_t n = model->dims.modality->n_dimensions;
    return n == 0 ? 0.0 : (double)n * log(model->scale);
}

hmrnn_status
hm_model_allocate(hm_model *model, hmrnn_error *err)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    HM_TRY(hm_params_layout(&model->dims, tensors, &n_tensors, &n_floats, err));
    hm_arena arena = HM_ARENA_INIT;
    hm_arena_floats(&arena, n_floats);
    if (model->has_back)
        hm_arena_floats(&arena, n_floats);
    HM_TRY(hm_arena_allocate(&arena, "the weights", err));
    model->arena = arena;
    model->params = hm_params_view(&model->dims, hm_arena_floats(&model->arena, n_floats));
    if (model->has_back)
        model->back = hm_params_view(&model->dims, hm_arena_floats(&model->arena, n_floats));
    return HMRNN_OK;
}

hmrnn_status
hm_model_set_char_classes(hm_model *model, const uint8_t *char_classes, hmrnn_error *err)
{
    const size_t V = model->dims.n_symbols;
    uint8_t *const copy = hm_alloc_array(V, 1, "the character classes of symbols", err);
    if (copy == NULL)
        return HMRNN_ENOMEM;
    memcpy(copy, char_classes, V);
    free(model->char_classes);
    model->dims.char_classes = model->char_classes = copy;
    return HMRNN_OK;
}

/// Everything but the second network and the weights, which are allocated already.
static hmrnn_status
copy_shape(hm_model *copy, const hm_model *model, bool has_back, hmrnn_error *err)
{
    HM_TRY(hm_alphabet_from_list(&copy->alphabet, hm_alphabet_size(model->alphabet) - 1,
                                 hm_alphabet_chars(model->alphabet), err));
    copy->dims = model->dims;
    copy->dims.char_classes = NULL;
    copy->normalization = model->normalization;
    copy->boundary = model->boundary;
    copy->slope = model->slope;
    copy->scale = model->scale;
    copy->lag = model->lag;
    copy->has_back = has_back;
    if (model->dims.char_classes != NULL)
        HM_TRY(hm_model_set_char_classes(copy, model->dims.char_classes, err));
    return hm_model_allocate(copy, err);
}

/// The weights of one network of a shape that is known to be good.
static void
copy_weights(const hm_dims *dims, float *to, const float *from)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    if (hm_params_layout(dims, tensors, &n_tensors, &n_floats, NULL) == HMRNN_OK)
        memcpy(to, from, n_floats * sizeof *to);
}

hmrnn_status
hm_model_copy(hm_model *copy, const hm_model *model, hmrnn_error *err)
{
    hm_model fresh = HM_MODEL_INIT;
    const hmrnn_status status = copy_shape(&fresh, model, model->has_back, err);
    if (status != HMRNN_OK) {
        hm_model_release(&fresh);
        return status;
    }
    fresh.back_slope = model->back_slope;
    fresh.back_lag = model->back_lag;
    copy_weights(&fresh.dims, fresh.params.all, model->params.all);
    if (model->has_back)
        copy_weights(&fresh.dims, fresh.back.all, model->back.all);
    *copy = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_model_copy_back(hm_model *copy, const hm_model *model, hmrnn_error *err)
{
    hm_model fresh = HM_MODEL_INIT;
    const hmrnn_status status = copy_shape(&fresh, model, false, err);
    if (status != HMRNN_OK) {
        hm_model_release(&fresh);
        return status;
    }
    fresh.slope = model->back_slope;
    fresh.lag = model->back_lag;
    copy_weights(&fresh.dims, fresh.params.all, model->back.all);
    *copy = fresh;
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- files

static hmrnn_status
read_alphabet(hm_model *model, const hm_container *container, hmrnn_error *err)
{
    const hm_section *const section = hm_container_find(container, "alphabet", HM_SECTION_BYTES);
    const size_t n_chars = model->dims.n_symbols - 1;
    if (section == NULL || section->n_bytes != n_chars * sizeof(uint32_t))
        return hm_fail(err, HMRNN_EFORMAT, "its alphabet does not have %zu characters", n_chars);
    // a copy, as the container's array need not be aligned
    uint32_t *const chars = hm_alloc_array(n_chars, sizeof *chars, "the alphabet", err);
    if (chars == NULL)
        return HMRNN_ENOMEM;
    memcpy(chars, section->data, section->n_bytes);
    const hmrnn_status status = hm_alphabet_from_list(&model->alphabet, n_chars, chars, err);
    free(chars);
    return status;
}

static hmrnn_status
read_kinds(hm_model *model, const hm_container *container, hmrnn_error *err)
{
    const hm_dims *const dims = &model->dims;
    if (dims->n_char_classes == 0)
        return HMRNN_OK;
    const hm_section *const section =
        hm_container_find(container, "char-classes", HM_SECTION_BYTES);
    if (section == NULL || section->n_bytes != dims->n_symbols)
        return hm_fail(err, HMRNN_EFORMAT, "it does not have the character classes of %zu symbols",
                       dims->n_symbols);
    const uint8_t *const char_classes = section->data;
    for (size_t id = 0; id < dims->n_symbols; id++)
        if (char_classes[id] >= dims->n_char_classes)
            return hm_fail(err, HMRNN_EFORMAT,
                           "symbol %zu is of character class %u, but there are %zu", id,
                           (unsigned)char_classes[id], dims->n_char_classes);
    return hm_model_set_char_classes(model, char_classes, err);
}

static hmrnn_status
read_shape(hm_model *model, const hm_container *container, const hm_modality *const *modalities,
           hmrnn_error *err)
{
    const hm_section *const manifest = hm_container_find(container, "manifest", HM_SECTION_BYTES);
    if (manifest == NULL)
        return hm_fail(err, HMRNN_EFORMAT, "lacks a manifest");
    HM_TRY(hm_metadata_read(&model->metadata, manifest->n_bytes, manifest->data, err));
    HM_TRY(hm_model_interpret(model, modalities, err));

    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    HM_TRY(hm_params_layout(&model->dims, tensors, &n_tensors, &n_floats, err));
    n_floats *= model->has_back ? 2 : 1;
    if (n_floats > container->n_bytes)  // padding apart, the least that halves would take
        return hm_fail(err, HMRNN_EFORMAT, "too short for the %zu weights of its manifest",
                       n_floats);
    HM_TRY(read_kinds(model, container, err));
    return read_alphabet(model, container, err);
}

/// Sections of the second network are named like those of the first with this before it.
static void
name_section(const hm_tensor *tensor, bool is_back, char name[HM_SECTION_NAME])
{
    snprintf(name, HM_SECTION_NAME, "%s%.26s", is_back ? "back." : "", tensor->name);
}

static hmrnn_status
read_network(const hm_dims *dims, float *all, bool is_back, const hm_container *container,
             hmrnn_error *err)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    HM_TRY(hm_params_layout(dims, tensors, &n_tensors, &n_floats, err));
    for (size_t i = 0; i < n_tensors; i++) {
        const hm_tensor *const tensor = &tensors[i];
        float *const weights = all + tensor->first;
        char name[HM_SECTION_NAME];
        name_section(tensor, is_back, name);
        HM_TRY(
            hm_container_floats(container, name, tensor->n_rows, tensor->n_columns, weights, err));
        for (size_t j = 0; j < tensor->n_rows * tensor->n_columns; j++)
            if (!isfinite(weights[j]))
                return hm_fail(err, HMRNN_EFORMAT, "'%s' has a weight that is no number", name);
    }
    return HMRNN_OK;
}

static hmrnn_status
read_weights(hm_model *model, const hm_container *container, hmrnn_error *err)
{
    HM_TRY(hm_model_allocate(model, err));
    HM_TRY(read_network(&model->dims, model->params.all, false, container, err));
    return model->has_back ? read_network(&model->dims, model->back.all, true, container, err)
                           : HMRNN_OK;
}

hmrnn_status
hm_model_read_shape(hm_model *model, const hm_container *container,
                    const hm_modality *const *modalities, hmrnn_error *err)
{
    hm_model fresh = HM_MODEL_INIT;
    const hmrnn_status status = read_shape(&fresh, container, modalities, err);
    if (status != HMRNN_OK) {
        hm_model_release(&fresh);
        return status;
    }
    *model = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_model_read(hm_model *model, const hm_container *container, const hm_modality *const *modalities,
              hmrnn_error *err)
{
    hm_model fresh = HM_MODEL_INIT;
    HM_TRY(hm_model_read_shape(&fresh, container, modalities, err));
    const hmrnn_status status = read_weights(&fresh, container, err);
    if (status != HMRNN_OK) {
        hm_model_release(&fresh);
        return status;
    }
    *model = fresh;
    return HMRNN_OK;
}

/// Parameters as float16, in the order of the floats.
///
/// \param halves   result: the caller's, to be freed with free()
static hmrnn_status
halve(const float *all, size_t n_floats, uint16_t **halves, hmrnn_error *err)
{
    uint16_t *const rounded =
        hm_alloc_array(n_floats, sizeof *rounded, "half-precision weights", err);
    if (rounded == NULL)
        return HMRNN_ENOMEM;
    hm_float16_from_floats(n_floats, all, rounded);
    for (size_t i = 0; i < n_floats; i++) {
        if ((rounded[i] & 0x7C00) == 0x7C00) {
            free(rounded);
            return hm_fail(err, HMRNN_ENUMERIC,
                           "a weight of %g does not fit half precision: save as float32",
                           (double)all[i]);
        }
    }
    *halves = rounded;
    return HMRNN_OK;
}

/// The sections of one network, its numbers lent by `all` or, if that is not NULL, by `halves`.
static hmrnn_status
put_network(const hm_dims *dims, const float *all, const uint16_t *halves, bool is_back,
            hm_section *sections, size_t *n, hmrnn_error *err)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    HM_TRY(hm_params_layout(dims, tensors, &n_tensors, &n_floats, err));
    for (size_t i = 0; i < n_tensors; i++) {
        const hm_tensor *const t = &tensors[i];
        char name[HM_SECTION_NAME];
        name_section(t, is_back, name);
        sections[(*n)++] = halves != NULL ? hm_section_of(name, HM_SECTION_FLOAT16, t->n_rows,
                                                          t->n_columns, halves + t->first)
                                          : hm_section_of(name, HM_SECTION_FLOAT32, t->n_rows,
                                                          t->n_columns, all + t->first);
    }
    return HMRNN_OK;
}

hmrnn_status
hm_model_write(const hm_model *model, const char *path, hmrnn_precision precision, hmrnn_error *err)
{
    return hm_model_write_with(model, 0, NULL, path, precision, err);
}

hmrnn_status
hm_model_write_with(const hm_model *model, size_t n_extra, const hm_section *extra,
                    const char *path, hmrnn_precision precision, hmrnn_error *err)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    HM_TRY(hm_params_layout(&model->dims, tensors, &n_tensors, &n_floats, err));
    const size_t n_networks = model->has_back ? 2 : 1;
    const float *const all[2] = {model->params.all, model->back.all};
    hm_bytes manifest = HM_BYTES_INIT;
    uint16_t *halves[2] = {NULL, NULL};
    hm_section sections[2 * HM_MAX_TENSORS + 3 + HM_MAX_EXTRA];
    size_t n = 0;
    hmrnn_status status = hm_metadata_write(&model->metadata, &manifest, err);
    if (status != HMRNN_OK)
        goto out;
    sections[n++] = hm_section_of("manifest", HM_SECTION_BYTES, 1, manifest.n_bytes, manifest.data);
    sections[n++] = hm_section_of("alphabet", HM_SECTION_BYTES, 1,
                                  (model->dims.n_symbols - 1) * sizeof(uint32_t),
                                  hm_alphabet_chars(model->alphabet));
    if (model->dims.char_classes != NULL)
        sections[n++] = hm_section_of("char-classes", HM_SECTION_BYTES, 1, model->dims.n_symbols,
                                      model->dims.char_classes);
    for (size_t i = 0; status == HMRNN_OK && i < n_networks; i++) {
        if (precision == HMRNN_FLOAT16)
            status = halve(all[i], n_floats, &halves[i], err);
        if (status == HMRNN_OK)
            status = put_network(&model->dims, all[i], halves[i], i == 1, sections, &n, err);
    }
    for (size_t i = 0; i < n_extra; i++)
        sections[n++] = extra[i];
    if (status == HMRNN_OK)
        status = hm_container_write(path, n, sections, err);
out:
    free(halves[0]);
    free(halves[1]);
    hm_bytes_release(&manifest);
    return status;
}

void
hm_model_release(hm_model *model)
{
    if (model == NULL)
        return;
    hm_alphabet_free(model->alphabet);
    free(model->char_classes);
    hm_metadata_release(&model->metadata);
    hm_arena_release(&model->arena);
    *model = (hm_model)HM_MODEL_INIT;
}
