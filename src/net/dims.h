// SPDX-License-Identifier: BSD-2-Clause
//
// net/dims.h - the shape of a network.
//
// Layers are counted from 0 in the code and from 1 where a person reads. The uppermost layer has no
// boundary detector and nothing above it; a stacked LSTM (the baseline) has neither anywhere.
#ifndef HM_NET_DIMS_H
#define HM_NET_DIMS_H

#include "hmrnn.h"
#include "net/modality.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HM_MAX_CHAR_CLASSES 256

typedef struct hm_dims {
    hmrnn_cell cell;
    bool has_layer_norm;
    size_t n_layers;                   ///< L, 1 to HMRNN_MAX_LAYERS
    size_t n_units[HMRNN_MAX_LAYERS];  ///< D of each layer
    const hm_modality *modality;       ///< of what is read and predicted
    size_t n_symbols;                  ///< V; without a vocabulary not looked at
    size_t n_components;               ///< of the predicted density, where that is a mixture
    size_t n_char_classes;             ///< of symbols; 0: they are no input
    const uint8_t *char_classes;       ///< [V] of each symbol, 0 where it is not known,
                                       ///< lent; NULL: they are no input
    size_t n_embed;                    ///< units of the input embedding
    size_t n_output_embed;             ///< units of the output embedding
} hm_dims;

/// Rows of the input matrix: of symbols V.
static inline size_t
hm_dims_inputs(const hm_dims *dims)
{
    return dims->modality->n_inputs(dims);
}

/// Numbers that the head gives for each step: of symbols V.
static inline size_t
hm_dims_outputs(const hm_dims *dims)
{
    return dims->modality->n_outputs(dims);
}

/// Whether layer l decides on boundaries, and so also listens to the layer above when it flushes.
static inline bool
hm_dims_has_detector(const hm_dims *dims, size_t l)
{
    return dims->cell == HMRNN_CELL_HMLSTM && l + 1 < dims->n_layers;
}

/// Layers that have a detector: 0 ... n - 1.
static inline size_t
hm_dims_detectors(const hm_dims *dims)
{
    return dims->cell == HMRNN_CELL_HMLSTM ? dims->n_layers - 1 : 0;
}

/// Rows of layer l's pre-activation: f, i, o, g and, with a detector, the boundary row.
static inline size_t
hm_dims_rows(const hm_dims *dims, size_t l)
{
    return 4 * dims->n_units[l] + (hm_dims_has_detector(dims, l) ? 1 : 0);
}

/// Distance between rows of pre-activations of layer l: hm_dims_rows() up to a cache line.
static inline size_t
hm_dims_ld(const hm_dims *dims, size_t l)
{
    return (hm_dims_rows(dims, l) + 15) / 16 * 16;
}

/// Units of what comes into layer l from below.
static inline size_t
hm_dims_below(const hm_dims *dims, size_t l)
{
    return l == 0 ? dims->n_embed : dims->n_units[l - 1];
}

/// Units of all layers together.
static inline size_t
hm_dims_all_units(const hm_dims *dims)
{
    size_t n = 0;
    for (size_t l = 0; l < dims->n_layers; l++)
        n += dims->n_units[l];
    return n;
}

/// Units of the largest layer or embedding.
static inline size_t
hm_dims_widest(const hm_dims *dims)
{
    size_t most = dims->n_embed > dims->n_output_embed ? dims->n_embed : dims->n_output_embed;
    for (size_t l = 0; l < dims->n_layers; l++)
        most = dims->n_units[l] > most ? dims->n_units[l] : most;
    return most;
}

#endif
