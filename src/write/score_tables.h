// SPDX-License-Identifier: BSD-2-Clause
//
// write/score_tables.h - what a text costs a model, and the tables that show it.
#ifndef HM_WRITE_SCORE_TABLES_H
#define HM_WRITE_SCORE_TABLES_H

#include "hmrnn.h"
#include "write/table.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct hm_text_cost {
    uint64_t n_chars;
    uint64_t n_bytes;
    uint64_t n_unknown;
    double bits;
} hm_text_cost;

void hm_text_cost_add(hm_text_cost *total, const hm_text_cost *part);

/// A row for each file, and one for all of them.
hm_table hm_score_table_files(hm_table_format format, hm_bytes *out);
void hm_score_table_file(hm_table *table, const char *scope, const char *name,
                         const hm_text_cost *cost);

/// A row for each record.
hm_table hm_score_table_records(hm_table_format format, hm_bytes *out);
void hm_score_table_record(hm_table *table, const char *name, uint64_t record,
                           const hm_text_cost *cost);

/// What a character cost and, if they are shown, entropy and cell states just before it.
typedef struct hm_char_cost {
    double bits;
    const double *entropy;  ///< or NULL
    const float *states;    ///< [n_units] or NULL
    size_t n_units;
} hm_char_cost;

/// A row for each character.
hm_table hm_score_table_chars(hm_table_format format, bool has_entropy, bool has_states,
                              hm_bytes *out);
void hm_score_table_char(hm_table *table, uint64_t record, uint64_t index,
                         const hm_slice *character, const hm_char_cost *cost);

/// Six cells: what the gold has, what was found, what both have; precision, recall and F1.
void hm_score_table_counts(hm_table *table, uint64_t n_gold, uint64_t n_found, uint64_t n_both);

/// A row for each file compared with a gold segmentation, and one for all of them.
hm_table hm_score_table_agreements(hm_table_format format, hm_bytes *out);
void hm_score_table_agreement(hm_table *table, const char *scope, const char *name,
                              const hmrnn_agreement *agreement);

#endif
