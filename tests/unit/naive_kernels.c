// SPDX-License-Identifier: BSD-2-Clause
//
// plain.c - every kernel of kern/kern.h again, as short as it can be said, in double precision.
//
// The kernels without a function here (add, add_scaled, scale, sum_squares) are one expression
// each, and the tests write it out.
#include <config.h>

#include "naive_kernels.h"

#include <math.h>

double
naive_logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

double
naive_dot(size_t n, const double *x, const double *y)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

void
naive_product(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *w,
              size_t stride_n, size_t stride_k, double *y, size_t ldy, bool accumulates)
{
    for (size_t m = 0; m < M; m++)
        for (size_t n = 0; n < N; n++) {
            double sum = accumulates ? y[m * ldy + n] : 0.0;
            for (size_t k = 0; k < K; k++)
                sum += (double)x[m * ldx + k] * (double)w[n * stride_n + k * stride_k];
            y[m * ldy + n] = sum;
        }
}

void
naive_int16_product(size_t M, size_t N, size_t K, const int16_t *x, size_t ldx, const float *w,
                    const float *scale, double *y, size_t ldy, bool accumulates)
{
    for (size_t m = 0; m < M; m++)
        for (size_t n = 0; n < N; n++) {
            double most = 0.0;
            double all = 0.0;
            for (size_t k = 0; k < K; k++) {
                most = fmax(most, fabs((double)w[n * K + k]));
                all += fabs((double)w[n * K + k]);
            }
            const double factor =
                all == 0.0 ? 1.0 : fmin(32767.0 / most, (250000.0 - (double)K) / all);
            double sum = 0.0;
            for (size_t k = 0; k < K; k++)
                sum += x[m * ldx + k] * nearbyint((double)w[n * K + k] * factor);
            y[m * ldy + n] = (accumulates ? y[m * ldy + n] : 0.0) + sum * (double)scale[n];
        }
}

void
naive_norm(size_t n_rows, size_t n_blocks, size_t D, const double *x, size_t ldx, double *x_hat,
           double *rstd)
{
    for (size_t i = 0; i < n_rows * n_blocks; i++) {
        const double *const from = x + i / n_blocks * ldx + i % n_blocks * D;
        double mean = 0.0;
        double variance = 0.0;
        for (size_t d = 0; d < D; d++)
            mean += from[d] / (double)D;
        for (size_t d = 0; d < D; d++)
            variance += (from[d] - mean) * (from[d] - mean) / (double)D;
        rstd[i] = 1.0 / sqrt(variance + 1e-5);
        for (size_t d = 0; d < D; d++)
            x_hat[i * D + d] = (from[d] - mean) * rstd[i];
    }
}

void
naive_norm_backward(size_t n_rows, size_t n_blocks, size_t D, const double *x_hat,
                    const double *rstd, const double *gain, const double *d_y, double *d_x,
                    size_t ld, double *d_gain)
{
    for (size_t i = 0; i < n_rows * n_blocks; i++) {
        const size_t block = i % n_blocks * D;
        const double *const y = d_y + i / n_blocks * ld + block;
        double mean = 0.0;
        double along = 0.0;
        for (size_t d = 0; d < D; d++) {
            d_gain[block + d] += y[d] * x_hat[i * D + d];
            mean += gain[block + d] * y[d] / (double)D;
            along += gain[block + d] * y[d] * x_hat[i * D + d] / (double)D;
        }
        for (size_t d = 0; d < D; d++)
            d_x[i / n_blocks * ld + block + d] =
                rstd[i] * (gain[block + d] * y[d] - mean - along * x_hat[i * D + d]);
    }
}

void
naive_gates(size_t n_rows, size_t D, const double *x, size_t ldx, const double *gain,
            const double *bias, double *gates)
{
    for (size_t m = 0; m < n_rows; m++)
        for (size_t i = 0; i < 4 * D; i++) {
            const double y = (gain == NULL ? 1.0 : gain[i]) * x[m * ldx + i] + bias[i];
            gates[m * 4 * D + i] = i < 3 * D ? naive_logistic(y) : tanh(y);
        }
}

void
naive_cell(size_t D, const double a[3], const double *gates, const double *c_prev,
           const double *h_prev, double *c, double *h, double *tanh_c)
{
    for (size_t d = 0; d < D; d++) {
        const double f = gates[d], i = gates[D + d], o = gates[2 * D + d], g = gates[3 * D + d];
        c[d] = a[0] * i * g + (a[1] * f + a[2]) * c_prev[d];
        tanh_c[d] = tanh(c[d]);
        h[d] = a[0] * o * tanh_c[d] + a[2] * h_prev[d];
    }
}

void
naive_cell_backward(size_t D, const double a[3], const double *gates, const double *c_prev,
                    const double *h_prev, const double *tanh_c, double *d_c, double *d_h,
                    double *d_y, double *d_a)
{
    d_a[0] = d_a[1] = d_a[2] = 0.0;
    for (size_t d = 0; d < D; d++) {
        const double f = gates[d], i = gates[D + d], o = gates[2 * D + d], g = gates[3 * D + d];
        const double all = d_c[d] + d_h[d] * a[0] * o * (1.0 - tanh_c[d] * tanh_c[d]);
        d_a[0] += d_h[d] * o * tanh_c[d] + all * i * g;
        d_a[1] += all * f * c_prev[d];
        d_a[2] += d_h[d] * h_prev[d] + all * c_prev[d];
        d_y[d] = all * a[1] * c_prev[d] * f * (1.0 - f);
        d_y[D + d] = all * a[0] * g * i * (1.0 - i);
        d_y[2 * D + d] = d_h[d] * a[0] * tanh_c[d] * o * (1.0 - o);
        d_y[3 * D + d] = all * a[0] * i * (1.0 - g * g);
        d_c[d] = all * (a[1] * f + a[2]);
        d_h[d] *= a[2];
    }
}

double
naive_cross_entropy(size_t V, double *logits, size_t target, double scale, bool wants_gradient)
{
    double most = logits[0];
    double sum = 0.0;
    for (size_t v = 0; v < V; v++)
        most = fmax(most, logits[v]);
    for (size_t v = 0; v < V; v++)
        sum += exp(logits[v] - most);
    const double loss = most + log(sum) - logits[target];
    for (size_t v = 0; wants_gradient && v < V; v++)
        logits[v] = scale * (exp(logits[v] - most) / sum - (v == target ? 1.0 : 0.0));
    return loss;
}

void
naive_adam(size_t n, const double *g, double g_scale, double rate, double beta1, double beta2,
           double epsilon, double *m, double *v, double *w)
{
    for (size_t i = 0; i < n; i++) {
        const double slope = g[i] * g_scale;
        m[i] = beta1 * m[i] + (1.0 - beta1) * slope;
        v[i] = beta2 * v[i] + (1.0 - beta2) * slope * slope;
        w[i] -= rate * m[i] / (sqrt(v[i]) + epsilon);
    }
}
