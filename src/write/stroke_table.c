// SPDX-License-Identifier: BSD-2-Clause
//
// write/stroke_table.c - segments of drawings as rows: one a segment, layer by layer.
#include <config.h>

#include "write/stroke_table.h"

#include <stddef.h>

static const hm_column columns[] = {
    {"record", 0},    {"layer", 0}, {"byte_start", 0},   {"byte_end", 0}, {"point_start", 0},
    {"point_end", 0}, {"lifts", 0}, {"ends_in_lift", 0}, {"score", 0},
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

hm_table
hm_stroke_table_table(hm_format format, bool has_scores, hm_bytes *out)
{
    return (hm_table){
        .format = format,
        .columns = columns,
        .n_columns = has_scores ? N_COLUMNS : N_COLUMNS - 1,
        .out = out,
    };
}

/// Pen lifts before the last point of a stretch.
static size_t
count_lifts(const hmrnn_drawing *drawing, size_t begin, size_t end)
{
    size_t n = 0;
    for (size_t i = begin; i + 1 < end; i++)
        n += drawing->points[i].is_lift != 0;
    return n;
}

void
hm_stroke_table_write(hm_table *table, const hm_layer_list *layers, uint64_t number,
                      const hmrnn_drawing *drawing, const hm_chars *chars,
                      const hmrnn_segmentation *found)
{
    const bool has_scores = table->n_columns == N_COLUMNS;
    for (size_t l = 0; l < layers->n; l++) {
        const unsigned layer = layers->layer[l];
        size_t begin = 0;
        for (size_t i = 0; i < drawing->n_points; i++) {
            const bool is_last = i + 1 == drawing->n_points;
            if (!is_last && found->depth[i] < layer)
                continue;
            hm_table_count(table, number);
            hm_table_count(table, layer);
            hm_table_count(table, chars->offset[begin]);
            hm_table_count(table, chars->offset[i + 1]);
            hm_table_count(table, begin);
            hm_table_count(table, i + 1);
            hm_table_count(table, count_lifts(drawing, begin, i + 1));
            hm_table_count(table, is_last || drawing->points[i].is_lift != 0);
            if (has_scores) {
                const float *const score = found->score + (layer - 1) * found->n_chars;
                hm_table_number(table, is_last ? 1.0 : (double)score[i], 4);
            }
            begin = i + 1;
        }
    }
}
