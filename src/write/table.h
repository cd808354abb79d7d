// SPDX-License-Identifier: BSD-2-Clause
//
// write/table.h - rows of results, for people (aligned columns), for Unix tools (TSV with a header)
// or for programs (JSON, one object a line).
//
// A caller gives the columns once and then appends cell after cell; a row ends after its last
// column.
#ifndef HM_WRITE_TABLE_H
#define HM_WRITE_TABLE_H

#include "base/bytes.h"
#include "write/escape.h"

#include <stddef.h>
#include <stdint.h>

typedef enum hm_table_format { HM_TABLE_TEXT, HM_TABLE_TSV, HM_TABLE_JSONL } hm_table_format;

#define HM_TABLE_FORMATS "text|tsv|jsonl"  ///< the same, as words of an option

typedef struct hm_column {
    const char *name;  ///< of lower-case letters and '_'
    int width;         ///< in text: numbers are aligned to the right, words to the left
} hm_column;

typedef struct hm_table {
    hm_table_format format;
    const hm_column *columns;
    size_t n_columns;
    hm_bytes *out;
    size_t at;  ///< column of the next cell
} hm_table;

/// The line of column names; nothing for JSON, where every row has them.
void hm_table_header(hm_table *table);

void hm_table_count(hm_table *table, uint64_t value);

/// Numbers that are not finite are "nan" or "inf", in JSON null.
void hm_table_number(hm_table *table, double value, int n_digits);

/// part / whole, as hm_table_number(); "nan" if whole is 0.
void hm_table_ratio(hm_table *table, double part, double whole, int n_digits);

/// Several in one cell, a space between them; in JSON an array.
void hm_table_numbers(hm_table *table, size_t n, const float *values, int n_digits);

void hm_table_text(hm_table *table, const hm_slice *slice);

/// hm_table_text() for a C string: a word of ours, or the name of a file, most likely UTF-8.
void hm_table_string(hm_table *table, const char *text);

#endif
