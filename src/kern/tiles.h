// SPDX-License-Identifier: BSD-2-Clause
//
// kern/tiles.h - how rows times a packed matrix are divided into tiles that fit into registers.
//
// A tile is a few rows of one panel of columns. Its function is compiled for each number of rows,
// so that the sums of all of them stay in registers.
#ifndef HM_KERN_TILES_H
#define HM_KERN_TILES_H

#include "kern/isa.h"

#define HM_PANEL (2 * HM_LANES)  // columns: two registers full

#if defined(__AVX512F__)
#define HM_TILE_ROWS 12  // 24 sums, 2 loads: 26 of 32 registers
#elif defined(__AVX__)
#define HM_TILE_ROWS 6  // 12 sums, 2 loads: 14 of 16 registers
#else
#define HM_TILE_ROWS 4
#endif
#define HM_BLOCK_ROWS 96  // rows that go through all panels together

#define HM_TILE_CASE(n, TILE)                            \
    case n:                                              \
        TILE(((n) < HM_TILE_ROWS ? (n) : HM_TILE_ROWS)); \
        break

/// TILE(n_rows), a macro, with a constant in its place, at most HM_TILE_ROWS.
#define HM_TILE_OF(n_rows, TILE) \
    switch (n_rows) {            \
        HM_TILE_CASE(1, TILE);   \
        HM_TILE_CASE(2, TILE);   \
        HM_TILE_CASE(3, TILE);   \
        HM_TILE_CASE(4, TILE);   \
        HM_TILE_CASE(5, TILE);   \
        HM_TILE_CASE(6, TILE);   \
        HM_TILE_CASE(7, TILE);   \
        HM_TILE_CASE(8, TILE);   \
        HM_TILE_CASE(9, TILE);   \
        HM_TILE_CASE(10, TILE);  \
        HM_TILE_CASE(11, TILE);  \
        HM_TILE_CASE(12, TILE);  \
    default:                     \
        break;                   \
    }

/// Put one row's sums of one panel where they belong, dropping columns beyond the last.
static inline __attribute__((always_inline)) void
hm_tile_put(float *y, size_t n_columns, bool accumulates, hm_vec low, hm_vec high)
{
    if (n_columns >= HM_PANEL) {
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
    float sums[HM_PANEL];
    memcpy(sums, &low, sizeof low);
    memcpy(sums + HM_LANES, &high, sizeof high);
    for (size_t j = 0; j < n_columns; j++)
        y[j] = accumulates ? y[j] + sums[j] : sums[j];
}

/// A walk over the tiles of M rows and N columns: a block of rows at a time, panel after panel.
/// Rows are divided evenly, so that no tile is left with few.
typedef struct hm_tiling {
    size_t M, N;
    size_t block, end, each;  ///< the block's rows, and how many a tile has
    size_t m, n, n_rows;      ///< the tile's first row and column, and its rows
} hm_tiling;

static inline void
hm_tiling_block(hm_tiling *at, size_t first)
{
    at->block = at->m = first;
    at->n = 0;
    at->end = at->M - first < HM_BLOCK_ROWS ? at->M : first + HM_BLOCK_ROWS;
    const size_t n_tiles = (at->end - first + HM_TILE_ROWS - 1) / HM_TILE_ROWS;
    at->each = n_tiles == 0 ? 0 : (at->end - first + n_tiles - 1) / n_tiles;
    at->n_rows = at->end - first < at->each ? at->end - first : at->each;
}

static inline hm_tiling
hm_tiling_begin(size_t M, size_t N)
{
    hm_tiling at = {.M = M, .N = N};
    hm_tiling_block(&at, 0);
    return at;
}

static inline bool
hm_tiling_goes_on(const hm_tiling *at)
{
    return at->m < at->M && at->n < at->N;
}

static inline void
hm_tiling_next(hm_tiling *at)
{
    at->m += at->n_rows;
    if (at->m == at->end) {
        at->m = at->block;
        at->n += HM_PANEL;
        if (at->n >= at->N)
            hm_tiling_block(at, at->end);
    }
    at->n_rows = at->end - at->m < at->each ? at->end - at->m : at->each;
}

#endif
