// SPDX-License-Identifier: BSD-2-Clause
//
// kern/isa.h - names and vector types of the instruction set that a source is compiled for.
//
// The Makefile compiles each vector source once for each HM_ISA: base, v3, v4, vnni
// or bf16.
#ifndef HM_KERN_ISA_H
#define HM_KERN_ISA_H

#include "kern/kern.h"

#include <string.h>

#define HM_JOIN_(a, b) a##_##b
#define HM_JOIN(a, b) HM_JOIN_(a, b)
#define HM_AT_ISA(name) HM_JOIN(hm_kern_##name, HM_ISA)

#if defined(__AVX512F__)
#define HM_LANES 16
#elif defined(__AVX__)
#define HM_LANES 8
#else
#define HM_LANES 4
#endif

/// A register full of floats, wherever it comes from.
typedef float hm_vec __attribute__((vector_size(HM_LANES * sizeof(float)), aligned(4), may_alias));

size_t HM_AT_ISA(packed_size)(size_t N, size_t K);
void HM_AT_ISA(pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                     float *packed);
void HM_AT_ISA(product)(size_t M, size_t N, size_t K, const float *x, size_t ldx,
                        const float *packed, float *y, size_t ldy, bool accumulates);
size_t HM_AT_ISA(packed16_size)(size_t N, size_t K);
void HM_AT_ISA(int16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                           int16_t *packed, float *scale);
void HM_AT_ISA(int16_quantize)(size_t n, float a, const float *x, int16_t *to);
void HM_AT_ISA(int16_product)(size_t M, size_t N, size_t K, const int16_t *x, size_t ldx,
                              const int16_t *packed, const float *scale, float *y, size_t ldy,
                              bool accumulates);
void HM_AT_ISA(bfloat16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                              uint16_t *packed);
void HM_AT_ISA(bfloat16_round)(size_t n, const float *x, uint16_t *to);
void HM_AT_ISA(bfloat16_transpose)(size_t R, size_t M, const float *x, size_t ldx, uint16_t *to);
void HM_AT_ISA(bfloat16_product)(size_t M, size_t N, size_t K, const uint16_t *x, size_t ldx,
                                 const uint16_t *packed, float *y, size_t ldy, bool accumulates);
void HM_AT_ISA(norm)(size_t n_rows, size_t n_blocks, size_t D, const float *x, size_t ldx,
                     float *x_hat, float *rstd);
void HM_AT_ISA(norm_backward)(size_t n_rows, size_t n_blocks, size_t D, const float *x_hat,
                              const float *rstd, const float *gain, const float *d_y, float *d_x,
                              size_t ld, float *d_gain);
void HM_AT_ISA(gates)(size_t n_rows, size_t D, const float *x, size_t ldx, const float *gain,
                      const float *bias, float *gates);
void HM_AT_ISA(cell)(size_t D, float a_write, float a_keep, float a_copy, const float *gates,
                     const float *c_prev, const float *h_prev, float *c, float *h, float *tanh_c);
void HM_AT_ISA(cell_backward)(size_t D, float a_write, float a_keep, float a_copy,
                              const float *gates, const float *c_prev, const float *h_prev,
                              const float *tanh_c, float *d_c, float *d_h, float *d_y, float *d_a);
double HM_AT_ISA(cross_entropy)(size_t V, float *logits, size_t target, float scale,
                                bool wants_gradient);
double HM_AT_ISA(dot)(size_t n, const float *x, const float *y);
void HM_AT_ISA(dot_pair)(size_t n, const float *x, const float *y, size_t ldy, float *sums);
double HM_AT_ISA(sum_squares)(size_t n, const float *x);
void HM_AT_ISA(add)(size_t n, const float *x, float *y);
void HM_AT_ISA(add_scaled)(size_t n, float a, const float *x, float *y);
void HM_AT_ISA(scale)(size_t n, float a, const float *x, float *y);
void HM_AT_ISA(lerp)(size_t n, float a, const float *x, float *y);
void HM_AT_ISA(logistic)(size_t n, const float *x, float *y);
void HM_AT_ISA(thin)(size_t n, hm_rng rng, float share, const float *x, float *y);
void HM_AT_ISA(adam)(size_t n, const float *g, float g_scale, float rate, float beta1, float beta2,
                     float epsilon, float *m, float *v, float *w);

extern const hm_kernels HM_AT_ISA(set);

/// e^x, relative error below 3e-7; e^-87 below -87, e^88 above 88; NaN stays NaN.
///
/// x = n ln 2 + r with |r| <= ln(2) / 2; the Taylor polynomial of degree 7 in r (remainder below
/// 6e-9), then n goes into the exponent. Adding 1.5 * 2^23 rounds to the nearest integer and leaves
/// it in the low bits, in every instruction set, so that the compiler can vectorise the loop
/// around.
static inline float
hm_exp(float x)
{
    const float low = x < -87.0f ? -87.0f : x;
    const float clipped = low > 88.0f ? 88.0f : low;
    const float shifted = clipped * 1.44269504f + 12582912.0f;
    const float n = shifted - 12582912.0f;
    const float r = (clipped - n * 0.693145752f) - n * 1.42860677e-6f;  // ln 2 in two parts
    float y = 1.0f / 5040.0f;
    y = y * r + 1.0f / 720.0f;
    y = y * r + 1.0f / 120.0f;
    y = y * r + 1.0f / 24.0f;
    y = y * r + 1.0f / 6.0f;
    y = y * r + 0.5f;
    y = y * r + 1.0f;
    y = y * r + 1.0f;
    uint32_t bits = 0;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + UINT32_C(0x3F800000);
    float power = 0.0f;
    memcpy(&power, &bits, sizeof power);
    return y * power;
}

static inline float
hm_logistic(float x)
{
    return 1.0f / (1.0f + hm_exp(-x));
}

/// tanh x, relative error below 4e-7 also near 0, where 1 - 2 / (1 + e^2x) would lose all digits: a
/// layer norm above small states would bring the loss up again. There the Taylor polynomial of
/// degree 9 is taken (remainder below 6e-8 x); both are computed, so that the compiler can
/// vectorise.
static inline float
hm_tanh(float x)
{
    const float far = 1.0f - 2.0f / (1.0f + hm_exp(2.0f * x));
    const float square = x * x;
    float near = 62.0f / 2835.0f;
    near = near * square - 17.0f / 315.0f;
    near = near * square + 2.0f / 15.0f;
    near = near * square - 1.0f / 3.0f;
    near = near * square * x + x;
    return square < 0.09f ? near : far;
}

#endif
