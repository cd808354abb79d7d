// SPDX-License-Identifier: BSD-2-Clause
//
// infer/inference.h - many records run through one network or two, by all threads of a pool.
//
// The records are divided among the threads, each of which has a continuous batch of its own; a
// second network reads each record from its end. The outputs of a record do not depend on other
// records.
#ifndef HM_INFER_INFERENCE_H
#define HM_INFER_INFERENCE_H

#include "base/arena.h"
#include "base/range.h"
#include "base/thread_pool.h"
#include "infer/continuous_batch.h"

/// A network and how it is run.
typedef struct hm_direction {
    const hm_net *net;  ///< lent; NULL: there is none
    hm_forward_options forward;
    size_t lag;  ///< of its detectors
} hm_direction;

/// The outputs that are wanted: those that are not NULL. Each array is as long as the array of
/// symbols; the output of a symbol, or of the gap after it, has the index of the symbol, in either
/// direction.
typedef struct hm_outputs {
    float *z_tilde;        ///< [n_detectors * all symbols] of the first
                           ///< network, [n_detectors][n] of record after
                           ///< record
    double *nats;          ///< of the first: -ln p(symbol | all before it)
    double *entropy;       ///< likewise: entropy of the prediction of the
                           ///< symbol, in nats; NULL, or together with `nats`
    float *logit[2];       ///< log-odds of a boundary in the gap after the
                           ///< symbol, by layer 1 of each network; the last gap
                           ///< of a record is, for the second, the one before
                           ///< its first symbol
    float *pmi;            ///< PMI of the symbols around the gap in their
                           ///< context (as in infer/continuous_batch.h), the
                           ///< mean of both networks; 0 for the last
    float *norm;           ///< [n_layers * all symbols] of the first network,
                           ///< [n_layers][n] of record after record: norms of
                           ///< the layers' h after each symbol
    float *states[2];      ///< [all symbols][hm_dims_all_units()] of each
                           ///< network: h of all layers, the lowest first, after
                           ///< it has read the symbol
    float *projection;     ///< [all symbols][n_projections] sums of the dot products
                           ///< of `projection_weights` and h of all layers of both
                           ///< networks on both sides of the gap; 0 for the last
    size_t n_projections;  ///< input: at most HM_MAX_PROJECTIONS
    const uint8_t *clamp;  ///< input: bits of layer 1 of the first network, 1
                           ///< or 0, else it decides; or NULL
    /// [4][n_projections][hm_dims_all_units()] input of `projection`, lent: for h of the first
    /// network after the symbol and after the next one, and for h of the second after it has read
    /// the next one and after it has read the symbol. Without a second network the last two parts
    /// are not read. NULL without `projection`.
    const float *projection_weights;
} hm_outputs;

/// Whether a second network, if there is one, has a part in what is wanted.
static inline bool
hm_outputs_need_back(const hm_outputs *wanted)
{
    return wanted->logit[1] != NULL || wanted->pmi != NULL || wanted->states[1] != NULL ||
           wanted->projection != NULL;
}

/// Length and number of a record, for sorting.
typedef struct hm_ranked_record {
    size_t n;
    size_t index;
} hm_ranked_record;

typedef struct hm_inference {
    hm_thread_pool *pool;  ///< lent
    hm_dims dims;
    size_t n_batch_rows;         ///< rows of each thread's batch; 0: none yet
    bool has_pmi;                ///< of the batches
    hm_continuous_batch *batch;  ///< [threads of the pool]
    hm_arena arena;              ///< of the present block of records: the arrays below
    hm_ranked_record *ranks;     ///< [n_records]
    size_t *order;               ///< [n_records] the longest first, divided among threads
    hm_sequence *sequences;      ///< [n_records]
    uint32_t *ids;               ///< [n_symbols] reversed
    float *logit, *pmi;          ///< [n_symbols] of reversed records
    float *projection;           ///< [n_symbols][n_projections] likewise, where it is wanted
} hm_inference;

/// \param pool     lent
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_inference_init(hm_inference *inference, const hm_dims *dims, hm_thread_pool *pool,
                               hmrnn_error *err);

/// Run records.
///
/// \param directions  two of them, both of the dims of the inference; the second reads from the end
///                    and may have no network: what it alone gives is then not filled in
/// \param begin    symbol before the first of each record and after the last
/// \param mask_id  symbol read in place of a masked one
/// \param records  in the order in which they lie in `ids`; what lies between them is not looked at
/// \param ids      all symbols
/// \param found    the arrays that are not NULL are filled in
/// Errors: HMRNN_ENOMEM. Besides the results it needs memory for about a million symbols, or for
/// the longest record.
hmrnn_status hm_inference_run(hm_inference *inference, const hm_direction directions[2],
                              uint32_t begin, uint32_t mask_id, size_t n_records,
                              const hm_range *records, const uint32_t *ids, const hm_outputs *found,
                              hmrnn_error *err);

void hm_inference_release(hm_inference *inference);

#endif
