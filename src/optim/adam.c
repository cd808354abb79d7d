// SPDX-License-Identifier: BSD-2-Clause
//
// optim/adam.c - the optimiser: gradients of all shards in, new weights out.
#include <config.h>

#include "optim/adam.h"

#include "base/size.h"

#include <math.h>

#define PIECE 32768  // parameters: fits a second-level cache, all arrays
#define BETA1 0.9
#define BETA2 0.999
#define EPSILON 1e-8

static size_t
n_blocks(size_t n)
{
    return (n + PIECE - 1) / PIECE;
}

void
hm_adam_carve(hm_adam *adam, size_t n, hm_arena *arena)
{
    adam->n = n;
    adam->n_slow = 0;
    adam->m = hm_arena_floats(arena, n);
    adam->v = hm_arena_floats(arena, n);
    adam->sums = hm_arena_take(arena, n_blocks(n), sizeof *adam->sums);
}

typedef struct reduction {
    const hm_adam *adam;
    const hm_kernels *kern;
    size_t n_gradients;
    float *const *gradients;
} reduction;

static void
reduce_piece(void *context, size_t index)
{
    const reduction *const r = context;
    const size_t first = index * PIECE;
    const size_t n = hm_size_min(PIECE, r->adam->n - first);
    float *const sum = r->gradients[0] + first;
    for (size_t i = 1; i < r->n_gradients; i++)
        r->kern->add(n, r->gradients[i] + first, sum);
    r->adam->sums[index] = r->kern->sum_squares(n, sum);
}

double
hm_adam_norm(hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, size_t n_gradients,
             float *const *gradients)
{
    reduction r = {adam, kern, n_gradients, gradients};
    hm_parallel_for(pool, n_blocks(adam->n), reduce_piece, &r);
    double sum = 0.0;
    for (size_t i = 0; i < n_blocks(adam->n); i++)
        sum += adam->sums[i];
    return sqrt(sum);
}

/// Call `each` with the parts of a stretch of the array, and what their steps are multiplied by.
static void
in_parts(const hm_adam *adam, size_t first, size_t end,
         void (*each)(const void *context, size_t first, size_t n, double share),
         const void *context)
{
    size_t at = first;
    for (size_t i = 0; i < adam->n_slow; i++) {
        const size_t slow_end = hm_size_min(adam->slow[i].first + adam->slow[i].n, end);
        const size_t slow_first = hm_size_max(adam->slow[i].first, at);
        if (slow_first >= slow_end)
            continue;  // outside
        each(context, at, slow_first - at, 1.0);
        each(context, slow_first, slow_end - slow_first, adam->slow_rate);
        at = slow_end;
    }
    each(context, at, end - at, 1.0);
}

typedef struct step {
    const hm_adam *adam;
    const hm_kernels *kern;
    const float *gradient;
    float *weights;
    float scale, rate, epsilon;
} step;

static void
step_part(const void *context, size_t first, size_t n, double share)
{
    const step *const s = context;
    s->kern->adam(n, s->gradient + first, s->scale, s->rate * (float)share, (float)BETA1,
                  (float)BETA2, s->epsilon, s->adam->m + first, s->adam->v + first,
                  s->weights + first);
}

static void
step_piece(void *context, size_t index)
{
    const step *const s = context;
    const size_t first = index * PIECE;
    in_parts(s->adam, first, hm_size_min(first + PIECE, s->adam->n), step_part, s);
}

void
hm_adam_step(hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, double rate, double norm,
             double clip, const float *gradient, float *weights)
{
    adam->n_steps++;
    const double t = (double)adam->n_steps;
    const double correction1 = 1.0 - pow(BETA1, t);
    const double correction2 = sqrt(1.0 - pow(BETA2, t));
    step s = {adam,
              kern,
              gradient,
              weights,
              (float)(clip > 0.0 && norm > clip ? clip / norm : 1.0),
              (float)(rate * correction2 / correction1),
              (float)(EPSILON * correction2)};
    hm_parallel_for(pool, n_blocks(adam->n), step_piece, &s);
}

typedef struct shrinking {
    const hm_adam *adam;
    const hm_kernels *kern;
    const hm_tensor *tensors;
    double share;
    float *weights;
} shrinking;

static void
shrink_part(const void *context, size_t first, size_t n, double share)
{
    const shrinking *const s = context;
    float *const w = s->weights + first;
    s->kern->scale(n, (float)(1.0 - share * s->share), w, w);
}

static void
shrink_tensor(void *context, size_t index)
{
    const shrinking *const s = context;
    const hm_tensor *const tensor = &s->tensors[index];
    if (tensor->n_rows > 1)
        in_parts(s->adam, tensor->first, tensor->first + tensor->n_rows * tensor->n_columns,
                 shrink_part, s);
}

void
hm_adam_shrink(const hm_adam *adam, const hm_kernels *kern, hm_thread_pool *pool, double share,
               size_t n_tensors, const hm_tensor *tensors, float *weights)
{
    shrinking s = {adam, kern, tensors, share, weights};
    hm_parallel_for(pool, n_tensors, shrink_tensor, &s);
}
