// SPDX-License-Identifier: BSD-2-Clause
//
// net/matmul.c - the matrix products of a network, in the number format that it was made for.
#include <config.h>

#include "net/matmul.h"

#include "base/size.h"
#include "kern/blas.h"

#define MIN_PIECE ((size_t)1 << 21)  // multiplications: fewer are not worth handing out
#define N_ROWS_READ 16               // that could be multiplied while weights are read
#define N_BLAS_ROWS 512              // of a gradient, in one call

size_t
hm_matmul_scratch(size_t M, size_t K)
{
    return (M + HM_MAX_PANEL - 1) / HM_MAX_PANEL * HM_MAX_PANEL * (K + K % 2);
}

/// A product divided into pieces of n_each columns of y, or rows where OpenBLAS multiplies.
typedef struct product {
    const hm_kernels *kern;
    size_t M, N, K;
    const void *x;
    size_t ldx;
    const void *packed;
    float *y;
    size_t ldy;
    bool accumulates;
    size_t n_each;
} product;

static void
multiply_columns(const hm_forward_options *forward, hm_thread_pool_work work, product *job)
{
    const size_t n_multiplied = (job->M + N_ROWS_READ) * job->N * job->K;
    const size_t n_blocks =
        hm_size_min(hm_thread_pool_size(forward->pool), n_multiplied / MIN_PIECE);
    if (n_blocks <= 1 || job->M == 0) {
        job->n_each = job->N;
        work(job, 0);
        return;
    }
    const size_t n_panels = (job->N / n_blocks + HM_MAX_PANEL - 1) / HM_MAX_PANEL;
    job->n_each = hm_size_max(n_panels, 1) * HM_MAX_PANEL;
    hm_parallel_for(forward->pool, (job->N + job->n_each - 1) / job->n_each, work, job);
}

static void
float32_columns(void *context, size_t index)
{
    const product *const p = context;
    const size_t first = index * p->n_each;
    const float *const packed = p->packed;
    p->kern->product(p->M, hm_size_min(p->n_each, p->N - first), p->K, p->x, p->ldx,
                     packed + p->kern->packed_size(first, p->K), p->y + first, p->ldy,
                     p->accumulates);
}

static void
bfloat16_columns(void *context, size_t index)
{
    const product *const p = context;
    const size_t first = index * p->n_each;
    const uint16_t *const packed = p->packed;
    p->kern->bfloat16_product(p->M, hm_size_min(p->n_each, p->N - first), p->K, p->x, p->ldx,
                              packed + p->kern->packed16_size(first, p->K), p->y + first, p->ldy,
                              p->accumulates);
}

void
hm_matmul(const hm_net *net, const hm_forward_options *forward, size_t M, size_t N, size_t K,
          const float *x, size_t ldx, const void *packed, float *y, size_t ldy, bool accumulates,
          uint16_t *scratch)
{
    product job = {.kern = net->kern,
                   .M = M,
                   .N = N,
                   .K = K,
                   .x = x,
                   .ldx = ldx,
                   .packed = packed,
                   .y = y,
                   .ldy = ldy,
                   .accumulates = accumulates};
    if (!net->is_bfloat16) {
        multiply_columns(forward, float32_columns, &job);
        return;
    }
    job.x = scratch;
    job.ldx = K + K % 2;
    for (size_t m = 0; m < M; m++)
        net->kern->bfloat16_round(K, x + m * ldx, scratch + m * job.ldx);
    multiply_columns(forward, bfloat16_columns, &job);
}

static void
outer_rows(void *context, size_t index)
{
    const product *const p = context;
    const float *const a = p->x;
    const size_t first = index * p->n_each;
    hm_blas_outer(hm_size_min(p->n_each, p->M - first), p->N, p->K, a + first, p->ldx, p->packed,
                  p->N, p->y + first * p->ldy, p->ldy);
}

void
hm_matmul_outer(const hm_net *net, const hm_forward_options *forward, size_t M, size_t N, size_t R,
                const float *a, const float *b, float *c, size_t ldc, uint16_t *scratch)
{
    product job = {.kern = net->kern,
                   .M = M,
                   .N = N,
                   .K = R,
                   .x = a,
                   .ldx = M,
                   .packed = b,
                   .y = c,
                   .ldy = ldc,
                   .accumulates = true,
                   .n_each = N_BLAS_ROWS};
    if (!net->is_bfloat16) {
        // always the same pieces: OpenBLAS may round differently in others
        hm_parallel_for(forward->pool, (M + N_BLAS_ROWS - 1) / N_BLAS_ROWS, outer_rows, &job);
        return;
    }
    uint16_t *const packed = scratch + hm_matmul_scratch(M, R);
    net->kern->bfloat16_transpose(R, M, a, M, scratch);
    net->kern->bfloat16_pack(N, R, b, 1, N, packed);
    job.x = scratch;
    job.ldx = R + R % 2;
    job.packed = packed;
    multiply_columns(forward, bfloat16_columns, &job);
}
