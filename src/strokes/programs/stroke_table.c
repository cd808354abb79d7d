// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_table.c - a row for each segment of a drawing, layer by layer: TSV or
// JSON lines.
#include <config.h>

#include "strokes/programs/stroke_formats.h"

#include "strokes/programs/stroke_format.h"
#include "write/segment_table.h"

static const hm_column columns[] = {
    {"record", 0},    {"layer", 0}, {"byte_start", 0},   {"byte_end", 0}, {"point_start", 0},
    {"point_end", 0}, {"lifts", 0}, {"ends_in_lift", 0}, {"score", 0},
};

/// Pen lifts before the last point of a segment.
static size_t
count_lifts(const hmrnn_drawing *drawing, size_t begin, size_t end)
{
    size_t n = 0;
    for (size_t i = begin; i + 1 < end; i++)
        n += drawing->points[i].is_lift != 0;
    return n;
}

static bool
put_segment(hm_table *table, const hm_output_record *record, unsigned layer, size_t begin,
            size_t end)
{
    const hmrnn_drawing drawing = hm_stroke_drawing(record->elements);
    hm_table_count(table, record->number);
    hm_table_count(table, layer);
    hm_table_count(table, record->chars->offset[begin]);
    hm_table_count(table, record->chars->offset[end]);
    hm_table_count(table, begin);
    hm_table_count(table, end);
    hm_table_count(table, count_lifts(&drawing, begin, end));
    hm_table_count(table, end == drawing.n_points || drawing.points[end - 1].is_lift != 0);
    return true;
}

static const hm_segment_columns stroke_segment = {
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .put = put_segment,
};

static void *
begin_tsv(const hm_writer_options *options)
{
    return hm_segment_table_begin(&stroke_segment, HM_TABLE_TSV, options);
}

static void *
begin_jsonl(const hm_writer_options *options)
{
    return hm_segment_table_begin(&stroke_segment, HM_TABLE_JSONL, options);
}

const hm_writer hm_stroke_tsv_writer = {
    .flags = HM_WRITER_SCORES,
    .begin = begin_tsv,
    .record = hm_segment_table_record,
    .end = hm_segment_table_end,
};

const hm_writer hm_stroke_jsonl_writer = {
    .flags = HM_WRITER_SCORES,
    .begin = begin_jsonl,
    .record = hm_segment_table_record,
    .end = hm_segment_table_end,
};
