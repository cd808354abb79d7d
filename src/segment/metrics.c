// SPDX-License-Identifier: BSD-2-Clause
//
// segment/metrics.c - how a segmentation agrees with another one.
#include <config.h>

#include "segment/metrics.h"

#include <stdbool.h>

void
hm_metrics_add(hmrnn_agreement *agreement, size_t n_chars, const uint8_t *gold_ends,
               const uint8_t *found_ends)
{
    bool is_aligned = true;  // both have a boundary before the present segments
    for (size_t i = 0; i < n_chars; i++) {
        const bool is_last = i + 1 == n_chars;
        const bool is_gold = is_last || gold_ends[i] != 0;
        const bool is_found = is_last || found_ends[i] != 0;
        agreement->n_gold += is_gold;
        agreement->n_found += is_found;
        agreement->n_both += is_gold && is_found && is_aligned;
        if (!is_last) {
            agreement->n_gold_ends += is_gold;
            agreement->n_found_ends += is_found;
            agreement->n_both_ends += is_gold && is_found;
        }
        if (is_gold || is_found)
            is_aligned = is_gold && is_found;
    }
}
