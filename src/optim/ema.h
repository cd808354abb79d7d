// SPDX-License-Identifier: BSD-2-Clause
//
// optim/ema.h - the average of the weights over the steps of a run.
//
// Weights that jump about a minimum are on average nearer to it than any of them (Polyak & Juditsky
// 1992). After step t
//
//     average += (1 - beta) (w - average),    beta = min(decay, (1 + t) / (10 + t))
//
// so that the average forgets the beginning soon and later remembers 1 / (1 - decay) steps.
#ifndef HM_OPTIM_EMA_H
#define HM_OPTIM_EMA_H

#include "base/thread_pool.h"
#include "kern/kern.h"

#include <stddef.h>

/// \param n_steps  that the optimiser has taken, this one included
/// \param weights, ema  [n]
void hm_ema_step(const hm_kernels *kern, hm_thread_pool *pool, double decay, uint64_t n_steps,
                 size_t n, const float *weights, float *ema);

#endif
