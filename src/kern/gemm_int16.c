// SPDX-License-Identifier: BSD-2-Clause
//
// kern/gemm_int16.c - rows times a packed matrix, both as 16-bit integers.
//
// A packed matrix is as in kern/gemm_float32.c, but for pairs of terms: panel p holds, pair after
// pair, the two weights of each of its columns side by side, so that one instruction multiplies and
// adds a register full of pairs. The sums of integers are exact, so every instruction set gives
// the same sums, in whatever order.
//
// Nothing overflows: a state is at most HM_INT16_ONE, and the weights of a column are scaled so
// that their magnitudes add up to less than 2^31 / HM_INT16_ONE.
#include <config.h>

#include "kern/tiles.h"

#include <math.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define MAX_WEIGHT 32767.0
#define MAX_SUM 250000.0  // of a column: with the rounding below 2^18

/// A register full of sums, or of pairs of 16-bit numbers.
typedef int32_t hm_ints
    __attribute__((vector_size(HM_LANES * sizeof(int32_t)), aligned(4), may_alias));

/// sum + a pair's two products, in every lane.
static inline __attribute__((always_inline)) hm_ints
add_pairs(hm_ints sum, hm_ints a, hm_ints b)
{
#if defined(__AVX512VNNI__)
    return (hm_ints)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
#elif defined(__AVX512BW__)
    return sum + (hm_ints)_mm512_madd_epi16((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return sum + (hm_ints)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__x86_64__)
    return sum + (hm_ints)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    for (size_t j = 0; j < HM_LANES; j++)
        sum[j] += (int16_t)a[j] * (int16_t)b[j] + (a[j] >> 16) * (b[j] >> 16);
    return sum;
#endif
}

size_t
HM_AT_ISA(packed16_size)(size_t N, size_t K)
{
    return (N + HM_PANEL - 1) / HM_PANEL * HM_PANEL * ((K + 1) / 2 * 2);
}

/// What column n's weights are multiplied by.
static double
factor_of(size_t K, const float *w, size_t stride_k)
{
    double most = 0.0;
    double sum = 0.0;
    for (size_t k = 0; k < K; k++) {
        const double magnitude = fabs((double)w[k * stride_k]);
        most = magnitude > most ? magnitude : most;
        sum += magnitude;
    }
    // each weight's rounding may add a half to the sum
    const double margin = MAX_SUM - (double)K;
    if (sum == 0.0 || margin <= 0.0)
        return 1.0;
    return fmin(MAX_WEIGHT / most, margin / sum);
}

void
HM_AT_ISA(int16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                      int16_t *packed, float *scale)
{
    const size_t n_pairs = (K + 1) / 2;
    memset(packed, 0, HM_AT_ISA(packed16_size)(N, K) * sizeof *packed);
    for (size_t n = 0; n < N; n++) {
        const float *const column = w + n * stride_n;
        const double factor = factor_of(K, column, stride_k);
        int16_t *const to = packed + n / HM_PANEL * HM_PANEL * 2 * n_pairs + n % HM_PANEL * 2;
        for (size_t k = 0; k < K; k++)
            to[k / 2 * 2 * HM_PANEL + k % 2] =
                (int16_t)lrint((double)column[k * stride_k] * factor);
        scale[n] = (float)(1.0 / (factor * (double)HM_INT16_ONE));
    }
}

void
HM_AT_ISA(int16_quantize)(size_t n, float a, const float *restrict x, int16_t *restrict to)
{
    const float factor = a * HM_INT16_ONE;
    for (size_t i = 0; i < n; i++) {  // rounded into the low bits, as in hm_exp()
        const float shifted = x[i] * factor + 12582912.0f;
        uint32_t bits = 0;
        memcpy(&bits, &shifted, sizeof bits);
        to[i] = (int16_t)(uint16_t)bits;
    }
    if (n % 2 == 1)
        to[n] = 0;
}

/// Scale one row's sums of one panel and put them where they belong, dropping columns beyond the
/// last.
static inline __attribute__((always_inline)) void
put(float *y, size_t n_columns, bool accumulates, const float *scale, const hm_ints sums[2])
{
    if (n_columns >= HM_PANEL) {
        hm_vec *const at = (hm_vec *)y;
        const hm_vec *const by = (const hm_vec *)scale;
        for (size_t i = 0; i < 2; i++) {
            const hm_vec value = __builtin_convertvector(sums[i], hm_vec) * by[i];
            if (accumulates)
                at[i] += value;
            else
                at[i] = value;
        }
        return;
    }
    int32_t whole[HM_PANEL];
    memcpy(whole, sums, sizeof whole);
    for (size_t j = 0; j < n_columns; j++) {
        const float value = (float)whole[j] * scale[j];
        y[j] = accumulates ? y[j] + value : value;
    }
}

/// n_rows rows of one panel; a constant where this is inlined. Here K counts pairs.
static inline __attribute__((always_inline)) void
tile(const size_t n_rows, size_t N, size_t K, const int16_t *x, size_t ldx, const int16_t *packed,
     const float *scale, float *y, size_t ldy, bool accumulates)
{
    hm_ints sums[HM_TILE_ROWS][2];
    for (size_t m = 0; m < n_rows; m++) {
        sums[m][0] = (hm_ints){0};
        sums[m][1] = (hm_ints){0};
    }
    const hm_ints *w = (const hm_ints *)(const void *)packed;
    for (size_t k = 0; k < K; k++, w += 2) {
        const hm_ints low = w[0];
        const hm_ints high = w[1];
        for (size_t m = 0; m < n_rows; m++) {
            int32_t pair = 0;
            memcpy(&pair, x + m * ldx + 2 * k, sizeof pair);
            const hm_ints both = (hm_ints){0} + pair;
            sums[m][0] = add_pairs(sums[m][0], both, low);
            sums[m][1] = add_pairs(sums[m][1], both, high);
        }
    }
    for (size_t m = 0; m < n_rows; m++)
        put(y + m * ldy, N, accumulates, scale, sums[m]);
}

static void
tile_of_rows(size_t n_rows, size_t N, size_t K, const int16_t *x, size_t ldx, const int16_t *packed,
             const float *scale, float *y, size_t ldy, bool accumulates)
{
#define TILE(n) tile(n, N, K, x, ldx, packed, scale, y, ldy, accumulates)
    HM_TILE_OF(n_rows, TILE)
#undef TILE
}

void
HM_AT_ISA(int16_product)(size_t M, size_t N, size_t K, const int16_t *x, size_t ldx,
                         const int16_t *packed, const float *scale, float *y, size_t ldy,
                         bool accumulates)
{
    const size_t n_pairs = (K + 1) / 2;
    for (hm_tiling at = hm_tiling_begin(M, N); hm_tiling_goes_on(&at); hm_tiling_next(&at))
        tile_of_rows(at.n_rows, N - at.n, n_pairs, x + at.m * ldx, ldx, packed + at.n * 2 * n_pairs,
                     scale + at.n, y + at.m * ldy + at.n, ldy, accumulates);
}
