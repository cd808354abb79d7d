// SPDX-License-Identifier: BSD-2-Clause
//
// net/window.h - a window of steps of some streams side by side: forward, loss, backward (BPTT).
//
// A window owns all the memory of its steps. It is one thread's at a time; what it computes for a
// row depends on that row alone. Truncated back-propagation through time: states are carried from
// window to window, gradients are not (paper sec. 4.1).
#ifndef HM_NET_WINDOW_H
#define HM_NET_WINDOW_H

#include "net/head.h"
#include "net/layer.h"
#include "net/soft_label.h"

typedef struct hm_window {
    hm_tape tape;
    hm_scratch scratch;
    hm_head head;
    hm_backward_state backward;  ///< training only
    const uint8_t *events;       ///< of the last run, lent; or NULL
    float *gradient;             ///< laid out as the parameters; training only
    size_t n_parameters;
    uint64_t n_boundaries[HMRNN_MAX_LAYERS];  ///< rows with z = 1, since the window was made
    uint64_t n_active[HMRNN_MAX_LAYERS];      ///< rows that did UPDATE or FLUSH
    uint64_t n_rows[HMRNN_MAX_LAYERS];        ///< rows in all
    hm_arena arena;
} hm_window;

/// \param T, B     at most so many steps, rows
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_window_init(hm_window *window, const hm_dims *dims, size_t T, size_t B,
                            bool is_training, hmrnn_error *err);

/// Run `n_steps` steps of `n_rows` rows from the states that were carried.
///
/// \param ids      [n_steps][B] input symbols, or what forward->elements has them stand for
/// \param events   [n_steps][B] hm_row_event of each step; NULL: all rows go on. The step before a
///                 reset can no longer be scored, and one that idles neither: they must have no
///                 target. Lent until hm_window_backward(): no gradient flows over a reset
void hm_window_forward(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                       size_t n_steps, size_t n_rows, const uint32_t *ids, const uint8_t *events);

/// hm_head_score() of the steps just run; with is_training their gradient is readied, too.
double hm_window_score(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                       size_t n_steps, size_t n_rows, const uint32_t *targets, double *nats,
                       float scale, bool is_training);

/// The cross-entropy of the detector of layer l, at the steps just run, with soft labels.
///
///     loss = -y ln logistic(x) - (1 - y) ln logistic(-x)      x the logit, y the label
///
/// Where the layer copies its logit is 0: the loss is ln 2, whatever the label. With the *full*
/// estimator the gradient goes to the boundary below, too, as if the layer could have run.
///
/// \param l        a layer with a detector
/// \param labels   [n_steps][B] hm_soft_label_of() of each step; HM_LABEL_NONE: no loss
/// \param scale    what the sum of the losses is multiplied by for the gradient
/// \param is_training  prepare the gradient for the next hm_window_backward()
/// \return the sum of the losses
double hm_window_label_loss(hm_window *window, const hm_net *net, size_t l, size_t n_steps,
                            size_t n_rows, const uint8_t *labels, float scale, bool is_training);

/// Walk back through the steps just scored; window->gradient is set to the gradient of the whole
/// (hm_window_clear_gradient() comes before hm_window_score()).
void hm_window_backward(hm_window *window, const hm_net *net, const hm_forward_options *forward,
                        size_t n_steps, size_t n_rows, const uint32_t *ids);

void hm_window_clear_gradient(hm_window *window);

/// Make the last states those that the next window starts from.
void hm_window_carry(hm_window *window, const hm_net *net, size_t n_steps);

void hm_window_release(hm_window *window);

#endif
