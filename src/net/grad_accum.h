// SPDX-License-Identifier: BSD-2-Clause
//
// net/grad_accum.h - the gradient of a weight matrix: a sum of outer products, gathered into large
// ones.
//
// Each active row of each step adds d_out^T in to the gradient. Rows are collected until there are
// enough for the matrix product to run at full speed; rows that copied never come here, which is
// where the *skip* estimator saves in training.
#ifndef HM_NET_GRAD_ACCUM_H
#define HM_NET_GRAD_ACCUM_H

#include "base/arena.h"
#include "net/forward_options.h"
#include "net/weights.h"

#include <stddef.h>

typedef struct hm_grad_accum {
    size_t M, N;        ///< rows and columns of the gradient
    size_t n;           ///< collected so far
    float *d_out;       ///< [HM_GRAD_ACCUM_ROWS][M]
    float *in;          ///< [HM_GRAD_ACCUM_ROWS][N]
    float *gradient;    ///< [M][N] lent; what is collected is added here
    uint16_t *scratch;  ///< lent, of hm_grad_accum_scratch(M, N)
} hm_grad_accum;

#define HM_GRAD_ACCUM_ROWS 256

/// 16-bit numbers that the collected rows take for hm_matmul_outer(); several can share it.
size_t hm_grad_accum_scratch(size_t M, size_t N);

void hm_grad_accum_carve(hm_grad_accum *accum, size_t M, size_t N, float *gradient,
                         uint16_t *scratch, hm_arena *arena);

/// Room for one more row: the caller fills in what came back, d_out[M], and what went in, in[N].
void hm_grad_accum_row(hm_grad_accum *accum, const hm_net *net, const hm_forward_options *forward,
                       float **d_out, float **in);

/// Add what is left to the gradient.
void hm_grad_accum_finish(hm_grad_accum *accum, const hm_net *net,
                          const hm_forward_options *forward);

#endif
