// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/crf_objective.h - what the parameters of a convention are fitted by: the negative logarithm
// of the probability of the labels, with a Gaussian prior.
//
//     J(x) = mean over views of the sum over records of
//                (log Z - log Z of the segmentations that agree with the labels)
//            + sum over parameters of precision (x - mean)^2 / 2
//
// Each record is seen in two views, without the networks and with them, so that one set of weights
// serves both.
//
// Its gradient is the difference of two expectations of the features. J is convex where all gaps
// are labelled.
//
// Parameters are, in order, a weight for each feature, those of the numbers of a gap, and those of
// the states around it; those of the numbers are there once without the networks and once with
// them. The prior of the weight of a drawn boundary has its mean above 0: what raw text says counts
// from the start.
//
// Gaps without a label add to the precision of every feature that holds at them, as if the raw-text
// model had labelled them, with a small weight. Questions are asked where that model is uncertain,
// so their answers alone would teach that it is wrong everywhere.
#ifndef HM_ADAPT_CRF_OBJECTIVE_H
#define HM_ADAPT_CRF_OBJECTIVE_H

#include "adapt/instances.h"
#include "base/thread_pool.h"
#include "kern/kern.h"

#define HM_OBJECTIVE_NUMBERS (2 * HM_N_GAP_NUMBERS)  // without the networks and with them
#define HM_OBJECTIVE_SHARDS 8                        // pieces of work: sums are over them in order

typedef struct hm_crf_objective {
    const hm_instances *instances;  ///< lent
    const hm_annotated_text *text;  ///< lent; its states, if it has some, are features
    hm_thread_pool *pool;           ///< lent
    const hm_kernels *kern;
    size_t n_parameters;
    float precision;       ///< of the weights of features
    float unknown_weight;  ///< of the gaps without a label, for the prior
    size_t n_folds, fold;  ///< records with index % n_folds == fold are held out; 0: none
    struct hm_objective_shard *shards;  ///< [HM_OBJECTIVE_SHARDS]
} hm_crf_objective;

/// How held-out records agree with their labels.
typedef struct hm_held_out {
    double nats;                     ///< -log p of the labels
    size_t n_gaps;                   ///< that have one
    size_t n_gold, n_found, n_both;  ///< words, in records of which all gaps are labelled
} hm_held_out;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_crf_objective_init(hm_crf_objective *objective, const hm_instances *instances,
                                   const hm_annotated_text *text, hm_thread_pool *pool,
                                   hmrnn_error *err);

/// Where fitting begins: the means of the prior.
void hm_crf_objective_start(const hm_crf_objective *objective, float *x);

/// An estimate of the inverse of the diagonal of the Hessian.
void hm_crf_objective_precondition(const hm_crf_objective *objective, float *inverse);

/// J and its gradient; an hm_objective.
double hm_crf_objective_value(void *objective, const float *x, float *gradient);

/// Measure the records that are held out.
void hm_crf_objective_test(hm_crf_objective *objective, const float *x, hm_held_out *found);

void hm_crf_objective_release(hm_crf_objective *objective);

#endif
