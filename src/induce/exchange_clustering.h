// SPDX-License-Identifier: BSD-2-Clause
//
// induce/exchange_clustering.h - the exchange algorithm over a graph of items that stand side by
// side.
//
// Items are numbered: those that may move from 0, and behind them one item for each fixed class.
// The objective is the log-likelihood of the bigram of classes, sum n(a, b) log n(a, b) minus the
// sums n(a) log n(a) of both margins; moving one item changes the rows and columns of two classes.
#ifndef HM_INDUCE_EXCHANGE_CLUSTERING_H
#define HM_INDUCE_EXCHANGE_CLUSTERING_H

#include "base/arena.h"
#include "base/hash.h"

typedef struct hm_exchange {
    size_t n_items;            ///< that may move
    size_t n_fixed;            ///< classes 0 ... n_fixed - 1 have one item each
    size_t n_classes;          ///< in all
    uint16_t *class;           ///< [n_items]
    const uint8_t *stays;      ///< [n_items] 1: never moved; NULL: all may be
    hm_hash edges;             ///< left << 32 | right to count
    double *pair;              ///< [n_classes][n_classes] result: counts
    double *n_left, *n_right;  ///< [n_classes] result: their margins
    hm_arena arena;            ///< of the arrays
} hm_exchange;

#define HM_EXCHANGE_INIT      \
    {                         \
        .edges = HM_HASH_INIT \
    }

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_exchange_init(hm_exchange *exchange, size_t n_items, size_t n_fixed,
                              size_t n_classes, hmrnn_error *err);

/// The item of a fixed class.
static inline uint32_t
hm_exchange_fixed(const hm_exchange *exchange, size_t class)
{
    return (uint32_t)(exchange->n_items + class);
}

/// One more time `left` stands before `right`. Errors: HMRNN_ENOMEM.
hmrnn_status hm_exchange_add(hm_exchange *exchange, uint32_t left, uint32_t right,
                             hmrnn_error *err);

/// Move each item, in order, to the class that is best for it, n_passes times over.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_exchange_run(hm_exchange *exchange, size_t n_passes, hmrnn_error *err);

void hm_exchange_release(hm_exchange *exchange);

#endif
