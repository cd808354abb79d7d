// SPDX-License-Identifier: BSD-2-Clause
//
// kern/product.c - rows times a packed matrix.
//
// A packed matrix is a sequence of panels of two registers' columns; panel p holds, term after
// term, its columns p * PANEL ... (p + 1) * PANEL - 1, zeros beyond the last. A tile keeps the sums
// of a few rows and one panel (or one or two rows and several panels, to have enough independent
// sums in flight) in registers while it walks along k.
#include <config.h>

#include "kern/level.h"

#define PANEL (2 * HM_LANES)

#if defined(__AVX512F__)
#define MOST_ROWS 12                            // 24 sums, 2 loads: 26 of 32 registers
#elif defined(__AVX__)
#define MOST_ROWS 6                             // 12 sums, 2 loads: 14 of 16 registers
#else
#define MOST_ROWS 4
#endif
#define BLOCK_ROWS 96                           // rows that go through all panels together
#define MOST_PANELS 4

size_t
HM_AT_LEVEL(packed_size)(size_t N, size_t K)
{
    return (N + PANEL - 1) / PANEL * PANEL * K;
}

void
HM_AT_LEVEL(pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                  float *packed)
{
    for (size_t first = 0; first < N; first += PANEL) {
        const size_t n_columns = N - first < PANEL ? N - first : PANEL;
        for (size_t k = 0; k < K; k++) {
            for (size_t j = 0; j < n_columns; j++)
                packed[j] = w[(first + j) * stride_n + k * stride_k];
            for (size_t j = n_columns; j < PANEL; j++)
                packed[j] = 0.0f;
            packed += PANEL;
        }
    }
}

/// Put one row's sums of one panel where they belong, dropping columns beyond the last.
static inline __attribute__((always_inline)) void
put(float *y, size_t n_columns, bool accumulates, hm_vec low, hm_vec high)
{
    if (n_columns >= PANEL) {
        hm_vec *const at = (hm_vec *)y;
        if (accumulates) {
            at[0] += low;
            at[1] += high;
        } else {
            at[0] = low;
            at[1] = high;
        }
        return;
    }
    float sums[PANEL];
    memcpy(sums, &low, sizeof low);
    memcpy(sums + HM_LANES, &high, sizeof high);
    for (size_t j = 0; j < n_columns; j++)
        y[j] = accumulates ? y[j] + sums[j] : sums[j];
}

/// n_rows rows and n_panels panels; both are constants where this is inlined.
static inline __attribute__((always_inline)) void
tile(const size_t n_rows, const size_t n_panels, size_t N, size_t K, const float *x, size_t ldx,
     const float *packed, float *y, size_t ldy, bool accumulates)
{
    hm_vec low[MOST_ROWS * MOST_PANELS];
    hm_vec high[MOST_ROWS * MOST_PANELS];
    for (size_t i = 0; i < n_rows * n_panels; i++) {
        low[i] = (hm_vec){0};
        high[i] = (hm_vec){0};
    }
    for (size_t k = 0; k < K; k++) {
        for (size_t p = 0; p < n_panels; p++) {
            const hm_vec *const w = (const hm_vec *)(packed + (p * K + k) * PANEL);
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
            put(y + m * ldy + p * PANEL, N - p * PANEL, accumulates, low[p * n_rows + m],
                high[p * n_rows + m]);
}

/// A tile of one panel and a number of rows that only the caller's data know.
static void
tile_of_rows(size_t n_rows, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
             float *y, size_t ldy, bool accumulates)
{
#define ROWS(n)                                                                                    \
    case n:                                                                                        \
        tile(n, 1, N, K, x, ldx, packed, y, ldy, accumulates);                                     \
        break
    switch (n_rows) {
        ROWS(1);
        ROWS(2);
        ROWS(3);
        ROWS(4);
#if MOST_ROWS >= 6
        ROWS(5);
        ROWS(6);
#endif
#if MOST_ROWS >= 12
        ROWS(7);
        ROWS(8);
        ROWS(9);
        ROWS(10);
        ROWS(11);
        ROWS(12);
#endif
    default:
        break;
    }
#undef ROWS
}

/// One or two rows: four panels at a time.
static void
product_of_few(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
               float *y, size_t ldy, bool accumulates)
{
    size_t n = 0;
    for (; n + (MOST_PANELS - 1) * PANEL < N; n += MOST_PANELS * PANEL) {
        if (M == 1)
            tile(1, MOST_PANELS, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
        else
            tile(2, MOST_PANELS, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
    }
    for (; n < N; n += PANEL)
        tile_of_rows(M, N - n, K, x, ldx, packed + n * K, y + n, ldy, accumulates);
}

void
HM_AT_LEVEL(product)(size_t M, size_t N, size_t K, const float *x, size_t ldx,
                     const float *packed, float *y, size_t ldy, bool accumulates)
{
    if (M <= 2) {
        if (M > 0)
            product_of_few(M, N, K, x, ldx, packed, y, ldy, accumulates);
        return;
    }
    for (size_t first = 0; first < M; first += BLOCK_ROWS) {
        const size_t end = M - first < BLOCK_ROWS ? M : first + BLOCK_ROWS;
        const size_t n_tiles = (end - first + MOST_ROWS - 1) / MOST_ROWS;
        const size_t n_each = (end - first + n_tiles - 1) / n_tiles;    // no tile left with few
        for (size_t n = 0; n < N; n += PANEL) {
            for (size_t m = first; m < end; m += n_each) {
                const size_t n_rows = end - m < n_each ? end - m : n_each;
                tile_of_rows(n_rows, N - n, K, x + m * ldx, ldx, packed + n * K, y + m * ldy + n,
                             ldy, accumulates);
            }
        }
    }
}
