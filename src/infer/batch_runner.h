// SPDX-License-Identifier: BSD-2-Clause
//
// infer/batch_runner.h - texts as symbols through the networks of a model, by several threads.
#ifndef HM_INFER_BATCH_RUNNER_H
#define HM_INFER_BATCH_RUNNER_H

#include "base/thread_pool.h"
#include "infer/inference.h"
#include "model/loaded_model.h"
#include "text/normalize.h"

typedef struct hm_batch_runner {
    const hmrnn_model *model;  ///< lent
    hm_thread_pool *pool;
    hm_normalizer *normalizer;
    hm_inference inference;
    float *table[2];  ///< hm_net_tabulate()'s of both networks, once it
                      ///< pays; or NULL
    size_t n_run[2];  ///< symbols that each has run so far
    uint32_t *ids;    ///< symbols of all records
    uint32_t *chars;  ///< the characters that they stand for
    size_t *origin;   ///< the character of each, counted in its record
    size_t n_ids, capacity, chars_capacity, origin_capacity;
    hm_stroke_point *points;  ///< of drawings: what ids stand for
    size_t points_capacity;
    hm_range *records;  ///< [records_capacity]
    size_t records_capacity;
    hm_view view;
} hm_batch_runner;

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_batch_runner_init(hm_batch_runner *runner, const hmrnn_model *model,
                                  unsigned n_threads, hmrnn_error *err);

/// Make symbols of the records: runner->records, ids and origin. Errors: HMRNN_EARG (the model is
/// one of drawings), HMRNN_ENOMEM.
hmrnn_status hm_batch_runner_read(hm_batch_runner *runner, size_t n_texts, const hmrnn_text *texts,
                                  hmrnn_error *err);

/// Make ids of drawings instead, for a model of drawings. Errors: HMRNN_EARG, HMRNN_ENOMEM.
hmrnn_status hm_batch_runner_read_drawings(hm_batch_runner *runner, size_t n_drawings,
                                           const hmrnn_drawing *drawings, hmrnn_error *err);

/// Run what was read; in 16-bit integers where no probability is wanted (kern/gemm_int16.c).
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_batch_runner_run(hm_batch_runner *runner, size_t n_texts, const hm_outputs *found,
                                 hmrnn_error *err);

void hm_batch_runner_release(hm_batch_runner *runner);

#endif
