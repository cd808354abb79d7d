// SPDX-License-Identifier: BSD-2-Clause
//
// infer/inference.h - many records run through one network, or two, by all threads of a team.
//
// The records are dealt out, each thread runs its own through lanes of its own, and a second
// network reads each record from its end. What is found of a record depends on nothing else.
#ifndef HM_INFER_INFERENCE_H
#define HM_INFER_INFERENCE_H

#include "base/range.h"
#include "base/thread_pool.h"
#include "infer/continuous_batch.h"

/// A network and how it is run.
typedef struct hm_direction {
    const hm_net *net;  ///< lent; NULL: there is none
    hm_forward_options forward;
    size_t lag;  ///< of its detectors
} hm_direction;

/// What is asked for. Each array is as long as the array of symbols, and what is found of a symbol,
/// or of the gap after it, lies where the symbol lies, whatever the direction of reading.
typedef struct hm_outputs {
    float *z_tilde;        ///< [n_detectors * all symbols] of the first
                           ///< network, each record's [n_detectors][n] behind
                           ///< the other
    double *nats;          ///< of the first: -ln p(symbol | all before it)
    double *entropy;       ///< likewise: of what it expected before the
                           ///< symbol, in nats; NULL, or beside `nats`
    float *logit[2];       ///< what layer 1 of each network says of a boundary
                           ///< in the gap after the symbol; the last gap of a
                           ///< record is, for the second, the one before its
                           ///< first symbol
    float *pmi;            ///< how much the symbols around the gap tell of
                           ///< each other in their context (as in
                           ///< infer/continuous_batch.h), the mean of both
                           ///< networks; 0 for the last
    float *norm;           ///< [n_layers * all symbols] of the first network,
                           ///< each record's [n_layers][n] behind the other:
                           ///< norms of the layers' h after each symbol
    const uint8_t *clamp;  ///< input: bits of layer 1 of the first network, 1
                           ///< or 0, else it decides; or NULL
} hm_outputs;

typedef struct hm_inference {
    hm_thread_pool *pool;  ///< lent
    hm_dims dims;
    size_t n_batch_rows;         ///< rows of each thread's lanes; 0: none yet
    bool has_pmi;                ///< of the lanes
    hm_continuous_batch *batch;  ///< [size of the team]
    size_t *order;               ///< [pieces_capacity] the longest first, dealt out
    hm_sequence *sequences;      ///< [pieces_capacity]
    size_t pieces_capacity;
    uint32_t *ids;       ///< [capacity] of the present block, reversed
    float *logit, *pmi;  ///< [capacity] likewise
    size_t capacity;
} hm_inference;

/// \param pool     lent
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_inference_init(hm_inference *inference, const hm_dims *dims, hm_thread_pool *pool,
                               hmrnn_error *err);

/// Run records.
///
/// \param directions  two of them, both of the dims of the survey; the second reads from the end
/// and
///                 may have no network if nothing is asked of it
/// \param begin    symbol before the first of each record and behind the last
/// \param mask_id     symbol read in place of a hidden one
/// \param records   in the order in which they lie in `ids`; what lies between them is not looked
/// at
/// \param ids      all symbols
/// \param found    what of it is not NULL is filled in
/// Errors: HMRNN_ENOMEM. Besides the results it needs room for about a million symbols, or for the
/// longest record.
hmrnn_status hm_inference_run(hm_inference *inference, const hm_direction directions[2],
                              uint32_t begin, uint32_t mask_id, size_t n_records,
                              const hm_range *records, const uint32_t *ids, const hm_outputs *found,
                              hmrnn_error *err);

void hm_inference_release(hm_inference *inference);

#endif
