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
hm_grad_accum_carve(hm_grad_accum *accum, size_t M, size_t N, float *gradient, uint16_t *scratch,
                    hm_arena *arena)
{
    *accum = (hm_grad_accum){.M = M, .N = N, .gradient = gradient, .scratch = scratch};
    accum->d_out = hm_arena_floats(arena, HM_GRAD_ACCUM_ROWS * M);
    accum->in = hm_arena_floats(arena, HM_GRAD_ACCUM_ROWS * N);
}

void
hm_grad_accum_row(hm_grad_accum *accum, const hm_net *net, const hm_forward_options *forward,
                  float **d_out, float **in)
{
    if (accum->n == HM_GRAD_ACCUM_ROWS)
        hm_grad_accum_finish(accum, net, forward);
    *d_out = accum->d_out + accum->n * accum->M;
    *in = accum->in + accum->n * accum->N;
    accum->n++;
}

void
hm_grad_accum_finish(hm_grad_accum *accum, const hm_net *net, const hm_forward_options *forward)
{
    hm_matmul_outer(net, forward, accum->M, accum->N, accum->n, accum->d_out, accum->in,
                    accum->gradient, accum->N, accum->scratch);
    accum->n = 0;
}
