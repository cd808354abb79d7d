// SPDX-License-Identifier: BSD-2-Clause
//
// net/cell_op.c - UPDATE, COPY or FLUSH: which rows of a batch do what at one step of one layer.
#include <config.h>

#include "net/cell_op.h"

enum { FLUSH_ALONE, FLUSH, UPDATE, COPY, HELD, N_GROUPS };

static int
group_of(const float *z_prev, const float *z_below, const bool *zoned_out, bool is_soft, size_t row)
{
    if (zoned_out != NULL && zoned_out[row])
        return HELD;
    if (is_soft)
        return z_prev == NULL && z_below == NULL ? UPDATE : FLUSH;
    const bool is_fed = z_below == NULL || z_below[row] != 0.0f;
    if (z_prev != NULL && z_prev[row] != 0.0f)
        return is_fed ? FLUSH : FLUSH_ALONE;
    return is_fed ? UPDATE : COPY;
}

void
hm_partition_rows(size_t n_rows, const float *z_prev, const float *z_below, const bool *zoned_out,
                  bool is_soft, hm_partition *partition)
{
    size_t n_of[N_GROUPS] = {0};
    for (size_t row = 0; row < n_rows; row++)
        n_of[group_of(z_prev, z_below, zoned_out, is_soft, row)]++;

    size_t next[N_GROUPS] = {0};
    for (size_t g = 1; g < N_GROUPS; g++)
        next[g] = next[g - 1] + n_of[g - 1];
    for (size_t row = 0; row < n_rows; row++)
        partition->row[next[group_of(z_prev, z_below, zoned_out, is_soft, row)]++] = (uint32_t)row;

    partition->n_flush_alone = n_of[FLUSH_ALONE];
    partition->n_flush = n_of[FLUSH];
    partition->n_update = n_of[UPDATE];
    partition->n_copy = n_of[COPY];
    partition->n_zoned_out = n_of[HELD];
}
