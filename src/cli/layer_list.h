// SPDX-License-Identifier: BSD-2-Clause
//
// cli/layer_list.h - a list of layers as an option has it: "1", "1,2", "all".
#ifndef HM_CLI_LAYER_LIST_H
#define HM_CLI_LAYER_LIST_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hm_layer_list {
    bool wants_all;  ///< "all", before the model is known
    size_t n;
    unsigned layer[HMRNN_MAX_LAYERS];  ///< [n] rising, from 1
} hm_layer_list;

/// Read a list. Errors: HMRNN_EARG, naming the option.
hmrnn_status hm_layer_list_parse(const char *option, const char *list, hm_layer_list *layers,
                                 hmrnn_error *err);

/// Check the list for a model that has the layers 1 to `n_layers`, which "all" becomes. Errors:
/// HMRNN_EARG, naming the option.
hmrnn_status hm_layer_list_fit(const char *option, hm_layer_list *layers, size_t n_layers,
                               hmrnn_error *err);

/// The same for the layers 1 to `n_boundary_layers`, in which boundaries are found.
///
/// \param finder   what finds them, for the message: the path of a model, or the option of a method
///                 that has fewer layers than the model
/// Errors: HMRNN_EARG, saying how many there are.
hmrnn_status hm_layer_list_resolve(const char *finder, hm_layer_list *layers,
                                   size_t n_boundary_layers, hmrnn_error *err);

#endif
