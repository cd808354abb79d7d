// SPDX-License-Identifier: BSD-2-Clause
//
// reference.h - the whole network a second time, one stream, plain loops, double precision.
//
// Written from the equations alone, to hold src/net against. Of the library it uses the shape, the
// place of each parameter in the array, and the random draws.
//
// The step of a boundary has no derivative; what the library follows instead (straight through) is
// the derivative of a smooth function that agrees with the step's value at one point:
//
//     z(z~) = step(z~0) + (z~ - z~0),      z~0 the evidence of a run that was recorded.
//
// A replayed run computes that, so that differences of replayed losses check the gradient of a
// network whose boundaries are bits.
#ifndef HM_TESTS_REFERENCE_H
#define HM_TESTS_REFERENCE_H

#include "net/forward_options.h"
#include "net/params.h"
#include "strokes/mixture_density.h"
#include "strokes/stroke_modality.h"
#include "strokes/stroke_point.h"

#define REFERENCE_UNITS 48     ///< most units of a layer or an embedding
#define REFERENCE_OUTPUTS 128  ///< most symbols, or numbers of a density
#define REFERENCE_STEPS 128    ///< most steps that can be recorded
#define REFERENCE_NO_TARGET UINT32_MAX

typedef struct reference_layer {
    double h[REFERENCE_UNITS], c[REFERENCE_UNITS];
    double z;
    double z_tilde;  ///< z~ of the last step; 0 where the row copied
    double logit;    ///< 2 a s_z of the last step; likewise
    bool copied;     ///< in the last step
} reference_layer;

/// Where a recorded run was when it decided.
typedef struct reference_anchor {
    double z_tilde, bit;
    bool copied;
} reference_anchor;

typedef struct reference {
    const hm_dims *dims;
    hm_params at;     ///< for the places of the tensors only
    const double *w;  ///< the parameters
    hm_forward_options forward;
    size_t row;                            ///< our number among the rows, for the draws
    size_t clamp_stride;                   ///< rows of a step in mode.clamp
    bool replays;                          ///< the smooth function through the anchors
    double input_factor[REFERENCE_UNITS];  ///< of what is left out for a whole window
    double between_factor[HMRNN_MAX_LAYERS][REFERENCE_UNITS];
    double output_factor[HMRNN_MAX_LAYERS][REFERENCE_UNITS];
    reference_layer layer[HMRNN_MAX_LAYERS];
    uint8_t char_class;  ///< of the symbol before; 0 where none is known
    bool changes;        ///< it is another than that of the present symbol
    double closest;      ///< smallest |z~ - threshold| of any decision
    size_t n_active[HMRNN_MAX_LAYERS];
    size_t n_boundaries[HMRNN_MAX_LAYERS];
    reference_anchor anchor[REFERENCE_STEPS][HMRNN_MAX_LAYERS];
} reference;

/// \param view     hm_params_view() of the float parameters; lent
/// \param w        [its length] the same numbers as doubles; lent
void reference_init(reference *r, const hm_dims *dims, const hm_params *view, const double *w,
                    const hm_forward_options *forward, size_t row);

/// All states to zero, as at the beginning of a text.
void reference_clear(reference *r);

/// One step of all layers and the head. \return -ln p(target), or 0 without a target
double reference_step(reference *r, size_t t, uint32_t id, uint32_t target);

/// -ln p(target) of the mixture that y describes (strokes/mixture_density.h).
double reference_density(size_t M, const double *y, const hm_stroke_point *target);

#endif
