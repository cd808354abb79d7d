// SPDX-License-Identifier: BSD-2-Clause
//
// programs/measure.h - what hmrnn-score measures by a model: bits of text, or densities of drawings
// and their boundaries.
//
// The loop over files and batches is written once, in score_model.c. It calls these functions, and
// counts nothing itself.
#ifndef HM_PROGRAMS_MEASURE_H
#define HM_PROGRAMS_MEASURE_H

#include "cli/batch.h"
#include "programs/score_options.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_measure {
    /// Write the names of the columns. \return the state, freed by `end`
    void *(*begin)(const hm_score_options *options, hm_input *input, hm_bytes *out);
    /// Before the first record. The model is lent until `end`.
    void (*use_model)(void *state, const hmrnn_model *model);
    void (*begin_file)(void *state);
    /// Before the records of a batch, for what is scored in parallel.
    void (*batch)(void *state, const hm_batch *batch);
    /// The record batch->items[index], of the file called `name`.
    void (*record)(void *state, const hm_batch *batch, size_t index, const char *name);
    /// Write the row of a file and add it to the total.
    void (*end_file)(void *state, const char *name);
    /// Forget a file that cannot be read to its end: half a file has no score.
    void (*drop_file)(void *state);
    /// How much is scored so far, for messages.
    void (*count)(const void *state, uint64_t *n_records, uint64_t *n_chars);
    /// Write the row of the total, and free the state.
    void (*end)(void *state);
} hm_measure;

extern const hm_measure hm_text_measure;
extern const hm_measure hm_drawing_measure;

/// A number for each character of a batch.
typedef struct hm_char_scores {
    double **of_item;  ///< [n_items] each [chars.n_chars] of its item
    double *all;       ///< [capacity]
    size_t capacity;
    size_t n_items;  ///< allocated of of_item
} hm_char_scores;

/// Lay the arrays out for a batch.
void hm_char_scores_fit(hm_char_scores *scores, const hm_batch *batch);

void hm_char_scores_release(hm_char_scores *scores);

/// The sum of n numbers; 0 for none.
double hm_score_sum(size_t n, const double *scores);

#endif
