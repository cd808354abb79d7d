// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_modality.h - drawings: points are embedded by an affine map and predicted by a
// mixture density network.
//
//     x = W [dx; dy; lift; 1]                  W is the tensor stroke.input, [4][n_embed]
//     p = the mixture that the outputs describe (strokes/mixture_density.h)
//
// An id is the place of a point in the array hm_forward_options.elements; id 0,
// HM_ELEMENT_BEGIN, stands before each drawing.
#ifndef HM_STROKES_STROKE_MODALITY_H
#define HM_STROKES_STROKE_MODALITY_H

#include "net/modality.h"

extern const hm_modality hm_stroke_modality;

#endif
