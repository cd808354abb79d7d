// SPDX-License-Identifier: BSD-2-Clause
//
// net/params.h - the parameters of a network, by name and all in one array.
//
// Weights, gradients and Adam's moments are arrays of the same length and order; hm_params gives
// any of them names and shapes.
#ifndef HM_NET_PARAMS_H
#define HM_NET_PARAMS_H

#include "base/range.h"
#include "net/dims.h"

#include <stdint.h>

#define HM_MAX_TENSORS (7 + 5 * HMRNN_MAX_LAYERS)
#define HM_TENSOR_NAME 32

/// Where one tensor lies in the array.
typedef struct hm_tensor {
    char name[HM_TENSOR_NAME];  ///< e.g. "layer1.recurrent", layers from 1
    size_t n_rows, n_columns;
    size_t first;  ///< floats before it, a multiple of 16
} hm_tensor;

#define HM_MAX_DETECTOR_RANGES (1 + 4 * HMRNN_MAX_LAYERS)

/// Matrices of one layer, in the letters of the paper (eq. 4, 6-7). R = hm_dims_rows().
typedef struct hm_layer_params {
    float *recurrent;  ///< U [R][D]
    float *topdown;    ///< V [R][D of the layer above]; NULL: no detector
    float *bottomup;   ///< W [R][hm_dims_below()]
    float *bias;       ///< b [R]
    float *gain;       ///< [4 * D] of the layer norm, or NULL
} hm_layer_params;

typedef struct hm_params {
    float *all;           ///< the array itself
    float *embedding;     ///< [hm_dims_inputs()][n_embed]
    float *char_classes;  ///< [n_char_classes][n_embed] added to it; or NULL
    float *class_change;  ///< [R of layer 1] added where the class is not that
                          ///< of the symbol before; or NULL
    hm_layer_params layer[HMRNN_MAX_LAYERS];
    float *head_gate;    ///< w [L][all units] (paper eq. 8)
    float *head_embed;   ///< E_1 ... E_L, [n_output_embed][all units]
    float *head_output;  ///< O [hm_dims_outputs()][n_output_embed]
    float *head_bias;    ///< [hm_dims_outputs()]
} hm_params;

/// Lay out the tensors of a network.
///
/// \param tensors  [HM_MAX_TENSORS] result
/// \param n_tensors  result
/// \param n_floats result: length of the array
/// Errors: HMRNN_EARG if the shapes are out of range (more than 2^31 floats, too, is).
hmrnn_status hm_params_layout(const hm_dims *dims, hm_tensor *tensors, size_t *n_tensors,
                              size_t *n_floats, hmrnn_error *err);

/// Where what a detector decides by lies in the array, in order: the last row of each matrix and
/// bias of a layer that has one.
///
/// \param ranges   [HM_MAX_DETECTOR_RANGES] result
/// \return how many there are; 0 if no layer has a detector
size_t hm_params_detectors(const hm_dims *dims, const hm_params *params, hm_range *ranges);

/// The parameters that a network learns: the array without what lies between its tensors.
size_t hm_params_count(const hm_dims *dims);

/// Names for the parts of an array laid out by hm_params_layout(). The dims must have passed it.
hm_params hm_params_view(const hm_dims *dims, float *all);

/// Fresh weights: uniform with variance 1 / fan-in, forget gates biased by 1 (Gers, Schmidhuber &
/// Cummins 2000), boundary rows a tenth of that, so that a small bias decides how the detectors
/// begin. A layer learns only while the one below fires: where upper detectors began undecided,
/// some fell silent within a million characters and the layers above them stayed dead. Kinds begin
/// with nothing to say.
///
/// \param detector_bias  of every boundary row: the pre-activation that detectors begin with
void hm_params_init(const hm_dims *dims, hm_params *params, uint64_t seed, float detector_bias);

#endif
