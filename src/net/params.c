// SPDX-License-Identifier: BSD-2-Clause
//
// net/params.c - the parameters of a network, by name and all in one array.
#include <config.h>

#include "net/params.h"

#include "base/error.h"
#include "base/rng.h"
#include "base/size.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_UNITS 65536  // of a layer or an embedding
#define MAX_FLOATS ((size_t)1 << 31)

/// The table being laid out.
typedef struct table {
    hm_tensor *tensors;
    size_t n_tensors;
    size_t n_floats;
} table;

static void
put(table *t, const char *name, size_t n_rows, size_t n_columns)
{
    hm_tensor *const tensor = &t->tensors[t->n_tensors++];
    snprintf(tensor->name, sizeof tensor->name, "%s", name);
    tensor->n_rows = n_rows;
    tensor->n_columns = n_columns;
    tensor->first = t->n_floats;
    t->n_floats += hm_size_round_up(n_rows * n_columns, 16);
}

/// What is read. A program without character classes does not find "embedding" in a model that has
/// them, and reports that.
static void
put_input(table *t, const hm_dims *dims)
{
    put(t, dims->n_char_classes > 0 ? "embedding.symbols" : dims->modality->input_tensor,
        hm_dims_inputs(dims), dims->n_embed);
    if (dims->n_char_classes > 0) {
        put(t, "embedding.char-classes", dims->n_char_classes, dims->n_embed);
        put(t, "layer1.class-change", 1, hm_dims_rows(dims, 0));
    }
}

static void
put_layer(table *t, const hm_dims *dims, size_t l)
{
    const size_t n_rows = hm_dims_rows(dims, l);
    const char digit = (char)('1' + l);  // there are at most eight layers
    char name[HM_TENSOR_NAME];
    snprintf(name, sizeof name, "layer%c.recurrent", digit);
    put(t, name, n_rows, dims->n_units[l]);
    if (hm_dims_has_detector(dims, l)) {
        snprintf(name, sizeof name, "layer%c.topdown", digit);
        put(t, name, n_rows, dims->n_units[l + 1]);
    }
    snprintf(name, sizeof name, "layer%c.bottomup", digit);
    put(t, name, n_rows, hm_dims_below(dims, l));
    snprintf(name, sizeof name, "layer%c.bias", digit);
    put(t, name, 1, n_rows);
    if (dims->has_layer_norm) {
        snprintf(name, sizeof name, "layer%c.gain", digit);
        put(t, name, 1, 4 * dims->n_units[l]);
    }
}

static hmrnn_status
check(const hm_dims *dims, hmrnn_error *err)
{
    if (dims->n_layers < 1 || dims->n_layers > HMRNN_MAX_LAYERS)
        return hm_fail(err, HMRNN_EARG, "%zu layers: there must be 1 to %d", dims->n_layers,
                       HMRNN_MAX_LAYERS);
    for (size_t l = 0; l < dims->n_layers; l++)
        if (dims->n_units[l] < 1 || dims->n_units[l] > MAX_UNITS)
            return hm_fail(err, HMRNN_EARG, "%zu units in layer %zu: there must be 1 to %d",
                           dims->n_units[l], l + 1, MAX_UNITS);
    if (dims->n_embed < 1 || dims->n_embed > MAX_UNITS || dims->n_output_embed < 1 ||
        dims->n_output_embed > MAX_UNITS)
        return hm_fail(err, HMRNN_EARG, "embeddings of %zu and %zu units: there must be 1 to %d",
                       dims->n_embed, dims->n_output_embed, MAX_UNITS);
    return dims->modality->check(dims, err);
}

hmrnn_status
hm_params_layout(const hm_dims *dims, hm_tensor *tensors, size_t *n_tensors, size_t *n_floats,
                 hmrnn_error *err)
{
    HM_TRY(check(dims, err));
    table t = {tensors, 0, 0};
    const size_t n_all = hm_dims_all_units(dims);
    put_input(&t, dims);
    for (size_t l = 0; l < dims->n_layers; l++)
        put_layer(&t, dims, l);
    put(&t, "head.gate", dims->n_layers, n_all);
    put(&t, "head.embed", dims->n_output_embed, n_all);
    put(&t, "head.output", hm_dims_outputs(dims), dims->n_output_embed);
    put(&t, "head.bias", 1, hm_dims_outputs(dims));
    if (t.n_floats > MAX_FLOATS)
        return hm_fail(err, HMRNN_EARG, "%zu parameters are too many: use fewer units", t.n_floats);
    *n_tensors = t.n_tensors;
    *n_floats = t.n_floats;
    return HMRNN_OK;
}

size_t
hm_params_count(const hm_dims *dims)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    size_t n = 0;
    if (hm_params_layout(dims, tensors, &n_tensors, &n_floats, NULL) != HMRNN_OK)
        return 0;
    for (size_t i = 0; i < n_tensors; i++)
        n += tensors[i].n_rows * tensors[i].n_columns;
    return n;
}

