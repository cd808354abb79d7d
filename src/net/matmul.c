// SPDX-License-Identifier: BSD-2-Clause
//
// net/matmul.c - the matrix products of a network, in the number format that it was made for.
#include <config.h>

#include "net/matmul.h"

#include "kern/blas.h"

size_t
hm_matmul_room(size_t M, size_t K)
{
    return (M + HM_MOST_PANEL - 1) / HM_MOST_PANEL * HM_MOST_PANEL * (K + K % 2);
}

void
hm_matmul(const hm_net *net, size_t M, size_t N, size_t K, const float *x, size_t ldx,
          const void *packed, float *y, size_t ldy, bool accumulates, uint16_t *room)
{
    if (!net->is_bfloat16) {
        net->kern->product(M, N, K, x, ldx, packed, y, ldy, accumulates);
        return;
    }
    const size_t ld = K + K % 2;
    for (size_t m = 0; m < M; m++)
        net->kern->bfloat16_round(K, x + m * ldx, room + m * ld);
    net->kern->bfloat16_product(M, N, K, room, ld, packed, y, ldy, accumulates);
}

void
hm_matmul_outer(const hm_net *net, size_t M, size_t N, size_t R, const float *a, const float *b,
                float *c, uint16_t *room)
{
    if (!net->is_bfloat16) {
        hm_blas_outer(M, N, R, a, M, b, N, c, N);
        return;
    }
    uint16_t *const packed = room + hm_matmul_room(M, R);
    net->kern->bfloat16_transpose(R, M, a, M, room);
    net->kern->bfloat16_pack(N, R, b, 1, N, packed);
    net->kern->bfloat16_product(M, N, R, room, R + R % 2, packed, c, N, true);
}
