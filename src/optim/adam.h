// SPDX-License-Identifier: BSD-2-Clause
//
// optim/adam.h - the optimiser: gradients of all shards in, new weights out.
//
// Adam (Kingma & Ba 2015, arXiv:1412.6980) after a clip of the gradient's global norm (Pascanu,
// Mikolov & Bengio 2013, arXiv:1211.5063). The arrays are worked through in pieces of fixed size
// and their sums added in order, so that nothing depends on the number of threads.
#ifndef HM_OPTIM_ADAM_H
#define HM_OPTIM_ADAM_H

#include "base/arena.h"
#include "base/thread_pool.h"
#include "kern/kern.h"
#include "net/params.h"

typedef struct hm_adam {
    size_t n;              ///< parameters
    uint64_t n_steps;      ///< taken so far
    float *m, *v;          ///< [n] moments
    double *sums;          ///< one a piece: squares of the gradient
    size_t n_slow;         ///< 0 after carving
    const hm_range *slow;  ///< [n_slow] in order: parts whose steps are...
    double slow_rate;      ///< ... multiplied by this
} hm_adam;

void hm_adam_carve(hm_adam *adam, size_t n, hm_arena *arena);

/// Add the gradients up, in order, into the first.
///
/// \param gradients  [n_gradients] arrays of [n]
/// \return the norm of the sum; not finite if any part of it is not
double hm_adam_norm(hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, size_t n_gradients,
                    float *const *gradients);

/// One step along the gradient.
///
/// \param rate     step size, but for what is slow
/// \param norm     of the gradient, from hm_adam_norm()
/// \param clip     largest norm; 0: any
/// \param weights  [n] changed
void hm_adam_step(hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, double rate,
                  double norm, double clip, const float *gradient, float *weights);

/// Weight decay apart from the gradient (Loshchilov & Hutter 2019, arXiv:1711.05101): take a share
/// off every matrix. Biases and gains, which are tensors of one row, stay as they are.
///
/// \param share    of each weight, but for what is slow
void hm_adam_shrink(const hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, double share,
                    size_t n_tensors, const hm_tensor *tensors, float *weights);

#endif
