// SPDX-License-Identifier: BSD-2-Clause
//
// write/measure.h - what hmrnn-score measures by a model: the interface.
//
// The loop over files and batches is written once, in programs/score_model.c. It calls these
// functions, and counts nothing itself.
#ifndef HM_WRITE_MEASURE_H
#define HM_WRITE_MEASURE_H

#include "cli/input_batch.h"
#include "cli/startup.h"
#include "write/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The options of hmrnn-score.
typedef struct hm_score_options {
    const char *model;
    bool is_per_record;
    bool is_per_char;
    bool wants_entropy;
    const char *states;  ///< list of layers; NULL: none
    bool wants_lifts;
    bool is_dynamic;
    hmrnn_dynamic_options dynamic;
    hm_table_format format;
    const char *against;  ///< NULL: score with a model
    const char *delimiter;
    hm_input_options input;
    hm_common_options common;
} hm_score_options;

typedef struct hm_measure {
    /// Die if the options do not fit the measure.
    void (*check)(const hm_score_options *options);
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
