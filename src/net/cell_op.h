// SPDX-License-Identifier: BSD-2-Clause
//
// net/cell_op.h - UPDATE, COPY or FLUSH: which rows of a batch do what at one step of one layer.
//
// The two boundary bits around a cell choose its operation (paper eq. 2). The rows of a batch are
// put in the order
//
//     FLUSH, nothing from below | FLUSH, something from below | UPDATE | COPY | zoned out
//
// so that each product runs over neighbours: the top-down one over the FLUSH rows, the bottom-up
// one over the middle two groups, the recurrent one over the first three (the active rows), and
// COPY rows, which the *full* estimator computes as well, come after them. Rows that are zoned out
// copy whatever the bits say (net/layer.h), and their bits get no gradient.
#ifndef HM_NET_CELL_OP_H
#define HM_NET_CELL_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How much of each operation: exactly one is 1 while boundaries are bits.
typedef struct hm_cell_op {
    float write;  ///< takes i g in: UPDATE or FLUSH
    float keep;   ///< keeps f c: UPDATE
    float copy;   ///< passes the state on: COPY
} hm_cell_op;

/// \param z_prev   this layer's boundary at the step before, 0 to 1
/// \param z_below  the boundary of the layer below at this step, 0 to 1
static inline hm_cell_op
hm_cell_op_of(float z_prev, float z_below)
{
    const float update = (1.0f - z_prev) * z_below;
    return (hm_cell_op){z_prev + update, update, (1.0f - z_prev) * (1.0f - z_below)};
}

typedef struct hm_partition {
    uint32_t *row;  ///< [n_rows] rows of the batch in the order above
    size_t n_flush_alone;
    size_t n_flush;  ///< FLUSH with something from below
    size_t n_update;
    size_t n_copy;
    size_t n_zoned_out;
} hm_partition;

static inline size_t
hm_partition_active(const hm_partition *partition)
{
    return partition->n_flush_alone + partition->n_flush + partition->n_update;
}

/// Rows of the order, whatever they do.
static inline size_t
hm_partition_all(const hm_partition *partition)
{
    return hm_partition_active(partition) + partition->n_copy + partition->n_zoned_out;
}

/// Put the rows in order.
///
/// \param z_prev   [n_rows], or NULL if the layer never flushes
/// \param z_below  [n_rows], or NULL for all 1
/// \param zoned_out     [n_rows] whether a row copies in any case, or NULL for none
/// \param is_soft  boundaries are fractions: every row that is not zoned out does a part of each
///                 operation and counts as FLUSH with something from below
/// \param partition    its row array holds at least n_rows
void hm_partition_rows(size_t n_rows, const float *z_prev, const float *z_below,
                       const bool *zoned_out, bool is_soft, hm_partition *partition);

#endif
