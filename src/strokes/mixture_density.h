// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/mixture_density.h - the distribution of the next point: a mixture of Gaussians,
// and whether the pen is lifted.
//
// Graves 2013 (arXiv:1308.0850), eq. 19-26, with numbers y of an output row in the order
//
//     lift, end, pi [M], mu_x [M], mu_y [M], s_x [M], s_y [M], r [M]
//
//     p(point) = sum_j softmax(pi)_j N(x, y | mu_j, sigma_j, rho_j)
//                * Bernoulli(lift) * (where the pen is lifted: Bernoulli(end))
//     sigma = HM_MDN_MIN_SIGMA + exp(s)       rho = HM_MDN_MAX_RHO tanh(r)
//
// Two things are not in Graves. Whether a drawing ends is predicted, too, so that the densities of
// drawings of all lengths are one distribution, and samples end. And sigma has a least value, in
// units of the scale of the training data, and rho a greatest: the coordinates of recorded pens lie
// on a grid, on whose lines the density would grow without limit.
#ifndef HM_STROKES_MIXTURE_DENSITY_H
#define HM_STROKES_MIXTURE_DENSITY_H

#include "base/rng.h"
#include "strokes/stroke_point.h"

#include <stdbool.h>
#include <stddef.h>

#define HM_MDN_MIN_SIGMA 0.01
#define HM_MDN_MAX_RHO 0.99

/// Numbers of an output row of M components.
static inline size_t
hm_mdn_outputs(size_t M)
{
    return 2 + 6 * M;
}

/// The loss of one row.
///
/// \param y        [hm_mdn_outputs(M)] in; out: the gradient times `scale`, if wants_gradient
/// \return -ln p(target), of units as the target's
double hm_mdn_loss(size_t M, float *y, const hm_stroke_point *target, float scale,
                   bool wants_gradient);

/// Sample a point.
///
/// \param bias     0: from the density as it is; above: towards what is likely (Graves, eq. 61-62)
hm_stroke_point hm_mdn_draw(size_t M, const float *y, double bias, hm_rng *rng);

#endif
