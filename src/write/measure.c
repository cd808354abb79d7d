// SPDX-License-Identifier: BSD-2-Clause
//
// write/measure.c - what the measures of hmrnn-score have in common.
#include <config.h>

#include "write/measure.h"

#include "cli/append.h"

#include <stdlib.h>

void
hm_char_scores_fit(hm_char_scores *scores, const hm_batch *batch)
{
    if (batch->n_items > scores->n_items) {
        scores->of_item =
            hm_xrealloc_array(scores->of_item, batch->n_items, sizeof *scores->of_item);
        scores->n_items = batch->n_items;
    }
    if (batch->n_chars > scores->capacity) {
        scores->all = hm_xrealloc_array(scores->all, batch->n_chars, sizeof *scores->all);
        scores->capacity = batch->n_chars;
    }
    size_t n_before = 0;
    for (size_t i = 0; i < batch->n_items; i++) {
        scores->of_item[i] = scores->all == NULL ? NULL : scores->all + n_before;
        n_before += batch->items[i].chars.n_chars;
    }
}

void
hm_char_scores_release(hm_char_scores *scores)
{
    free(scores->of_item);
    free(scores->all);
    *scores = (hm_char_scores){.of_item = NULL};
}

double
hm_score_sum(size_t n, const double *scores)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += scores[i];
    return sum;
}
