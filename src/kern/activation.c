// SPDX-License-Identifier: BSD-2-Clause
//
// kern/activation.c - the gates, the cell and what flows back through them.
#include <config.h>

#include "kern/isa.h"

void
HM_AT_ISA(logistic)(size_t n, const float *x, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = hm_logistic(x[i]);
}

static void
affine(size_t n, const float *restrict x, const float *restrict gain, const float *restrict bias,
       float *restrict y)
{
    if (gain == NULL) {
        for (size_t i = 0; i < n; i++)
            y[i] = x[i] + bias[i];
    } else {
        for (size_t i = 0; i < n; i++)
            y[i] = gain[i] * x[i] + bias[i];
    }
}

void
HM_AT_ISA(gates)(size_t n_rows, size_t D, const float *x, size_t ldx, const float *gain,
                 const float *bias, float *gates)
{
    for (size_t row = 0; row < n_rows; row++) {
        float *const y = gates + row * 4 * D;
        affine(4 * D, x + row * ldx, gain, bias, y);
        for (size_t d = 0; d < 3 * D; d++)
            y[d] = hm_logistic(y[d]);
        for (size_t d = 3 * D; d < 4 * D; d++)
            y[d] = hm_tanh(y[d]);
    }
}

void
HM_AT_ISA(cell)(size_t D, float a_write, float a_keep, float a_copy, const float *restrict gates,
                const float *restrict c_prev, const float *restrict h_prev, float *restrict c,
                float *restrict h, float *restrict tanh_c)
{
    const float *const f = gates;
    const float *const i = gates + D;
    const float *const o = gates + 2 * D;
    const float *const g = gates + 3 * D;
    for (size_t d = 0; d < D; d++) {
        const float state = a_write * (i[d] * g[d]) + (a_keep * f[d] + a_copy) * c_prev[d];
        const float squashed = hm_tanh(state);
        h[d] = a_write * (o[d] * squashed) + a_copy * h_prev[d];
        c[d] = state;
        tanh_c[d] = squashed;
    }
}

/// Gradients of the three coefficients: each a sum over D, in registers as far as they go.
static void
coefficient_gradients(size_t D, const float *restrict gates, const float *restrict c_prev,
                      const float *restrict h_prev, const float *restrict tanh_c,
                      const float *restrict d_c, const float *restrict d_h, float *restrict d_a)
{
    enum { N_SUMS = 16 };
    float write[N_SUMS] = {0};
    float keep[N_SUMS] = {0};
    float copy[N_SUMS] = {0};
    for (size_t first = 0; first < D; first += N_SUMS) {
        const size_t n = D - first < N_SUMS ? D - first : N_SUMS;
        for (size_t j = 0; j < n; j++) {
            const size_t d = first + j;
            write[j] += d_c[d] * (gates[D + d] * gates[3 * D + d]) +
                        d_h[d] * (gates[2 * D + d] * tanh_c[d]);
            keep[j] += d_c[d] * (gates[d] * c_prev[d]);
            copy[j] += d_c[d] * c_prev[d] + d_h[d] * h_prev[d];
        }
    }
    double sums[3] = {0.0, 0.0, 0.0};
    for (size_t j = 0; j < N_SUMS; j++) {
        sums[0] += (double)write[j];
        sums[1] += (double)keep[j];
        sums[2] += (double)copy[j];
    }
    for (size_t a = 0; a < 3; a++)
        d_a[a] = (float)sums[a];
}

void
HM_AT_ISA(cell_backward)(size_t D, float a_write, float a_keep, float a_copy,
                         const float *restrict gates, const float *restrict c_prev,
                         const float *restrict h_prev, const float *restrict tanh_c,
                         float *restrict d_c, float *restrict d_h, float *restrict d_y,
                         float *restrict d_a)
{
    const float *const f = gates;
    const float *const i = gates + D;
    const float *const o = gates + 2 * D;
    const float *const g = gates + 3 * D;
    for (size_t d = 0; d < D; d++)  // through h = ... o tanh(c)
        d_c[d] += d_h[d] * a_write * o[d] * (1.0f - tanh_c[d] * tanh_c[d]);
    coefficient_gradients(D, gates, c_prev, h_prev, tanh_c, d_c, d_h, d_a);
    for (size_t d = 0; d < D; d++) {
        const float write = a_write * d_c[d];
        d_y[d] = a_keep * d_c[d] * c_prev[d] * f[d] * (1.0f - f[d]);
        d_y[D + d] = write * g[d] * i[d] * (1.0f - i[d]);
        d_y[2 * D + d] = a_write * d_h[d] * tanh_c[d] * o[d] * (1.0f - o[d]);
        d_y[3 * D + d] = write * i[d] * (1.0f - g[d] * g[d]);
    }
    for (size_t d = 0; d < D; d++) {
        d_c[d] *= a_keep * f[d] + a_copy;
        d_h[d] *= a_copy;
    }
}
