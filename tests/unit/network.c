// SPDX-License-Identifier: BSD-2-Clause
//
// network.c - random networks and random text for the tests of src/net.
#include <config.h>

#include "network.h"

#include "net/symbol_modality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

hm_dims
network_dims(hmrnn_cell cell, bool has_layer_norm, size_t n_layers, hm_rng *rng)
{
    hm_dims dims = {.cell = cell,
                    .modality = &hm_symbol_modality,
                    .has_layer_norm = has_layer_norm,
                    .n_layers = n_layers};
    for (size_t l = 0; l < n_layers; l++)
        dims.n_units[l] = 8 + hm_rng_below(rng, 17);
    dims.n_symbols = 2 + hm_rng_below(rng, 30);
    dims.n_embed = 3 + hm_rng_below(rng, 18);
    dims.n_output_embed = 1 + hm_rng_below(rng, 36);
    if (dims.n_symbols % 2 == 1)
        network_tell_kinds(&dims);
    return dims;
}

void
network_tell_kinds(hm_dims *dims)
{
    static const uint8_t char_classes[] = {0, 1, 2, 2, 3, 1, 2, 3, 1, 1, 2, 1, 3, 3, 2, 1,
                                           2, 2, 1, 3, 2, 1, 1, 1, 2, 3, 3, 1, 2, 1, 3, 2};
    assert_true(dims->n_symbols <= sizeof char_classes);
    dims->n_char_classes = 4;
    dims->char_classes = char_classes;
}

/// Biases and gains of one layer: anything but 0 and 1; the boundary row louder.
static void
vary_layer(const hm_dims *dims, size_t l, const hm_layer_params *layer, float reach, hm_rng *rng)
{
    const size_t D = dims->n_units[l];
    for (size_t i = 0; i < 4 * D; i++) {
        layer->bias[i] += 0.5f * (hm_rng_uniform(rng) - 0.5f);
        if (dims->has_layer_norm)
            layer->gain[i] = 0.5f + hm_rng_uniform(rng);
    }
    if (!hm_dims_has_detector(dims, l))
        return;
    const size_t n_below = hm_dims_below(dims, l);
    const size_t n_above = dims->n_units[l + 1];
    for (size_t i = 0; i < D; i++)
        layer->recurrent[4 * D * D + i] *= reach;
    for (size_t i = 0; i < n_below; i++)
        layer->bottomup[4 * D * n_below + i] *= reach;
    for (size_t i = 0; i < n_above; i++)
        layer->topdown[4 * D * n_above + i] *= reach;
    layer->bias[4 * D] = 0.1f * reach * (hm_rng_uniform(rng) - 0.5f);
}

void
network_make(test_network *network, const hm_dims *dims, float reach, bool is_training,
             uint64_t seed)
{
    network->dims = *dims;
    assert_int_equal(hm_params_layout(dims, network->tensors, &network->n_tensors,
                                      &network->n_floats, NULL),
                     HMRNN_OK);
    float *const all = calloc(network->n_floats, sizeof *all);
    network->w = calloc(network->n_floats, sizeof *network->w);
    assert_non_null(all);
    assert_non_null(network->w);
    network->params = hm_params_view(dims, all);
    hm_params_init(dims, &network->params, seed, 0.3f);

    hm_rng rng = hm_rng_stream(seed, 77);
    for (size_t l = 0; l < dims->n_layers; l++)
        vary_layer(dims, l, &network->params.layer[l], reach, &rng);
    for (size_t i = 0; i < dims->n_char_classes * dims->n_embed; i++)
        network->params.char_classes[i] = hm_rng_uniform(&rng) - 0.5f;
    for (size_t i = 0; dims->n_char_classes > 0 && i < hm_dims_rows(dims, 0); i++)
        network->params.class_change[i] = hm_rng_uniform(&rng) - 0.5f;
    for (size_t v = 0; v < hm_dims_outputs(dims); v++)
        network->params.head_bias[v] += hm_rng_uniform(&rng) - 0.5f;
    assert_int_equal(hm_net_init(&network->net, dims, &network->params,
                                 is_training ? HM_NET_LEARNS : HM_NET_RUNS, NULL),
                     HMRNN_OK);
    network_update(network);
}

void
network_update(test_network *network)
{
    for (size_t i = 0; i < network->n_floats; i++)
        network->w[i] = (double)network->params.all[i];
    hm_net_pack(&network->net, NULL);
}

void
network_release(test_network *network)
{
    hm_net_release(&network->net);
    free(network->params.all);
    free(network->w);
}

static void
make_points(test_passage *passage)
{
    hm_rng rng = hm_rng_stream(1, 1);
    for (size_t i = 0; i < TEST_POINTS; i++) {
        hm_stroke_point *const point = &passage->points[i];
        point->x = (float)hm_rng_normal(&rng);
        point->y = (float)hm_rng_normal(&rng);
        point->lift = hm_rng_below(&rng, 3) == 0 ? 1.0f : 0.0f;
        point->end = hm_rng_below(&rng, 2) == 0 ? point->lift : 0.0f;
    }
}

void
passage_make(test_passage *passage, const hm_dims *dims, size_t n_steps, size_t B, hm_rng *rng)
{
    const size_t n = n_steps * B;
    passage->n_steps = n_steps;
    passage->B = B;
    passage->ids = calloc(n, sizeof *passage->ids);
    passage->targets = calloc(n, sizeof *passage->targets);
    passage->resets = calloc(n, sizeof *passage->resets);
    assert_true(passage->ids != NULL && passage->targets != NULL && passage->resets != NULL);
    make_points(passage);
    const bool is_strokes = dims->modality == &hm_stroke_modality;
    const size_t V = is_strokes ? TEST_POINTS : dims->n_symbols;
    for (size_t i = 0; i < n; i++) {
        passage->ids[i] = (uint32_t)hm_rng_below(rng, V);
        passage->targets[i] = (uint32_t)hm_rng_below(rng, V);
        if (hm_rng_below(rng, 7) == 0)
            passage->targets[i] = HM_NO_TARGET;
    }
    for (size_t i = B; is_strokes && i < n; i++) {
        if (hm_rng_below(rng, 6) != 0)
            continue;
        passage->resets[i] = 1;  // nothing is predicted across drawings
        passage->targets[i - B] = HM_NO_TARGET;
    }
}

void
passage_release(test_passage *passage)
{
    free(passage->ids);
    free(passage->targets);
    free(passage->resets);
}

hm_forward_options
network_mode(hmrnn_boundary boundary, float slope)
{
    return (hm_forward_options){.boundary = boundary, .slope = slope, .computes_copies = false};
}
