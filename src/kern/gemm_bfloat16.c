// SPDX-License-Identifier: BSD-2-Clause
//
// kern/gemm_bfloat16.c - rows times a packed matrix, both in bfloat16, the sums in single
// precision.
//
// bfloat16 is the upper half of a float: its range, and 8 bits of precision. A packed matrix is as
// in kern/gemm_int16.c: panel p holds, pair of terms after pair, the two weights of each of its
// columns side by side. Processors with AVX512_BF16 multiply and add a register full of pairs by
// one instruction; elsewhere the halves are floats again with a shift and a mask.
#include <config.h>

#include "kern/tiles.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

/// A register full of pairs.
typedef uint32_t hm_pairs
    __attribute__((vector_size(HM_LANES * sizeof(uint32_t)), aligned(4), may_alias));

/// sum + a pair's two products, in every lane.
static inline __attribute__((always_inline)) hm_vec
add_pairs(hm_vec sum, hm_pairs a, hm_pairs b)
{
#if defined(__AVX512BF16__)
    return (hm_vec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#else
    const hm_pairs upper = (hm_pairs){0} + UINT32_C(0xFFFF0000);
    sum += (hm_vec)(a << 16) * (hm_vec)(b << 16);
    return sum + (hm_vec)(a & upper) * (hm_vec)(b & upper);
#endif
}

/// To the nearest, in the upper half; of two as near the even one. What is no number stays none.
static inline uint32_t
nearest(float x)
{
    uint32_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    const uint32_t rounded = bits + UINT32_C(0x7FFF) + (bits >> 16 & 1);
    return (bits & UINT32_C(0x7FFFFFFF)) > UINT32_C(0x7F800000) ? UINT32_C(0x7FC00000) : rounded;
}

void
HM_AT_ISA(bfloat16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                         uint16_t *packed)
{
    for (size_t first = 0; first < N; first += HM_PANEL) {
        const size_t n_columns = N - first < HM_PANEL ? N - first : HM_PANEL;
        for (size_t k = 0; k < K; k += 2, packed += 2 * HM_PANEL) {
            const float *const from = w + first * stride_n + k * stride_k;
            for (size_t j = 0; j < n_columns; j++) {
                packed[2 * j] = (uint16_t)(nearest(from[j * stride_n]) >> 16);
                packed[2 * j + 1] =
                    k + 1 < K ? (uint16_t)(nearest(from[j * stride_n + stride_k]) >> 16) : 0;
            }
            for (size_t j = 2 * n_columns; j < 2 * HM_PANEL; j++)
                packed[j] = 0;
        }
    }
}

void
HM_AT_ISA(bfloat16_round)(size_t n, const float *restrict x, uint16_t *restrict to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint16_t)(nearest(x[i]) >> 16);
    if (n % 2 == 1)
        to[n] = 0;
}

void
HM_AT_ISA(bfloat16_transpose)(size_t R, size_t M, const float *x, size_t ldx, uint16_t *to)
{
    const size_t ld = (R + 1) / 2 * 2;
    // whole lines of x at a time, and few rows of `to`
    for (size_t first = 0; first < M; first += HM_LANES) {
        const size_t n = M - first < HM_LANES ? M - first : HM_LANES;
        for (size_t r = 0; r < R; r += 2) {
            const float *const even = x + r * ldx + first;
            const float *const odd = r + 1 < R ? even + ldx : NULL;
            uint32_t pairs[HM_LANES];
            for (size_t j = 0; j < n; j++)
                pairs[j] = nearest(even[j]) >> 16;
            for (size_t j = 0; odd != NULL && j < n; j++)
                pairs[j] |= nearest(odd[j]) & UINT32_C(0xFFFF0000);
            for (size_t j = 0; j < n; j++)
                memcpy(to + (first + j) * ld + r, &pairs[j], sizeof pairs[j]);
        }
    }
}

/// n_rows rows of one panel; a constant where this is inlined. Here K counts pairs.
static inline __attribute__((always_inline)) void
tile(const size_t n_rows, size_t N, size_t K, const uint16_t *x, size_t ldx, const uint16_t *packed,
     float *y, size_t ldy, bool accumulates)
{
    hm_vec sums[HM_TILE_ROWS][2];
    for (size_t m = 0; m < n_rows; m++) {
        sums[m][0] = (hm_vec){0};
        sums[m][1] = (hm_vec){0};
    }
    const hm_pairs *w = (const hm_pairs *)(const void *)packed;
    for (size_t k = 0; k < K; k++, w += 2) {
        const hm_pairs low = w[0];
        const hm_pairs high = w[1];
        for (size_t m = 0; m < n_rows; m++) {
            uint32_t pair = 0;
            memcpy(&pair, x + m * ldx + 2 * k, sizeof pair);
            const hm_pairs both = (hm_pairs){0} + pair;
            sums[m][0] = add_pairs(sums[m][0], both, low);
            sums[m][1] = add_pairs(sums[m][1], both, high);
        }
    }
    for (size_t m = 0; m < n_rows; m++)
        hm_tile_put(y + m * ldy, N, accumulates, sums[m][0], sums[m][1]);
}

static void
tile_of_rows(size_t n_rows, size_t N, size_t K, const uint16_t *x, size_t ldx,
             const uint16_t *packed, float *y, size_t ldy, bool accumulates)
{
#define TILE(n) tile(n, N, K, x, ldx, packed, y, ldy, accumulates)
    HM_TILE_OF(n_rows, TILE)
#undef TILE
}

void
HM_AT_ISA(bfloat16_product)(size_t M, size_t N, size_t K, const uint16_t *x, size_t ldx,
                            const uint16_t *packed, float *y, size_t ldy, bool accumulates)
{
    const size_t n_pairs = (K + 1) / 2;
    for (hm_tiling at = hm_tiling_begin(M, N); hm_tiling_goes_on(&at); hm_tiling_next(&at))
        tile_of_rows(at.n_rows, N - at.n, n_pairs, x + at.m * ldx, ldx, packed + at.n * 2 * n_pairs,
                     y + at.m * ldy + at.n, ldy, accumulates);
}
