// SPDX-License-Identifier: BSD-2-Clause
//
// optim/ema.c - the average of the weights over the steps of a run.
#include <config.h>

#include "optim/ema.h"

#include "base/size.h"

#include <math.h>

#define PIECE ((size_t)65536)  // parameters: both arrays fit a second-level cache

typedef struct blend {
    const hm_kernels *kern;
    size_t n;
    float share;  ///< of the new in the average
    const float *weights;
    float *ema;
} blend;

static void
blend_piece(void *context, size_t index)
{
    const blend *const b = context;
    const size_t first = index * PIECE;
    const size_t n = hm_size_min(PIECE, b->n - first);
    b->kern->lerp(n, b->share, b->weights + first, b->ema + first);
}

void
hm_ema_step(const hm_kernels *kern, hm_thread_pool *pool, double decay, uint64_t n_steps, size_t n,
            const float *weights, float *ema)
{
    const double t = (double)n_steps;
    const double share = 1.0 - fmin(decay, (1.0 + t) / (10.0 + t));
    blend b = {kern, n, (float)share, weights, ema};
    hm_parallel_for(pool, (n + PIECE - 1) / PIECE, blend_piece, &b);
}
