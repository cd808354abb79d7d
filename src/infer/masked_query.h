// SPDX-License-Identifier: BSD-2-Clause
//
// infer/masked_query.h - what a network would expect next if it had not known the symbol it has
// just read.
//
// From the state before a step an alternative step is run that reads a symbol for "hidden" in the
// place of the real one. The steps of a window do not depend on each other then, so many of them
// are run side by side.
#ifndef HM_INFER_MASKED_QUERY_H
#define HM_INFER_MASKED_QUERY_H

#include "net/window.h"

typedef struct hm_masked_query {
    hm_window window;         ///< of one step
    size_t capacity;          ///< rows of it; 0: never made
    size_t *at;               ///< [capacity] step * B + row that each stands for
    uint32_t *ids, *targets;  ///< [capacity]
    uint8_t *clamp;           ///< [capacity]
    double *nats;             ///< [capacity]
    hm_arena arena;
} hm_masked_query;

/// \param n_steps  steps that may be asked about at once
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_masked_query_init(hm_masked_query *masked_query, const hm_dims *dims,
                                  size_t n_steps, hmrnn_error *err);

/// Ask about the steps of a window that was just run forward.
///
/// \param forward     of that run
/// \param mask_id     symbol that is read in place of the real one
/// \param targets  [n_steps][B] the symbol after each step, or HM_NO_TARGET: not asked about
/// \param nats     [n_steps][B] result: -ln p(target | all before the step)
void hm_masked_query_run(hm_masked_query *masked_query, const hm_window *window, const hm_net *net,
                         const hm_forward_options *forward, uint32_t mask_id, size_t n_steps,
                         size_t n_rows, const uint32_t *targets, double *nats);

void hm_masked_query_release(hm_masked_query *masked_query);

#endif
