// SPDX-License-Identifier: BSD-2-Clause
//
// write/text_writer.c - a record with marks between its segments.
#include <config.h>

#include "write/text_writer.h"

#include "cli/append.h"
#include "text/char_props.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool
is_space(uint32_t c)
{
    return c != HMRNN_INVALID && hm_char_category_of(c) == HM_CATEGORY_SPACE;
}

/// 1 + the index of the highest layer asked for that has a boundary of this depth; 0 for none.
static uint8_t
mark_of_depth(const hm_layer_list *layers, uint8_t depth)
{
    uint8_t mark = 0;
    while (mark < layers->n && layers->layer[mark] <= depth)
        mark++;
    return mark;
}

void
hm_text_writer_place(const hm_layer_list *layers, size_t n_chars, const uint32_t *chars,
                     const uint8_t *depth, uint8_t *place)
{
    if (n_chars == 0)
        return;
    memset(place, 0, n_chars);
    size_t begin = 0;
    while (begin < n_chars && is_space(chars[begin]))
        begin++;  // before the first segment there is nothing to mark
    for (size_t i = begin; i + 1 < n_chars;) {
        size_t next = i + 1;  // where the next segment could begin
        while (next < n_chars && is_space(chars[next]))
            next++;
        if (next == n_chars)
            break;  // behind the last one neither
        size_t best = i;
        for (size_t gap = i; gap < next; gap++) {
            if (mark_of_depth(layers, depth[gap]) > mark_of_depth(layers, depth[best]))
                best = gap;
        }
        const uint8_t mark = mark_of_depth(layers, depth[best]);
        if (mark > 0 && (layers->layer[mark - 1] > 1 || next == i + 1))
            place[best] = mark;
        i = next;
    }
}

/// Append a record with its marks, without its first n_written bytes, where there are none.
static void
write_from(const hm_delimiters *delimiters, const unsigned char *bytes, const hm_chars *chars,
           const uint8_t *depth, size_t n_written, hm_bytes *out)
{
    uint8_t *const place = hm_xrealloc_array(NULL, chars->n_chars, sizeof *place);
    hm_text_writer_place(delimiters->layers, chars->n_chars, chars->chars, depth, place);
    for (size_t i = 0; i < chars->n_chars; i++) {
        if (place[i] == 0)
            continue;
        const hm_bytes *const mark = &delimiters->mark[place[i] - 1];
        hm_append_bytes(out, chars->offset[i + 1] - n_written, bytes + n_written);
        hm_append_bytes(out, mark->n_bytes, mark->data);
        n_written = chars->offset[i + 1];
    }
    if (chars->n_chars > 0)
        hm_append_bytes(out, chars->offset[chars->n_chars] - n_written, bytes + n_written);
    free(place);
}

void
hm_text_writer_write(const hm_delimiters *delimiters, const unsigned char *bytes,
                     const hm_chars *chars, const uint8_t *depth, hm_bytes *out)
{
    write_from(delimiters, bytes, chars, depth, 0, out);
}

void
hm_text_writer_write_part(const hm_delimiters *delimiters, hm_writer_state *state,
                          const unsigned char *bytes, const hm_chars *chars, const uint8_t *depth,
                          hm_bytes *out)
{
    const size_t n = chars->n_chars;
    size_t begin = 0;  // of what is not white space
    size_t n_written = 0;
    while (begin < n && is_space(chars->chars[begin]))
        begin++;
    if (state->has_begun && begin < n) {
        const size_t top = delimiters->layers->n - 1;
        n_written = chars->offset[begin];
        hm_append_bytes(out, n_written, bytes);
        if (delimiters->layers->layer[top] > 1 || (begin == 0 && !state->is_after_space))
            hm_append_bytes(out, delimiters->mark[top].n_bytes, delimiters->mark[top].data);
    }
    write_from(delimiters, bytes, chars, depth, n_written, out);
    state->has_begun = state->has_begun || begin < n;
    state->is_after_space = n == 0 ? state->is_after_space : is_space(chars->chars[n - 1]);
}
