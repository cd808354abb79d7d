// SPDX-License-Identifier: BSD-2-Clause
//
// kern/elementwise.c - the plain operations on vectors, and Adam.
#include <config.h>

#include "kern/isa.h"

#include <math.h>

#define N_SUMS 32

double
HM_AT_ISA(dot)(size_t n, const float *x, const float *y)
{
    float sums[N_SUMS] = {0};
    size_t i = 0;
    for (; i + N_SUMS <= n; i += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += x[i + j] * y[i + j];
    double sum = 0.0;
    for (; i < n; i++)
        sum += (double)(x[i] * y[i]);
    for (size_t j = 0; j < N_SUMS; j++)
        sum += (double)sums[j];
    return sum;
}

/// The sum of the lanes of a register, in pairs.
static float
add_lanes(hm_vec v)
{
    float lanes[HM_LANES];
    memcpy(lanes, &v, sizeof lanes);
    for (size_t n = HM_LANES / 2; n > 0; n /= 2)
        for (size_t j = 0; j < n; j++)
            lanes[j] += lanes[j + n];
    return lanes[0];
}

void
HM_AT_ISA(dot_pair)(size_t n, const float *x, const float *y, size_t ldy, float *sums)
{
    const float *const other = y + ldy;
    hm_vec first = {0};
    hm_vec second = {0};
    size_t i = 0;
    for (; i + HM_LANES <= n; i += HM_LANES) {
        const hm_vec from = *(const hm_vec *)(x + i);
        first += from * *(const hm_vec *)(y + i);
        second += from * *(const hm_vec *)(other + i);
    }
    float rest[2] = {0.0f, 0.0f};
    for (; i < n; i++) {
        rest[0] += x[i] * y[i];
        rest[1] += x[i] * other[i];
    }
    sums[0] += add_lanes(first) + rest[0];
    sums[1] += add_lanes(second) + rest[1];
}

double
HM_AT_ISA(sum_squares)(size_t n, const float *x)
{
    double sums[N_SUMS] = {0};  // many terms of one sign: in double throughout
    size_t i = 0;
    for (; i + N_SUMS <= n; i += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += (double)x[i + j] * (double)x[i + j];
    double sum = 0.0;
    for (; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    for (size_t j = 0; j < N_SUMS; j++)
        sum += sums[j];
    return sum;
}

void
HM_AT_ISA(add)(size_t n, const float *x, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

void
HM_AT_ISA(add_scaled)(size_t n, float a, const float *x, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += a * x[i];
}

void
HM_AT_ISA(scale)(size_t n, float a, const float *x, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = a * x[i];
}

void
HM_AT_ISA(lerp)(size_t n, float a, const float *x, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += a * (x[i] - y[i]);
}

void
HM_AT_ISA(thin)(size_t n, hm_rng rng, float share, const float *x, float *y)
{
    const float keep = 1.0f - share;
    for (size_t i = 0; i < n; i++)
        y[i] = hm_rng_as_uniform(hm_rng_ahead(&rng, i + 1)) < keep ? x[i] / keep : 0.0f;
}

void
HM_AT_ISA(adam)(size_t n, const float *restrict g, float g_scale, float rate, float beta1,
                float beta2, float epsilon, float *restrict m, float *restrict v, float *restrict w)
{
    for (size_t i = 0; i < n; i++) {
        const float gradient = g[i] * g_scale;
        m[i] = beta1 * m[i] + (1.0f - beta1) * gradient;
        v[i] = beta2 * v[i] + (1.0f - beta2) * (gradient * gradient);
        w[i] -= rate * m[i] / (sqrtf(v[i]) + epsilon);
    }
}
