// SPDX-License-Identifier: BSD-2-Clause
//
// net/outer.c - the gradient of a weight matrix: a sum of outer products, gathered into large ones.
#include <config.h>

#include "net/outer.h"

#include "kern/blas.h"

void
hm_outer_carve(hm_outer *outer, size_t M, size_t N, float *gradient, hm_arena *arena)
{
    *outer = (hm_outer){.M = M, .N = N, .gradient = gradient};
    outer->d_out = hm_arena_floats(arena, HM_OUTER_ROWS * M);
    outer->in = hm_arena_floats(arena, HM_OUTER_ROWS * N);
}

void
hm_outer_row(hm_outer *outer, float **d_out, float **in)
{
    if (outer->n == HM_OUTER_ROWS)
        hm_outer_finish(outer);
    *d_out = outer->d_out + outer->n * outer->M;
    *in = outer->in + outer->n * outer->N;
    outer->n++;
}

void
hm_outer_finish(hm_outer *outer)
{
    hm_blas_outer(outer->M, outer->N, outer->n, outer->d_out, outer->M, outer->in, outer->N,
                  outer->gradient, outer->N);
    outer->n = 0;
}
