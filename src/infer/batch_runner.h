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
    uint32_t *ids;    ///< of all records, one after the other
    uint32_t *chars;  ///< the characters that they stand for
    size_t *origin;   ///< the character, or point, of each, counted in its record
    size_t n_ids, capacity, chars_capacity, origin_capacity;
    uint32_t begin;  ///< id that stands before each record
    void *elements;  ///< what ids stand for where they are no symbols
    size_t elements_capacity;
    hm_range *records;  ///< [records_capacity]
    size_t records_capacity;
    hm_view view;
} hm_batch_runner;

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_batch_runner_init(hm_batch_runner *runner, const hmrnn_model *model,
                                  unsigned n_threads, hmrnn_error *err);

/// Make symbols of the records: runner->records, ids, origin and begin. A modality without a
/// vocabulary has a function of its own for this, which fills in elements, too.
/// Errors: HMRNN_EARG (the model is not one of text), HMRNN_ENOMEM.
hmrnn_status hm_batch_runner_read(hm_batch_runner *runner, size_t n_texts, const hmrnn_text *texts,
                                  hmrnn_error *err);

/// Run what was read; in 16-bit integers where no probability is wanted (kern/gemm_int16.c).
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_batch_runner_run(hm_batch_runner *runner, size_t n_texts, const hm_outputs *found,
                                 hmrnn_error *err);

void hm_batch_runner_release(hm_batch_runner *runner);

#endif
