// SPDX-License-Identifier: BSD-2-Clause
//
// convention/semi_crf.h - sums and the best path over all segmentations of a record.
//
// A semi-Markov conditional random field (Sarawagi & Cohen 2004, "Semi-Markov conditional random
// fields for information extraction") gives a segmentation y of n units the probability
// exp(score(y)) / Z. Gap i lies after unit i; the beginning and the end are boundaries always.
//
//     score(y) = sum of gap(i) over the boundaries in gaps 0 ... n - 2
//              + sum of segment(e, k) over the segments of k <= L units that end with unit e
//
// A segment may have more than L units, and its own score is then 0. The recursions have one state
// more for such segments, so sums and maxima are exact.
//
// Scores are floats in nats, any finite ones; -1e30 is a segment or boundary that never occurs
// where there is another way. Sums are doubles. A boundary that a label decides divides the record
// into stretches, each of which is summed by itself: scores in one have no influence on the
// marginals of another, however far apart they are.
#ifndef HM_CONVENTION_SEMI_CRF_H
#define HM_CONVENTION_SEMI_CRF_H

#include "base/arena.h"
#include "hmrnn.h"
#include "net/soft_label.h"

#include <stddef.h>
#include <stdint.h>

/// The working memory of one thread.
typedef struct hm_semi_crf {
    size_t L;         ///< units of the longest segment with a score
    size_t capacity;  ///< units of a record
    double *score;    ///< [capacity + 1] log of the sum, or maximum, up to a boundary
    double *share;    ///< [capacity + 1][L + 1] of all ways to end there, the one by a segment of
                      ///< k + 1 units; [L]: by a longer one
    double *start;    ///< [capacity + 1] of all long segments that go on, the one that is new
    double *mass;     ///< [capacity + 1] probability of a boundary
    size_t *from;     ///< [capacity + 1] where the best segment that ends there begins
    hm_arena arena;   ///< of the arrays
} hm_semi_crf;

/// Begin without memory. L >= 1.
void hm_semi_crf_init(hm_semi_crf *crf, size_t L);

/// Have memory for records of up to n units; more than asked for, so that growing is cheap.
/// Errors: HMRNN_ENOMEM; the capacity is then 0, and a later call may succeed.
hmrnn_status hm_semi_crf_reserve(hm_semi_crf *crf, size_t n, hmrnn_error *err);

/// The log of the sum of exp(score) over the segmentations that agree with the labels (forward),
/// and the probability of each boundary and segment among them (backward):
///
///     a(j) = gap(j - 1) + log( sum over k of exp(a(j - k) + segment(j - 1, k)) + exp(b(j)) )
///     b(j) = log( exp(b(j - 1)) + exp(a(j - L - 1)) )
///
/// a(j) is of the first j units with a boundary behind them, b(j) of those within or at the end of
/// a segment of more than L units. The terms of a(j), divided by their sum, are the probabilities
/// of the last segment given that it ends there, so the backward pass needs no exponentials:
///
///     p(n) = 1
///     p(j - k, j) = p(j) exp(a(j - k) + segment(j - 1, k) + gap(j - 1) - a(j))
///     p(i) = sum over j of p(i, j)
///
/// The marginals are the derivatives of the result by `gap` and `segment`.
///
/// \param n        units, at most as many as were reserved
/// \param gap      [n - 1]
/// \param segment  [n][L] of the segment of k + 1 units that ends with unit e; not read where
///                 k + 1 > e + 1
/// \param labels   [n - 1] 1 boundary, 0 none, HM_LABEL_NONE either; NULL: either, everywhere
/// \param gap_marginal      [n - 1] result, or NULL
/// \param segment_marginal  [n][L] result, or NULL; what is less than FLT_MIN is 0
/// \return 0 for no units
double hm_semi_crf_sum(hm_semi_crf *crf, size_t n, const float *gap, const float *segment,
                       const uint8_t *labels, float *gap_marginal, float *segment_marginal);

/// The segmentation of the highest score that agrees with the labels (Viterbi): the recursion of
/// hm_semi_crf_sum() with the maximum in place of the sum. Of last segments that are equally good
/// the shortest is taken.
///
/// \param ends     [n] result: 1 where a segment ends with the unit; ends[n - 1] = 1
void hm_semi_crf_decode(hm_semi_crf *crf, size_t n, const float *gap, const float *segment,
                        const uint8_t *labels, uint8_t *ends);

/// Accepts NULL.
void hm_semi_crf_release(hm_semi_crf *crf);

#endif
