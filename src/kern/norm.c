// SPDX-License-Identifier: BSD-2-Clause
//
// kern/norm.c - layer normalisation of blocks of units.
#include <config.h>

#include "kern/isa.h"

#include <math.h>

#define VARIANCE_FLOOR 1e-5

/// Partial sums a register wide, so that the loops vectorise without reordering what C promises.
#define N_SUMS 32

static double
total(const float *sums)
{
    double sum = 0.0;
    for (size_t j = 0; j < N_SUMS; j++)
        sum += (double)sums[j];
    return sum;
}

static double
mean_of(size_t D, const float *x)
{
    float sums[N_SUMS] = {0};
    size_t d = 0;
    for (; d + N_SUMS <= D; d += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += x[d + j];
    for (size_t j = 0; d + j < D; j++)
        sums[j] += x[d + j];
    return total(sums) / (double)D;
}

static double
variance_of(size_t D, const float *x, float mean)
{
    float sums[N_SUMS] = {0};
    size_t d = 0;
    for (; d + N_SUMS <= D; d += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += (x[d + j] - mean) * (x[d + j] - mean);
    for (size_t j = 0; d + j < D; j++)
        sums[j] += (x[d + j] - mean) * (x[d + j] - mean);
    return total(sums) / (double)D;
}

void
HM_AT_ISA(norm)(size_t n_rows, size_t n_blocks, size_t D, const float *x, size_t ldx, float *x_hat,
                float *rstd)
{
    for (size_t row = 0; row < n_rows; row++) {
        for (size_t block = 0; block < n_blocks; block++) {
            const float *const from = x + row * ldx + block * D;
            float *const to = x_hat + (row * n_blocks + block) * D;
            const float mean = (float)mean_of(D, from);
            const float scale = (float)(1.0 / sqrt(variance_of(D, from, mean) + VARIANCE_FLOOR));
            for (size_t d = 0; d < D; d++)
                to[d] = (from[d] - mean) * scale;
            rstd[row * n_blocks + block] = scale;
        }
    }
}

/// d_x = rstd (d - mean(d) - x_hat mean(d x_hat)), where d = gain d_y.
static void
block_backward(size_t D, const float *restrict x_hat, float rstd, const float *restrict gain,
               const float *d_y, float *d_x, float *restrict d_gain)
{
    float sums[N_SUMS] = {0};
    float products[N_SUMS] = {0};
    for (size_t d = 0; d < D; d++)
        d_gain[d] += d_y[d] * x_hat[d];
    size_t d = 0;
    for (; d + N_SUMS <= D; d += N_SUMS) {
        for (size_t j = 0; j < N_SUMS; j++) {
            const float d_hat = gain[d + j] * d_y[d + j];
            sums[j] += d_hat;
            products[j] += d_hat * x_hat[d + j];
        }
    }
    for (size_t j = 0; d + j < D; j++) {
        const float d_hat = gain[d + j] * d_y[d + j];
        sums[j] += d_hat;
        products[j] += d_hat * x_hat[d + j];
    }
    const float mean = (float)(total(sums) / (double)D);
    const float slope = (float)(total(products) / (double)D);
    for (d = 0; d < D; d++)
        d_x[d] = rstd * (gain[d] * d_y[d] - mean - x_hat[d] * slope);
}

void
HM_AT_ISA(norm_backward)(size_t n_rows, size_t n_blocks, size_t D, const float *x_hat,
                         const float *rstd, const float *gain, const float *d_y, float *d_x,
                         size_t ld, float *d_gain)
{
    for (size_t row = 0; row < n_rows; row++) {
        for (size_t block = 0; block < n_blocks; block++) {
            const size_t at = row * n_blocks + block;
            block_backward(D, x_hat + at * D, rstd[at], gain + block * D,
                           d_y + row * ld + block * D, d_x + row * ld + block * D,
                           d_gain + block * D);
        }
    }
}
