// SPDX-License-Identifier: BSD-2-Clause
//
// sizes.c - a product at every size that a tile, a panel or a block could get wrong.
#include <config.h>

#include "sizes.h"

static const size_t row_counts[] = {0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 25, 96, 97, 109};
static const size_t column_counts[] = {0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 97, 128, 161};
static const size_t term_counts[] = {0, 1, 2, 17, 64};
#define COUNT(array) (sizeof array / sizeof array[0])

void
sizes_check(void (*check)(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng),
            hm_rng *rng)
{
    const hm_kernels *sets[HM_MAX_ISAS];
    const size_t n_sets = hm_kernels_all(sets);
    for (size_t s = 0; s < n_sets; s++)
        for (size_t m = 0; m < COUNT(row_counts); m++)
            for (size_t n = 0; n < COUNT(column_counts); n++)
                for (size_t k = 0; k < COUNT(term_counts); k++)
                    check(sets[s], row_counts[m], column_counts[n], term_counts[k], rng);
}
