// SPDX-License-Identifier: BSD-2-Clause
//
// net/matmul.h - the matrix products of a network, in the number format that it was made for.
//
// With bfloat16 both factors of every large product are rounded, forward and backward, and all else
// stays in single precision: sums, states, norms, the parameters and what the optimiser adds to
// them (mixed precision: Kalamkar et al. 2019, arXiv:1905.12322). A network that is not in training
// multiplies floats, or 16-bit integers (kern/gemm_int16.c).
//
// Where a window has a thread pool to itself (forward->pool), its threads divide the columns of
// every large product. A result does not depend on the number of threads.
#ifndef HM_NET_MATMUL_H
#define HM_NET_MATMUL_H

#include "net/forward_options.h"
#include "net/weights.h"

/// How many 16-bit numbers M rows of K numbers take once they are rounded, also packed as columns.
size_t hm_matmul_scratch(size_t M, size_t K);

/// y = x w, by rows, added to what y holds if `accumulates`; rows do not depend on each other.
///
/// \param x        [M][K], ldx
/// \param packed   the weights, by hm_net_pack(): N columns of K terms
/// \param y        [M][N], ldy
/// \param scratch  of hm_matmul_scratch(M, K), where the net multiplies in bfloat16
void hm_matmul(const hm_net *net, const hm_forward_options *forward, size_t M, size_t N, size_t K,
               const float *x, size_t ldx, const void *packed, float *y, size_t ldy,
               bool accumulates, uint16_t *scratch);

/// C[M][N] += A^T B: the gradient of a weight matrix from R rows of what came back and went in.
///
/// \param a        [R][M]
/// \param b        [R][N]
/// \param c        [M][N], ldc
/// \param scratch  of hm_matmul_scratch(M, R) + hm_matmul_scratch(N, R), likewise
void hm_matmul_outer(const hm_net *net, const hm_forward_options *forward, size_t M, size_t N,
                     size_t R, const float *a, const float *b, float *c, size_t ldc,
                     uint16_t *scratch);

#endif