hm_params
hm_params_view(const hm_dims *dims, float *all)
{
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    hm_params params = {.all = all};
    if (hm_params_layout(dims, tensors, &n_tensors, &n_floats, NULL) != HMRNN_OK)
        return params;

    const hm_tensor *next = tensors;  // in the order of the layout
    params.embedding = all + next++->first;
    if (dims->n_char_classes > 0) {
        params.char_classes = all + next++->first;
        params.class_change = all + next++->first;
    }
    for (size_t l = 0; l < dims->n_layers; l++) {
        hm_layer_params *const layer = &params.layer[l];
        layer->recurrent = all + next++->first;
        if (hm_dims_has_detector(dims, l))
            layer->topdown = all + next++->first;
        layer->bottomup = all + next++->first;
        layer->bias = all + next++->first;
        if (dims->has_layer_norm)
            layer->gain = all + next++->first;
    }
    params.head_gate = all + next++->first;
    params.head_embed = all + next++->first;
    params.head_output = all + next++->first;
    params.head_bias = all + next++->first;
    return params;
}

size_t
hm_params_detectors(const hm_dims *dims, const hm_params *params, hm_range *ranges)
{
    size_t n = 0;
    for (size_t l = 0; l < hm_dims_detectors(dims); l++) {
        const size_t above = 4 * dims->n_units[l];  // rows of the gates
        const hm_layer_params *const layer = &params->layer[l];
        const struct {
            const float *matrix;
            size_t n_columns;
        } tensors[] = {{l == 0 ? params->class_change : NULL, 1},
                       {layer->recurrent, dims->n_units[l]},
                       {layer->topdown, dims->n_units[l + 1]},
                       {layer->bottomup, hm_dims_below(dims, l)},
                       {layer->bias, 1}};
        for (size_t i = 0; i < sizeof tensors / sizeof tensors[0]; i++) {
            const size_t n_columns = tensors[i].n_columns;
            if (tensors[i].matrix != NULL)
                ranges[n++] =
                    (hm_range){(size_t)(tensors[i].matrix - params->all) + above * n_columns,
                               n_columns};
        }
    }
    return n;
}

/// Uniform with the given standard deviation.
static void
fill(size_t n, float *w, double deviation, hm_rng *rng)
{
    const float range = (float)(deviation * sqrt(3.0));
    for (size_t i = 0; i < n; i++)
        w[i] = (2.0f * hm_rng_uniform(rng) - 1.0f) * range;
}

static void
init_layer(const hm_dims *dims, size_t l, hm_layer_params *layer, float detector_bias, hm_rng *rng)
{
    const size_t D = dims->n_units[l];
    const size_t n_rows = hm_dims_rows(dims, l);
    const bool has_detector = hm_dims_has_detector(dims, l);
    const size_t D_above = has_detector ? dims->n_units[l + 1] : 0;
    const size_t D_below = hm_dims_below(dims, l);
    const struct {
        float *w;
        size_t n_columns;
    } matrices[] = {{layer->recurrent, D}, {layer->bottomup, D_below}, {layer->topdown, D_above}};
    for (size_t m = 0; m < 3; m++) {
        if (matrices[m].w == NULL)
            continue;
        const size_t n_columns = matrices[m].n_columns;
        const double deviation = 1.0 / sqrt((double)n_columns);
        fill(4 * D * n_columns, matrices[m].w, deviation, rng);
        if (has_detector)
            fill(n_columns, matrices[m].w + 4 * D * n_columns, 0.1 * deviation, rng);
    }
    memset(layer->bias, 0, n_rows * sizeof(float));
    for (size_t d = 0; d < D; d++)
        layer->bias[d] = 1.0f;
    if (has_detector)
        layer->bias[4 * D] = detector_bias;
    if (layer->gain != NULL)
        for (size_t d = 0; d < 4 * D; d++)
            layer->gain[d] = 1.0f;
}

void
hm_params_init(const hm_dims *dims, hm_params *params, uint64_t seed, float detector_bias)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    const size_t n_all = hm_dims_all_units(dims);
    fill(hm_dims_inputs(dims) * dims->n_embed, params->embedding, 0.5, &rng);
    if (dims->n_char_classes > 0) {
        memset(params->char_classes, 0, dims->n_char_classes * dims->n_embed * sizeof(float));
        memset(params->class_change, 0, hm_dims_rows(dims, 0) * sizeof(float));
    }
    for (size_t l = 0; l < dims->n_layers; l++)
        init_layer(dims, l, &params->layer[l], detector_bias, &rng);
    fill(dims->n_layers * n_all, params->head_gate, 1.0 / sqrt((double)n_all), &rng);
    fill(dims->n_output_embed * n_all, params->head_embed, 1.0 / sqrt((double)n_all), &rng);
    fill(hm_dims_outputs(dims) * dims->n_output_embed, params->head_output,
         1.0 / sqrt((double)dims->n_output_embed), &rng);
    memset(params->head_bias, 0, hm_dims_outputs(dims) * sizeof(float));
}
