// SPDX-License-Identifier: BSD-2-Clause
//
// net/cell_op.h - UPDATE, COPY or FLUSH: which rows of a batch do what at one step of one layer.
//
// The two boundary bits around a cell choose its operation (paper eq. 2). The rows of a batch are
// put in the order
//
//     FLUSH, nothing from below | FLUSH, something from below | UPDATE | COPY | held
//
// so that each product runs over neighbours: the top-down one over the FLUSH rows, the bottom-up
// one over the middle two groups, the recurrent one over the first three (the active rows), and
// COPY rows, when the gradient wants to know what they would have done, come behind. Rows that are
// held copy whatever the bits say (net/layer.h), so nobody asks what else they would have done.
#ifndef HM_NET_CELL_OP_H
#define HM_NET_CELL_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How much of each operation: exactly one is 1 while boundaries are bits.
typedef struct hm_mixture {
    float write;                                ///< takes i g in: UPDATE or FLUSH
    float keep;                                 ///< keeps f c: UPDATE
    float copy;                                 ///< passes the state on: COPY
} hm_mixture;

/// \param z_prev   this layer's boundary at the step before, 0 to 1
/// \param z_below  the boundary of the layer below at this step, 0 to 1
static inline hm_mixture
hm_mixture_of(float z_prev, float z_below)
{
    const float update = (1.0f - z_prev) * z_below;
    return (hm_mixture){z_prev + update, update, (1.0f - z_prev) * (1.0f - z_below)};
}

typedef struct hm_order {
    uint32_t *row;                              ///< [n_rows] rows of the batch in the order above
    size_t n_flush_alone;
    size_t n_flush;                             ///< FLUSH with something from below
    size_t n_update;
    size_t n_copy;
    size_t n_held;
} hm_order;

static inline size_t
hm_order_active(const hm_order *order)
{
    return order->n_flush_alone + order->n_flush + order->n_update;
}

/// Rows of the order, whatever they do.
static inline size_t
hm_order_all(const hm_order *order)
{
    return hm_order_active(order) + order->n_copy + order->n_held;
}

/// Put the rows in order.
///
/// \param z_prev   [n_rows], or NULL if the layer never flushes
/// \param z_below  [n_rows], or NULL for all 1
/// \param held     [n_rows] whether a row copies in any case, or NULL for none
/// \param is_soft  boundaries are fractions: every row that is not held does a little of everything
///                 and counts as FLUSH with something from below
/// \param order    its row array must have room for n_rows
void hm_order_rows(size_t n_rows, const float *z_prev, const float *z_below, const bool *held,
                   bool is_soft, hm_order *order);

#endif
