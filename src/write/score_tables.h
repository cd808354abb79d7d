// SPDX-License-Identifier: BSD-2-Clause
//
// write/score_tables.h - what a text costs, added up, and the tables it is shown in.
#ifndef HM_WRITE_SCORE_TABLES_H
#define HM_WRITE_SCORE_TABLES_H

#include "hmrnn.h"
#include "write/table.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct hm_tally {
    uint64_t n_chars;
    uint64_t n_bytes;
    uint64_t n_unknown;
    double bits;
} hm_tally;

void hm_tally_add(hm_tally *total, const hm_tally *part);

/// A row for each file, and one for all of them.
hm_table hm_tally_files(hm_format format, hm_bytes *out);
void hm_tally_file(hm_table *table, const char *scope, const char *name, const hm_tally *tally);

/// A row for each record.
hm_table hm_tally_records(hm_format format, hm_bytes *out);
void hm_tally_record(hm_table *table, const char *name, uint64_t record, const hm_tally *tally);

/// What a character cost, and, where that is asked for, what the network was like before it.
typedef struct hm_tally_cost {
    double bits;
    const double *entropy;                      ///< or NULL
    const float *states;                        ///< [n_units] or NULL
    size_t n_units;
} hm_tally_cost;

/// A row for each character, all of them with entropy and states or none.
hm_table hm_tally_chars(hm_format format, bool has_entropy, bool has_states, hm_bytes *out);
void hm_tally_char(hm_table *table, uint64_t record, uint64_t index, const hm_slice *character,
                   const hm_tally_cost *cost);

/// A row for each file held against a better one, and one for all of them.
hm_table hm_tally_agreements(hm_format format, hm_bytes *out);
void hm_tally_agreement(hm_table *table, const char *scope, const char *name,
                        const hmrnn_agreement *agreement);

#endif
