// SPDX-License-Identifier: BSD-2-Clause
//
// plain.h - every kernel of kern/kern.h again, as short as it can be said, in double precision.
#ifndef HM_TESTS_NAIVE_KERNELS_H
#define HM_TESTS_NAIVE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// \param w        element (n, k) is w[n * stride_n + k * stride_k], not packed
void naive_product(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *w,
                   size_t stride_n, size_t stride_k, double *y, size_t ldy, bool accumulates);

/// \param w        [N][K] the floats; scale says what a step of each column's 16 bits is worth
void naive_int16_product(size_t M, size_t N, size_t K, const int16_t *x, size_t ldx, const float *w,
                         const float *scale, double *y, size_t ldy, bool accumulates);
void naive_norm(size_t n_rows, size_t n_blocks, size_t D, const double *x, size_t ldx,
                double *x_hat, double *rstd);
void naive_norm_backward(size_t n_rows, size_t n_blocks, size_t D, const double *x_hat,
                         const double *rstd, const double *gain, const double *d_y, double *d_x,
                         size_t ld, double *d_gain);
void naive_gates(size_t n_rows, size_t D, const double *x, size_t ldx, const double *gain,
                 const double *bias, double *gates);
void naive_cell(size_t D, const double a[3], const double *gates, const double *c_prev,
                const double *h_prev, double *c, double *h, double *tanh_c);
void naive_cell_backward(size_t D, const double a[3], const double *gates, const double *c_prev,
                         const double *h_prev, const double *tanh_c, double *d_c, double *d_h,
                         double *d_y, double *d_a);
double naive_cross_entropy(size_t V, double *logits, size_t target, double scale,
                           bool wants_gradient);
double naive_dot(size_t n, const double *x, const double *y);
double naive_logistic(double x);
void naive_adam(size_t n, const double *g, double g_scale, double rate, double beta1, double beta2,
                double epsilon, double *m, double *v, double *w);

#endif
