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

typedef struct hm_hidden {
    hm_window window;                           ///< of one step
    size_t n_room;                              ///< rows of it; 0: never made
    size_t *at;                                 ///< [n_room] step * B + row that each stands for
    uint32_t *ids, *targets;                    ///< [n_room]
    uint8_t *clamp;                             ///< [n_room]
    double *nats;                               ///< [n_room]
    hm_arena arena;
} hm_hidden;

/// \param n_steps  steps that may be asked about at once
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hidden_init(hm_hidden *hidden, const hm_dims *dims, size_t n_steps,
                            hmrnn_error *err);

/// Ask about the steps of a window that was just run forward.
///
/// \param mode     of that run
/// \param hide     symbol that is read in place of the real one
/// \param targets  [n_steps][B] the symbol after each step, or HM_NO_TARGET: not asked about
/// \param nats     [n_steps][B] result: -ln p(target | all before the step)
void hm_hidden_ask(hm_hidden *hidden, const hm_window *window, const hm_net *net,
                   const hm_mode *mode, uint32_t hide, size_t n_steps, size_t n_rows,
                   const uint32_t *targets, double *nats);

void hm_hidden_release(hm_hidden *hidden);

#endif
