// SPDX-License-Identifier: BSD-2-Clause
//
// net/symbol_modality.c - text: symbols are embedded by a table and predicted by a softmax.
#include <config.h>

#include "net/symbol_modality.h"

#include "base/error.h"
#include "net/weights.h"

#include <string.h>

#define MAX_SYMBOLS 0x110001  // all code points, and the unknown symbol

static hmrnn_status
check(const hm_dims *dims, hmrnn_error *err)
{
    if (dims->n_symbols < 2 || dims->n_symbols > MAX_SYMBOLS)
        return hm_fail(err, HMRNN_EARG, "an alphabet of %zu symbols: there must be 2 to %d",
                       dims->n_symbols, MAX_SYMBOLS);
    if (dims->n_char_classes > HM_MAX_CHAR_CLASSES)
        return hm_fail(err, HMRNN_EARG, "%zu character classes: there must be at most %d",
                       dims->n_char_classes, HM_MAX_CHAR_CLASSES);
    return HMRNN_OK;
}

static size_t
n_symbols(const hm_dims *dims)
{
    return dims->n_symbols;
}

static void
embed(const hm_net *net, const void *elements, uint32_t id, float *x)
{
    const size_t E = net->dims.n_embed;
    (void)elements;
    memcpy(x, net->symbols + id * E, E * sizeof(float));
}

static void
embed_backward(const hm_net *net, const void *elements, uint32_t id, const float *d_x,
               const hm_params *gradient)
{
    const size_t E = net->dims.n_embed;
    const uint8_t *const char_classes = net->dims.char_classes;
    (void)elements;
    net->kern->add(E, d_x, gradient->embedding + id * E);
    if (char_classes != NULL)
        net->kern->add(E, d_x, gradient->char_classes + char_classes[id] * E);
}

static double
loss(const hm_net *net, const void *elements, float *outputs, uint32_t target, float scale,
     bool wants_gradient)
{
    (void)elements;
    return net->kern->cross_entropy(net->dims.n_symbols, outputs, target, scale, wants_gradient);
}

/// Beside white space or punctuation every text shows its boundaries.
static bool
is_visible_boundary(const void *data, uint32_t before, uint32_t after)
{
    const uint8_t *const is_separator = data;
    return is_separator[before] != is_separator[after];
}

const hm_modality hm_symbol_modality = {
    .name = "text",
    .noun = "text",
    .elements = "characters",
    .input_tensor = "embedding",
    .has_vocabulary = true,
    .check = check,
    .n_inputs = n_symbols,
    .n_outputs = n_symbols,
    .embed = embed,
    .embed_backward = embed_backward,
    .loss = loss,
    .is_visible_boundary = is_visible_boundary,
};
