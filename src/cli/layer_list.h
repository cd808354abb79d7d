// SPDX-License-Identifier: BSD-2-Clause
//
// cli/layer_list.h - the layers that are asked for: "1", "1,2", "all".
#ifndef HM_CLI_LAYER_LIST_H
#define HM_CLI_LAYER_LIST_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hm_layer_list {
    bool wants_all;  ///< all that the model has, not known yet
    size_t n;
    unsigned layer[HMRNN_MAX_LAYERS];  ///< [n] rising, from 1
} hm_layer_list;

/// Read a list. Errors: HMRNN_EARG, naming the option.
hmrnn_status hm_layer_list_parse(const char *option, const char *list, hm_layer_list *layers,
                                 hmrnn_error *err);

/// Hold the list against a model that has the layers 1 to `n_layers`. Errors: HMRNN_EARG, naming
/// the option.
hmrnn_status hm_layer_list_fit(const char *option, hm_layer_list *layers, size_t n_layers,
                               hmrnn_error *err);

/// Hold the list against what finds boundaries in the layers 1 to `n_boundary_layers`.
///
/// \param finder   a model's path, or the way of segmenting that has fewer layers than the model
/// Errors: HMRNN_EARG, saying how many there are.
hmrnn_status hm_layer_list_resolve(const char *finder, hm_layer_list *layers,
                                   size_t n_boundary_layers, hmrnn_error *err);

#endif
