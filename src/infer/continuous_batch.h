// SPDX-License-Identifier: BSD-2-Clause
//
// infer/continuous_batch.h - many sequences of symbols through one window (continuous batching).
//
// A row of the window that has reached the end of its sequence takes the next sequence at the
// following step, from a zero state, so that no row is idle; where states are scored or returned,
// it does so one step later. The longest sequences go first, so that the rows end at about the same
// time. The outputs of a sequence do not depend on the other sequences.
#ifndef HM_INFER_CONTINUOUS_BATCH_H
#define HM_INFER_CONTINUOUS_BATCH_H

#include "infer/masked_query.h"

#define HM_MAX_PROJECTIONS ((size_t)16)

typedef struct hm_sequence {
    const uint32_t *ids;  ///< [n]
    size_t n;
    float *z_tilde;        ///< [hm_dims_detectors()][n] result: z~ after each
                           ///< symbol, 0 where a layer copied; or NULL
    double *nats;          ///< [n] result: -ln p(symbol | before it); or NULL
    double *entropy;       ///< [n] result: entropy of the prediction of each
                           ///< symbol, in nats; NULL, or together with `nats`
    float *logit;          ///< [n] result: log-odds of a boundary of layer 1
                           ///< after each symbol (net/tape.h); or NULL
    float *pmi;            ///< [n] result: contextual pointwise mutual information
                           ///< of symbols t and t + 1, ln p(x[t+1] | x[<=t]) -
                           ///< ln p(x[t+1] | x[<t], x[t] masked); 0 for the
                           ///< last; or NULL
    float *norm;           ///< [n_layers][n] result: Euclidean norm of each
                           ///< layer's h after each symbol; or NULL
    float *states;         ///< [n][hm_dims_all_units()] result: h of all layers,
                           ///< the lowest first, after each symbol; or NULL
    float *projection;     ///< [n][n_projections] result: for the gap after each
                           ///< symbol the dot products of h of all layers after
                           ///< the symbol with the first half of the weights,
                           ///< plus those of h after the next with the second;
                           ///< 0 for the last; or NULL
    size_t n_projections;  ///< at most HM_MAX_PROJECTIONS
    const uint8_t *clamp;  ///< [n] 1: layer 1 has a boundary after the symbol,
                           ///< 0: it has none, else it decides; or NULL
    size_t lag;            ///< symbols after the gap at which layer 1 decides:
                           ///< of `logit` and `clamp`
    /// [2][n_projections][hm_dims_all_units()] input of `projection`, lent; NULL without it
    const float *projection_weights;
} hm_sequence;

typedef struct hm_continuous_batch {
    hm_window window;
    hm_masked_query masked_query;  ///< only with PMI
    size_t T, B;
    uint32_t *inputs, *targets;    ///< [T][B]
    uint8_t *resets;               ///< [T][B]
    uint8_t *clamp;                ///< [T][B]
    double *nats;                  ///< [T][B]
    double *entropy;               ///< [T][B]
    double *masked_nats;           ///< [T][B]
    struct hm_row_cursor *cursor;  ///< [B] where each row is
    struct hm_place *places;       ///< [T][B] the symbol of each step of each row
    hm_arena arena;
} hm_continuous_batch;

/// \param T, B     steps of a window, rows
/// \param has_pmi  sequences may want `pmi`
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_continuous_batch_init(hm_continuous_batch *batch, const hm_dims *dims, size_t T,
                                      size_t B, bool has_pmi, hmrnn_error *err);

/// Run sequences; each begins with the symbol `begin` before its first, from a zero state, and
/// reads it again after its last where a detector needs to see more. All of them must want the
/// same results. forward->clamp is theirs.
///
/// \param mask_id     the symbol that is read in place of a masked one
/// \param order    [n_order] indices into `sequences`, the longest first
void hm_continuous_batch_run(hm_continuous_batch *batch, const hm_net *net,
                             const hm_forward_options *forward, uint32_t begin, uint32_t mask_id,
                             size_t n_order, const size_t *order, hm_sequence *sequences);

void hm_continuous_batch_release(hm_continuous_batch *batch);

#endif
