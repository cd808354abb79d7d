// SPDX-License-Identifier: BSD-2-Clause
//
// net/grad_accum.c - the gradient of a weight matrix: a sum of outer products, gathered into large
// ones.
#include <config.h>

#include "net/grad_accum.h"

#include "net/matmul.h"

size_t
hm_outer_room(size_t M, size_t N)
{
    return hm_matmul_room(M, HM_OUTER_ROWS) + hm_matmul_room(N, HM_OUTER_ROWS);
}

void
hm_outer_carve(hm_outer *outer, size_t M, size_t N, float *gradient, uint16_t *room,
               hm_arena *arena)
{
    *outer = (hm_outer){.M = M, .N = N, .gradient = gradient, .room = room};
    outer->d_out = hm_arena_floats(arena, HM_OUTER_ROWS * M);
    outer->in = hm_arena_floats(arena, HM_OUTER_ROWS * N);
}

void
hm_outer_row(hm_outer *outer, const hm_net *net, const hm_mode *mode, float **d_out,
             float **in)
{
    if (outer->n == HM_OUTER_ROWS)
        hm_outer_finish(outer, net, mode);
    *d_out = outer->d_out + outer->n * outer->M;
    *in = outer->in + outer->n * outer->N;
    outer->n++;
}

void
hm_outer_finish(hm_outer *outer, const hm_net *net, const hm_mode *mode)
{
    hm_matmul_outer(net, mode, outer->M, outer->N, outer->n, outer->d_out, outer->in,
                    outer->gradient, outer->N, outer->room);
    outer->n = 0;
}
