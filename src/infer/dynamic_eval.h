// SPDX-License-Identifier: BSD-2-Clause
//
// infer/dynamic_eval.h - a network that goes on learning from what it has just scored (dynamic
// evaluation: Krause et al. 2018, arXiv:1709.07432).
//
// It has weights of its own, the model's stay as they are. A stretch of the text is scored first
// and learned from afterwards, so no symbol is ever scored with weights that have seen it. With
// the gradient g of a stretch's mean loss and w0 the model's weights, after each stretch
//
//     v = 0.999 v + 0.001 g^2
//     w = w - rate * g / sqrt(v, its bias from 0 corrected) + decay * (w0 - w)
//
// Krause et al. take v from the training text; here it is that of the text so far, so that a model
// file is enough.
#ifndef HM_INFER_DYNAMIC_EVAL_H
#define HM_INFER_DYNAMIC_EVAL_H

#include "base/thread_pool.h"
#include "model/loaded_model.h"
#include "net/window.h"

typedef struct hm_dynamic_eval {
    const hmrnn_model *model;  ///< lent
    hm_thread_pool *pool;      ///< lent
    hmrnn_dynamic_options options;
    size_t n_parameters;
    hm_params params;            ///< our own
    hm_net net;                  ///< packed from them
    hm_window window;            ///< one row
    float *momentum, *v;         ///< [n_parameters]
    size_t n_learned;            ///< stretches since the beginning of the text
    size_t n_read;               ///< symbols of the present stretch
    uint32_t *inputs, *targets;  ///< [options.steps]
    double *nats;                ///< [options.steps]
    hm_arena arena;
} hm_dynamic_eval;

/// Errors: HMRNN_EARG (options that make no sense), HMRNN_ENOMEM.
hmrnn_status hm_dynamic_eval_init(hm_dynamic_eval *dynamic, const hmrnn_model *model,
                                  hm_thread_pool *pool, const hmrnn_dynamic_options *options,
                                  hmrnn_error *err);

/// Begin a text: the model's weights, a state of zeros.
void hm_dynamic_eval_reset(hm_dynamic_eval *dynamic);

/// Score the next symbols of the text. Results do not depend on how a text is cut into calls: a
/// stretch that has begun is run again from its beginning.
///
/// \param last     symbol before the first
/// \param nats     [n] result: -ln p(symbol | all before it)
void hm_dynamic_eval_run(hm_dynamic_eval *dynamic, uint32_t last, size_t n, const uint32_t *ids,
                         double *nats);

void hm_dynamic_eval_release(hm_dynamic_eval *dynamic);

#endif
