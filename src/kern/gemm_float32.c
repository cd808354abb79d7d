// SPDX-License-Identifier: BSD-2-Clause
//
// kern/gemm_float32.c - rows times a packed matrix.
//
// A packed matrix is a sequence of panels of two registers' columns; panel p holds, term after
// term, its columns p * HM_PANEL ... (p + 1) * HM_PANEL - 1, zeros beyond the last. A tile keeps
// the sums of a few rows and one panel (or one or two rows and several panels, to have enough
// independent sums in flight) in registers while it walks along k.
#include <config.h>

#include "kern/tiles.h"

#define MAX_PANELS 4

size_t
HM_AT_ISA(packed_size)(size_t N, size_t K)
{
    return (N + HM_PANEL - 1) / HM_PANEL * HM_PANEL * K;
}

void
HM_AT_ISA(pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k, float *packed)
{
    for (size_t first = 0; first < N; first += HM_PANEL) {
        const size_t n_columns = N - first < HM_PANEL ? N - first : HM_PANEL;
        for (size_t k = 0; k < K; k++) {
            for (size_t j = 0; j < n_columns; j++)
                packed[j] = w[(first + j) * stride_n + k * stride_k];
            for (size_t j = n_columns; j < HM_PANEL; j++)
                packed[j] = 0.0f;
            packed += HM_PANEL;
        }
    }
}

/// n_rows rows and n_panels panels; both are constants where this is inlined.
static inline __attribute__((always_inline)) void
tile(const size_t n_rows, const size_t n_panels, size_t N, size_t K, const float *x, size_t ldx,
     const float *packed, float *y, size_t ldy, bool accumulates)
{
    hm_vec low[HM_TILE_ROWS * MAX_PANELS];
    hm_vec high[HM_TILE_ROWS * MAX_PANELS];
    for (size_t i = 0; i < n_rows * n_panels; i++) {
        low[i] = (hm_vec){0};
        high[i] = (hm_vec){0};
    }
    for (size_t k = 0; k < K; k++) {
        for (size_t p = 0; p < n_panels; p++) {
            const hm_vec *const w = (const hm_vec *)(packed + (p * K + k) * HM_PANEL);
            const hm_vec w_low = w[0];
            const hm_vec w_high = w[1];
            for (size_t m = 0; m < n_rows; m++) {
                low[p * n_rows + m] += x[m * ldx + k] * w_low;
                high[p * n_rows + m] += x[m * ldx + k] * w_high;
            }
        }
    }
    for (size_t p = 0; p < n_panels; p++)
        for (size_t m = 0; m < n_rows; m++)
            hm_tile_put(y + m * ldy + p * HM_PANEL, N - p * HM_PANEL, accumulates,
                        low[p * n_rows + m], high[p * n_rows + m]);
}

/// A tile of one panel and a number of rows that only the caller's data know.
static void
tile_of_rows(size_t n_rows, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
             float *y, size_t ldy, bool accumulates)
{
#define TILE(n) tile(n, 1, N, K, x, ldx, packed, y, ldy, accumulates)
    HM_TILE_OF(n_rows, TILE)
#undef TILE
}

/// One or two rows: four panels at a time.
static void
product_of_few(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
               float *y, size_t ldy, bool accumulates)
{
    size_t n = 0;
    for (; n + (MAX_PANELS - 1) * HM_PANEL < N; n += MAX_PANELS * HM_PANEL) {
        if (M == 1)
            tile(1, MAX_PANELS, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
        else
            tile(2, MAX_PANELS, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
    }
    for (; n < N; n += HM_PANEL)
        tile_of_rows(M, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
}

void
HM_AT_ISA(product)(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
                   float *y, size_t ldy, bool accumulates)
{
    if (M <= 2) {
        if (M > 0)
            product_of_few(M, N, K, x, ldx, packed, y, ldy, accumulates);
        return;
    }
    for (hm_tiling at = hm_tiling_begin(M, N); hm_tiling_goes_on(&at); hm_tiling_next(&at))
        tile_of_rows(at.n_rows, N - at.n, K, x + at.m * ldx, ldx, packed + at.n * K,
                     y + at.m * ldy + at.n, ldy, accumulates);
}
