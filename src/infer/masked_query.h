// SPDX-License-Identifier: BSD-2-Clause
//
// infer/masked_query.h - log p(x[t+1] | x[<t], x[t] = MASK): steps run again with the input masked.
//
// From the state before a step the step is run again with the mask symbol as its input. These steps
// do not depend on each other, so many of them are run side by side.
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

/// \param n_steps  most steps of one call
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_masked_query_init(hm_masked_query *masked_query, const hm_dims *dims,
                                  size_t n_steps, hmrnn_error *err);

/// Ask about the steps of a window that was just run forward.
///
/// \param forward     of that run
/// \param mask_id     symbol that is read in place of the real one
/// \param targets  [n_steps][B] the symbol after each step, or HM_NO_TARGET: none
/// \param nats     [n_steps][B] result: -ln p(target | all before the step)
void hm_masked_query_run(hm_masked_query *masked_query, const hm_window *window, const hm_net *net,
                         const hm_forward_options *forward, uint32_t mask_id, size_t n_steps,
                         size_t n_rows, const uint32_t *targets, double *nats);

void hm_masked_query_release(hm_masked_query *masked_query);

#endif
