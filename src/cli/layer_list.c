// SPDX-License-Identifier: BSD-2-Clause
//
// cli/layer_list.c - a list of layers as an option has it.
#include <config.h>

#include "cli/layer_list.h"

#include "base/error.h"

#include <string.h>

hmrnn_status
hm_layer_list_parse(const char *option, const char *list, hm_layer_list *layers, hmrnn_error *err)
{
    if (strcmp(list, "all") == 0) {
        *layers = (hm_layer_list){.wants_all = true};
        return HMRNN_OK;
    }
    bool is_wanted[HMRNN_MAX_LAYERS + 1] = {false};
    for (const char *at = list;; at += 2) {
        if (at[0] < '1' || at[0] > '0' + HMRNN_MAX_LAYERS || (at[1] != ',' && at[1] != '\0'))
            return hm_fail(err, HMRNN_EARG,
                           "--%s: '%s' is not a list of layers such as 1 or 1,2 or all", option,
                           list);
        is_wanted[at[0] - '0'] = true;
        if (at[1] == '\0')
            break;
    }
    *layers = (hm_layer_list){.wants_all = false};
    for (unsigned l = 1; l <= HMRNN_MAX_LAYERS; l++) {
        if (is_wanted[l])
            layers->layer[layers->n++] = l;
    }
    return HMRNN_OK;
}

static void
take_all(hm_layer_list *layers, size_t n_layers)
{
    if (!layers->wants_all)
        return;
    for (unsigned l = 1; l <= n_layers; l++)
        layers->layer[l - 1] = l;
    layers->n = n_layers;
    layers->wants_all = false;
}

hmrnn_status
hm_layer_list_fit(const char *option, hm_layer_list *layers, size_t n_layers, hmrnn_error *err)
{
    take_all(layers, n_layers);
    const unsigned highest = layers->layer[layers->n - 1];
    if (highest > n_layers)
        return hm_fail(err, HMRNN_EARG, "--%s: there is no layer %u, this model has %zu", option,
                       highest, n_layers);
    return HMRNN_OK;
}

hmrnn_status
hm_layer_list_resolve(const char *finder, hm_layer_list *layers, size_t n_boundary_layers,
                      hmrnn_error *err)
{
    if (n_boundary_layers == 0)
        return hm_fail(err, HMRNN_EARG, "%s finds no boundaries: it can score, but not segment",
                       finder);
    take_all(layers, n_boundary_layers);
    const unsigned highest = layers->layer[layers->n - 1];
    if (highest > n_boundary_layers)
        return hm_fail(err, HMRNN_EARG,
                       "--layers: there is no layer %u, %s finds boundaries in %zu layer%s",
                       highest, finder, n_boundary_layers, n_boundary_layers == 1 ? "" : "s");
    return HMRNN_OK;
}
