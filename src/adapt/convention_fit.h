// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/convention_fit.h - a convention fitted to examples.
//
// The precision of the weights' prior follows from the examples: cross-validation compares a few,
// from a strong one, which all but leaves the raw-text model as it is, to a weak one, by the
// probability of held-out labels. Where there are many examples a part of them decides.
#ifndef HM_ADAPT_CONVENTION_FIT_H
#define HM_ADAPT_CONVENTION_FIT_H

#include "adapt/crf_objective.h"
#include "optim/lbfgs.h"

/// What a fit is doing.
typedef enum hm_fit_phase { HM_FIT_VALIDATES, HM_FIT_LEARNS, HM_FIT_IS_DONE } hm_fit_phase;

#define HM_FIT_CANDIDATES 5  // precisions that are compared

typedef struct hm_convention_fit {
    hm_crf_objective objective;
    hm_lbfgs lbfgs;
    hm_fit_phase phase;
    size_t n_folds, n_folds_used;             ///< of the cross-validation
    size_t candidate;                         ///< that is fitted, in the fold of the objective
    hm_held_out held_out[HM_FIT_CANDIDATES];  ///< in the folds so far
    size_t best;                              ///< candidate
    size_t n_steps;                           ///< of the present minimisation
    size_t n_done;                            ///< minimisations
    float *x;                                 ///< [objective.n_parameters]
    float *inverse;                           ///< [objective.n_parameters] preconditioner
    hm_arena arena;                           ///< of the arrays
} hm_convention_fit;

/// The precision of a candidate.
float hm_fit_precision(size_t candidate);

/// Minimisations in all, of which the last is that of the result.
static inline size_t
hm_convention_fit_length(const hm_convention_fit *fit)
{
    return fit->n_folds_used * HM_FIT_CANDIDATES + 1;
}

/// Begin. Everything given is lent. Errors: HMRNN_ENOMEM, HMRNN_ETEXT (no example).
hmrnn_status hm_convention_fit_init(hm_convention_fit *fit, const hm_instances *instances,
                                    const hm_annotated_text *text, hm_thread_pool *pool,
                                    hmrnn_error *err);

/// Go one step on; after the last, fit->phase is HM_FIT_IS_DONE.
void hm_convention_fit_advance(hm_convention_fit *fit);

/// What was fitted. Errors: HMRNN_ENOMEM.
hmrnn_status hm_convention_fit_result(const hm_convention_fit *fit, hm_convention **out,
                                      hmrnn_error *err);

void hm_convention_fit_release(hm_convention_fit *fit);

#endif
