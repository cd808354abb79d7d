// SPDX-License-Identifier: BSD-2-Clause
//
// net/grad_accum.c - the gradient of a weight matrix: a sum of outer products, gathered into large
// ones.
#include <config.h>

#include "net/grad_accum.h"

#include "net/matmul.h"

size_t
hm_grad_accum_scratch(size_t M, size_t N)
{
    return hm_matmul_scratch(M, HM_GRAD_ACCUM_ROWS) + hm_matmul_scratch(N, HM_GRAD_ACCUM_ROWS);
}

void
hm_grad_accum_carve(hm_grad_accum *outer, size_t M, size_t N, float *gradient, uint16_t *room,
                    hm_arena *arena)
{
    *outer = (hm_grad_accum){.M = M, .N = N, .gradient = gradient, .room = room};
    outer->d_out = hm_arena_floats(arena, HM_GRAD_ACCUM_ROWS * M);
    outer->in = hm_arena_floats(arena, HM_GRAD_ACCUM_ROWS * N);
}

void
hm_grad_accum_row(hm_grad_accum *outer, const hm_net *net, const hm_forward_options *forward,
                  float **d_out, float **in)
{
    if (outer->n == HM_GRAD_ACCUM_ROWS)
        hm_grad_accum_finish(outer, net, forward);
    *d_out = outer->d_out + outer->n * outer->M;
    *in = outer->in + outer->n * outer->N;
    outer->n++;
}

void
hm_grad_accum_finish(hm_grad_accum *outer, const hm_net *net, const hm_forward_options *forward)
{
    hm_matmul_outer(net, forward, outer->M, outer->N, outer->n, outer->d_out, outer->in,
                    outer->gradient, outer->N, outer->room);
    outer->n = 0;
}
