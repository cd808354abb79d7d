// SPDX-License-Identifier: BSD-2-Clause
//
// write/score_tables.c - what a text costs a model, and the tables that show it.
#include <config.h>

#include "write/score_tables.h"

#include <stddef.h>

static const hm_column file_columns[] = {
    {"scope", 5},          {"characters", 12},    {"bytes", 12},  {"bits", 15},
    {"bits_per_char", 13}, {"bits_per_byte", 13}, {"unknown", 9}, {"name", 0},
};
static const hm_column record_columns[] = {
    {"record", 8},         {"characters", 10},    {"bytes", 10},  {"bits", 12},
    {"bits_per_char", 13}, {"bits_per_byte", 13}, {"unknown", 7}, {"name", 0},
};
static const hm_column char_columns[] = {
    {"record", 8},
    {"char", 8},
    {"bits", 10},
    {"text", 0},
};
static const hm_column entropy_columns[] = {
    {"record", 8}, {"char", 8}, {"bits", 10}, {"entropy", 10}, {"text", 0},
};
static const hm_column state_columns[] = {
    {"record", 8}, {"char", 8}, {"bits", 10}, {"states", 0}, {"text", 0},
};
static const hm_column probe_columns[] = {
    {"record", 8}, {"char", 8}, {"bits", 10}, {"entropy", 10}, {"states", 0}, {"text", 0},
};
static const hm_column agreement_columns[] = {
    {"scope", 5},
    {"gold", 9},
    {"found", 9},
    {"both", 9},
    {"precision", 9},
    {"recall", 9},
    {"f1", 9},
    {"gold_ends", 9},
    {"found_ends", 10},
    {"both_ends", 9},
    {"ends_precision", 14},
    {"ends_recall", 11},
    {"ends_f1", 9},
    {"name", 0},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static hm_table
make_table(hm_table_format format, size_t n_columns, const hm_column *columns, hm_bytes *out)
{
    return (hm_table){.format = format, .columns = columns, .n_columns = n_columns, .out = out};
}

void
hm_text_cost_add(hm_text_cost *total, const hm_text_cost *part)
{
    total->n_chars += part->n_chars;
    total->n_bytes += part->n_bytes;
    total->n_unknown += part->n_unknown;
    total->bits += part->bits;
}

/// The columns that rows of files and of records have in common.
static void
put_cost(hm_table *table, const hm_text_cost *cost)
{
    hm_table_count(table, cost->n_chars);
    hm_table_count(table, cost->n_bytes);
    hm_table_number(table, cost->bits, 4);
    hm_table_ratio(table, cost->bits, (double)cost->n_chars, 4);
    hm_table_ratio(table, cost->bits, (double)cost->n_bytes, 4);
    hm_table_count(table, cost->n_unknown);
}

hm_table
hm_score_table_files(hm_table_format format, hm_bytes *out)
{
    return make_table(format, COUNT(file_columns), file_columns, out);
}

void
hm_score_table_file(hm_table *table, const char *scope, const char *name, const hm_text_cost *cost)
{
    hm_table_string(table, scope);
    put_cost(table, cost);
    hm_table_string(table, name);
}

hm_table
hm_score_table_records(hm_table_format format, hm_bytes *out)
{
    return make_table(format, COUNT(record_columns), record_columns, out);
}

void
hm_score_table_record(hm_table *table, const char *name, uint64_t record, const hm_text_cost *cost)
{
    hm_table_count(table, record);
    put_cost(table, cost);
    hm_table_string(table, name);
}

hm_table
hm_score_table_chars(hm_table_format format, bool has_entropy, bool has_states, hm_bytes *out)
{
    if (has_entropy && has_states)
        return make_table(format, COUNT(probe_columns), probe_columns, out);
    if (has_entropy)
        return make_table(format, COUNT(entropy_columns), entropy_columns, out);
    if (has_states)
        return make_table(format, COUNT(state_columns), state_columns, out);
    return make_table(format, COUNT(char_columns), char_columns, out);
}

void
hm_score_table_char(hm_table *table, uint64_t record, uint64_t index, const hm_slice *character,
                    const hm_char_cost *cost)
{
    hm_table_count(table, record);
    hm_table_count(table, index);
    hm_table_number(table, cost->bits, 6);
    if (cost->entropy != NULL)
        hm_table_number(table, *cost->entropy, 6);
    if (cost->states != NULL)
        hm_table_numbers(table, cost->n_units, cost->states, 5);
    hm_table_text(table, character);
}

hm_table
hm_score_table_agreements(hm_table_format format, hm_bytes *out)
{
    return make_table(format, COUNT(agreement_columns), agreement_columns, out);
}

void
hm_score_table_counts(hm_table *table, uint64_t n_gold, uint64_t n_found, uint64_t n_both)
{
    const double both = (double)n_both;
    hm_table_count(table, n_gold);
    hm_table_count(table, n_found);
    hm_table_count(table, n_both);
    hm_table_ratio(table, both, (double)n_found, 4);
    hm_table_ratio(table, both, (double)n_gold, 4);
    hm_table_ratio(table, 2.0 * both, (double)(n_gold + n_found), 4);
}

void
hm_score_table_agreement(hm_table *table, const char *scope, const char *name,
                         const hmrnn_agreement *agreement)
{
    hm_table_string(table, scope);
    hm_score_table_counts(table, agreement->n_gold, agreement->n_found, agreement->n_both);
    hm_score_table_counts(table, agreement->n_gold_ends, agreement->n_found_ends,
                          agreement->n_both_ends);
    hm_table_string(table, name);
}
