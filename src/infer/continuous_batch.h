// SPDX-License-Identifier: BSD-2-Clause
//
// infer/continuous_batch.h - many sequences of symbols through one window.
//
// Each row of the window is a lane. A lane that has reached the end of its sequence takes the next
// one at the following step (when states are scored or looked at, the one after), from a fresh
// state, so that no row idles; the longest go first, so that the lanes end at about the same time.
// What is found in a sequence depends on nothing else.
#ifndef HM_INFER_CONTINUOUS_BATCH_H
#define HM_INFER_CONTINUOUS_BATCH_H

#include "infer/masked_query.h"

typedef struct hm_sequence {
    const uint32_t *ids;  ///< [n]
    size_t n;
    float *z_tilde;        ///< [hm_dims_detectors()][n] result: z~ after each
                           ///< symbol, 0 where a layer copied; or NULL
    double *nats;          ///< [n] result: -ln p(symbol | before it); or NULL
    double *entropy;       ///< [n] result: of what was expected before each
                           ///< symbol, in nats; NULL, or beside `nats`
    float *logit;          ///< [n] result: what layer 1 says of a boundary
                           ///< after each symbol (net/tape.h); or NULL
    float *pmi;            ///< [n] result: ln p(next symbol | before it) less
                           ///< ln p(it | the same, this symbol hidden): how
                           ///< much one tells of the other; 0 for the last;
                           ///< or NULL
    float *norm;           ///< [n_layers][n] result: Euclidean norm of each
                           ///< layer's h after each symbol; or NULL
    const uint8_t *clamp;  ///< [n] 1: layer 1 has a boundary after the symbol,
                           ///< 0: it has none, else it decides; or NULL
    size_t lag;            ///< symbols after the gap at which layer 1 decides:
                           ///< of `logit` and `clamp`
} hm_sequence;

typedef struct hm_continuous_batch {
    hm_window window;
    hm_masked_query masked_query;  ///< only if sequences may ask for cohesion
    size_t T, B;
    uint32_t *inputs, *targets;    ///< [T][B]
    uint8_t *resets;               ///< [T][B]
    uint8_t *clamp;                ///< [T][B]
    double *nats;                  ///< [T][B]
    double *entropy;               ///< [T][B]
    double *masked_nats;           ///< [T][B]
    struct hm_row_cursor *cursor;  ///< [B] what each lane is at
    struct hm_place *places;       ///< [T][B] what each step of each lane belongs to
    hm_arena arena;
} hm_continuous_batch;

/// \param T, B     steps of a window, lanes
/// \param has_pmi  sequences may ask for it
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_continuous_batch_init(hm_continuous_batch *batch, const hm_dims *dims, size_t T,
                                      size_t B, bool has_pmi, hmrnn_error *err);

/// Run sequences; each begins with the symbol `begin` before its first, from a zero state, and
/// reads it again behind its last where a detector needs to see more. All of them must want the
/// same results. forward->clamp is theirs.
///
/// \param mask_id     the symbol that is read in place of a hidden one
/// \param order    [n_order] indices into `sequences`, the longest first
void hm_continuous_batch_run(hm_continuous_batch *batch, const hm_net *net,
                             const hm_forward_options *forward, uint32_t begin, uint32_t mask_id,
                             size_t n_order, const size_t *order, hm_sequence *sequences);

void hm_continuous_batch_release(hm_continuous_batch *batch);

#endif
