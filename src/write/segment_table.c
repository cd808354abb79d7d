// SPDX-License-Identifier: BSD-2-Clause
//
// write/segment_table.c - a row for each segment, layer by layer: TSV or JSON lines.
#include <config.h>

#include "write/segment_table.h"

#include "cli/append.h"
#include "text/char_props.h"
#include "write/formats.h"

#include <stdlib.h>

typedef struct segment_table {
    hm_writer_options options;
    const hm_segment_columns *columns;
    hm_table table;
} segment_table;

void *
hm_segment_table_begin(const hm_segment_columns *columns, hm_table_format format,
                       const hm_writer_options *options)
{
    segment_table *const w = hm_xrealloc_array(NULL, 1, sizeof *w);
    *w = (segment_table){
        .options = *options,
        .columns = columns,
        .table = {.format = format,
                  .columns = columns->columns,
                  .n_columns = columns->n_columns - (options->has_scores ? 0 : 1),
                  .out = options->out},
    };
    hm_table_header(&w->table);
    return w;
}

/// The score of the boundary after character i of a layer; the end of a record is certain.
static double
score_of(const hmrnn_segmentation *found, unsigned layer, size_t i)
{
    return i + 1 == found->n_chars ? 1.0 : (double)found->score[(layer - 1) * found->n_chars + i];
}

void
hm_segment_table_record(void *state, const hm_output_record *part)
{
    segment_table *const w = state;
    const hmrnn_segmentation *const found = part->found;
    const hm_layer_list *const layers = w->options.layers;
    for (size_t l = 0; found != NULL && l < layers->n; l++) {
        const unsigned layer = layers->layer[l];
        size_t begin = 0;
        for (size_t i = 0; i < found->n_chars; i++) {
            if (i + 1 < found->n_chars && found->depth[i] < layer)
                continue;
            const bool is_shown = w->columns->put(&w->table, part, layer, begin, i + 1);
            if (is_shown && w->options.has_scores)
                hm_table_number(&w->table, score_of(found, layer, i), 4);
            begin = i + 1;
        }
    }
}

void
hm_segment_table_end(void *state)
{
    free(state);
}

// ------------------------------------------------------------------------------------------- text

static const hm_column text_columns[] = {
    {"record", 0},     {"layer", 0},    {"byte_start", 0}, {"byte_end", 0},
    {"char_start", 0}, {"char_end", 0}, {"text", 0},       {"score", 0},
};

/// A segment without the white space at its ends; one of white space alone has no row.
static bool
put_text(hm_table *table, const hm_output_record *part, unsigned layer, size_t begin, size_t end)
{
    const hm_chars *const chars = part->chars;
    while (begin < end && hm_char_is_space(chars->chars[begin]))
        begin++;
    while (begin < end && hm_char_is_space(chars->chars[end - 1]))
        end--;
    if (begin == end)
        return false;
    hm_table_count(table, part->number);
    hm_table_count(table, layer);
    hm_table_count(table, part->n_bytes_before + chars->offset[begin]);
    hm_table_count(table, part->n_bytes_before + chars->offset[end]);
    hm_table_count(table, part->n_chars_before + begin);
    hm_table_count(table, part->n_chars_before + end);
    hm_table_text(table, &(hm_slice){chars, part->bytes, begin, end});
    return true;
}

static const hm_segment_columns text_segment = {
    .columns = text_columns,
    .n_columns = sizeof text_columns / sizeof text_columns[0],
    .put = put_text,
};

static void *
begin_tsv(const hm_writer_options *options)
{
    return hm_segment_table_begin(&text_segment, HM_TABLE_TSV, options);
}

static void *
begin_jsonl(const hm_writer_options *options)
{
    return hm_segment_table_begin(&text_segment, HM_TABLE_JSONL, options);
}

const hm_writer hm_tsv_writer = {
    .flags = HM_WRITER_SCORES,
    .begin = begin_tsv,
    .record = hm_segment_table_record,
    .end = hm_segment_table_end,
};

const hm_writer hm_jsonl_writer = {
    .flags = HM_WRITER_SCORES,
    .begin = begin_jsonl,
    .record = hm_segment_table_record,
    .end = hm_segment_table_end,
};
