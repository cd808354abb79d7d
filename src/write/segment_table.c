// SPDX-License-Identifier: BSD-2-Clause
//
// write/segment_table.c - segments as rows: one a segment, layer by layer.
#include <config.h>

#include "write/segment_table.h"

#include "text/char_props.h"

#include <stddef.h>

static const hm_column columns[] = {
    {"record", 0},     {"layer", 0},    {"byte_start", 0}, {"byte_end", 0},
    {"char_start", 0}, {"char_end", 0}, {"text", 0},       {"score", 0},
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

hm_table
hm_segment_table_table(hm_format format, bool has_scores, hm_bytes *out)
{
    return (hm_table){
        .format = format,
        .columns = columns,
        .n_columns = has_scores ? N_COLUMNS : N_COLUMNS - 1,
        .out = out,
    };
}

static bool
is_space(uint32_t c)
{
    return c != HMRNN_INVALID && hm_char_category_of(c) == HM_CATEGORY_SPACE;
}

/// Leave out the white space at the ends; false if nothing is left.
static bool
trim(const hm_chars *chars, size_t *begin, size_t *end)
{
    while (*begin < *end && is_space(chars->chars[*begin]))
        ++*begin;
    while (*begin < *end && is_space(chars->chars[*end - 1]))
        --*end;
    return *begin < *end;
}

void
hm_segment_table_write(hm_table *table, const hm_layer_list *layers,
                       const hm_record_position *position, const unsigned char *bytes,
                       const hm_chars *chars, const hmrnn_segmentation *found)
{
    const bool has_scores = table->n_columns == N_COLUMNS;
    for (size_t l = 0; l < layers->n; l++) {
        const unsigned layer = layers->layer[l];
        size_t next = 0;
        for (size_t i = 0; i < chars->n_chars; i++) {
            const bool is_last = i + 1 == chars->n_chars;
            if (!is_last && found->depth[i] < layer)
                continue;
            size_t begin = next;
            size_t end = i + 1;
            next = end;
            if (!trim(chars, &begin, &end))
                continue;
            hm_table_count(table, position->number);
            hm_table_count(table, layer);
            hm_table_count(table, position->n_bytes_before + chars->offset[begin]);
            hm_table_count(table, position->n_bytes_before + chars->offset[end]);
            hm_table_count(table, position->n_chars_before + begin);
            hm_table_count(table, position->n_chars_before + end);
            hm_table_text(table, &(hm_slice){chars, bytes, begin, end});
            if (has_scores) {
                const float *const score = found->score + (layer - 1) * found->n_chars;
                hm_table_number(table, is_last ? 1.0 : (double)score[i], 4);
            }
        }
    }
}
