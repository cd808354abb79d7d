// SPDX-License-Identifier: BSD-2-Clause
//
// write/table.c - rows of results as aligned text, TSV or JSON lines.
#include <config.h>

#include "write/table.h"

#include "cli/append.h"
#include "cli/message.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/// Append what separates a cell from the one before, and in JSON its name.
static void
begin_cell(hm_table *table)
{
    if (table->format == HM_TABLE_JSONL) {
        hm_append_string(table->out, table->at == 0 ? "{\"" : ",\"");
        hm_append_string(table->out, table->columns[table->at].name);
        hm_append_string(table->out, "\":");
    } else if (table->at > 0) {
        hm_append_string(table->out, table->format == HM_TABLE_TSV ? "\t" : "  ");
    }
}

static void
end_cell(hm_table *table)
{
    table->at++;
    if (table->at < table->n_columns)
        return;
    hm_append_string(table->out, table->format == HM_TABLE_JSONL ? "}\n" : "\n");
    table->at = 0;
}

/// In text: insert spaces before what was appended since `begin`, up to the width of the column.
static void
align_right(hm_table *table, size_t begin)
{
    const size_t width = (size_t)table->columns[table->at].width;
    const size_t n = table->out->n_bytes - begin;
    if (table->format != HM_TABLE_TEXT || n >= width)
        return;
    for (size_t i = n; i < width; i++)
        hm_append_string(table->out, " ");
    memmove(table->out->data + begin + (width - n), table->out->data + begin, n);
    memset(table->out->data + begin, ' ', width - n);
}

/// In text: append spaces to what was appended since `begin`, up to the width of the column.
static void
align_left(hm_table *table, size_t begin)
{
    const size_t width = (size_t)table->columns[table->at].width;
    while (table->format == HM_TABLE_TEXT && table->out->n_bytes - begin < width)
        hm_append_string(table->out, " ");
}

void
hm_table_header(hm_table *table)
{
    if (table->format == HM_TABLE_JSONL)
        return;
    for (size_t i = 0; i < table->n_columns; i++) {
        begin_cell(table);
        const size_t begin = table->out->n_bytes;
        hm_append_string(table->out, table->columns[i].name);
        align_right(table, begin);
        end_cell(table);
    }
}

void
hm_table_count(hm_table *table, uint64_t value)
{
    begin_cell(table);
    const size_t begin = table->out->n_bytes;
    hm_append_count(table->out, value);
    align_right(table, begin);
    end_cell(table);
}

void
hm_table_number(hm_table *table, double value, int n_digits)
{
    begin_cell(table);
    const size_t begin = table->out->n_bytes;
    if (table->format == HM_TABLE_JSONL && !isfinite(value))
        hm_append_string(table->out, "null");
    else
        hm_append_number(table->out, value, n_digits);
    align_right(table, begin);
    end_cell(table);
}

void
hm_table_ratio(hm_table *table, double part, double whole, int n_digits)
{
    hm_table_number(table, whole == 0.0 ? (double)NAN : part / whole, n_digits);
}

void
hm_table_numbers(hm_table *table, size_t n, const float *values, int n_digits)
{
    const bool is_json = table->format == HM_TABLE_JSONL;
    begin_cell(table);
    hm_append_string(table->out, is_json ? "[" : "");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            hm_append_string(table->out, is_json ? "," : " ");
        if (is_json && !isfinite(values[i]))
            hm_append_string(table->out, "null");
        else
            hm_append_number(table->out, (double)values[i], n_digits);
    }
    hm_append_string(table->out, is_json ? "]" : "");
    end_cell(table);
}

void
hm_table_text(hm_table *table, const hm_slice *slice)
{
    begin_cell(table);
    const size_t begin = table->out->n_bytes;
    if (table->format == HM_TABLE_JSONL)
        hm_escape_json(table->out, slice);
    else
        hm_escape_tsv(table->out, slice);
    align_left(table, begin);
    end_cell(table);
}

void
hm_table_string(hm_table *table, const char *text)
{
    hmrnn_error err;
    hm_decoder *decoder = NULL;
    hm_chars chars = HM_CHARS_INIT;
    const unsigned char *const bytes = (const unsigned char *)text;
    hm_message_check(hm_decoder_new(&decoder, NULL, HM_INVALID_KEEP, &err), &err);
    hm_message_check(hm_decode(decoder, strlen(text), bytes, &chars, &err), &err);
    hm_table_text(table, &(hm_slice){&chars, bytes, 0, chars.n_chars});
    hm_chars_release(&chars);
    hm_decoder_free(decoder);
}
