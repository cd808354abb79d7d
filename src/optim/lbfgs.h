// SPDX-License-Identifier: BSD-2-Clause
//
// optim/lbfgs.h - minimise a smooth convex function: limited-memory BFGS.
//
// L-BFGS (Nocedal 1980, "Updating quasi-Newton matrices with limited storage"; Liu & Nocedal 1989,
// "On the limited memory BFGS method for large scale optimization") keeps the last m steps s and
// the changes y of the gradient that came with them, and multiplies the gradient by the inverse
// Hessian that follows from them and from a first guess. Our first guess is a diagonal P that the
// caller gives, times gamma = s'y / y'Py of the last step.
//
// Vectors are floats; sums of products are doubles, added in an order that depends on n alone.
// Equal calls give equal bytes if those of the objective do.
#ifndef HM_OPTIM_LBFGS_H
#define HM_OPTIM_LBFGS_H

#include "base/arena.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

#define HM_LBFGS_PAIRS 8  ///< a usual m

/// The function that is minimised.
///
/// \param x        [n]
/// \param gradient [n] result, all of it
/// \return its value; one that is not finite makes the line search take a shorter step
typedef double (*hm_objective)(void *context, const float *x, float *gradient);

typedef struct hm_lbfgs {
    size_t n, m;                  ///< variables; pairs of s and y at most
    const float *preconditioner;  ///< [n] P, or NULL for 1
    double tolerance;             ///< relative decrease of the value at which a step is the last
    double value;                 ///< of the objective at x, after a step
    double gradient_norm;         ///< likewise
    size_t n_evaluations;         ///< calls of the objective
    bool is_evaluated;            ///< value and gradient are those of x
    size_t n_pairs, next;         ///< pairs that are kept; where the next one goes
    float *s, *y;                 ///< [m][n] a ring: steps and changes of the gradient
    double *rho, *alpha;          ///< [m] 1 / s'y; of the two loops
    float *gradient;              ///< [n]
    float *direction;             ///< [n]
    hm_arena arena;               ///< of the arrays
} hm_lbfgs;

typedef enum hm_lbfgs_outcome {
    HM_LBFGS_MOVED,      ///< x is better than before, and another step may make it better still
    HM_LBFGS_CONVERGED,  ///< x is better by less than the tolerance, or the gradient is 0
    HM_LBFGS_STUCK,      ///< x is as it was: no step along the gradient makes the value smaller
} hm_lbfgs_outcome;

/// Allocate for a function of n variables: 2 m + 2 vectors.
///
/// \param m        at least 1, HM_LBFGS_PAIRS as a rule
/// \param preconditioner  [n] positive: about the inverse of the Hessian's diagonal; or NULL for 1.
///                 Must stay as it is until hm_lbfgs_release() or hm_lbfgs_reset().
/// \param tolerance       such as 1e-6, in proportion to the value or, if that is less than 1, to 1
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lbfgs_init(hm_lbfgs *lbfgs, size_t n, size_t m, const float *preconditioner,
                           double tolerance, hmrnn_error *err);

/// Forget all steps, for a start from another x or with another objective. A run that is to be
/// resumed exactly from a checkpoint of x is reset where the checkpoint is written.
void hm_lbfgs_reset(hm_lbfgs *lbfgs);

/// One step: a direction, and a line search that shortens the step until the value has decreased
/// enough (Armijo 1966):
///
///     f(x + t d) <= f(x) + 1e-4 t g'd
///
/// Where no length will do, the pairs are forgotten and -Pg is tried. A pair with s'y <= 0 is not
/// kept. The first step calls the objective once more, at x.
///
/// \param x        [n] changed: between two steps by nobody else
/// \param outcome  result
/// Cannot fail.
void hm_lbfgs_step(hm_lbfgs *lbfgs, hm_objective objective, void *context, float *x,
                   hm_lbfgs_outcome *outcome);

/// Accepts NULL.
void hm_lbfgs_release(hm_lbfgs *lbfgs);

#endif
