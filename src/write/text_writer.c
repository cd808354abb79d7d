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
    return c != HMRNN_INVALID && hm_class_of(c) == HM_CLASS_SPACE;
}

/// 1 + the index of the highest layer asked for that has a boundary of this depth; 0 for none.
static uint8_t
mark_of_depth(const hm_layers *layers, uint8_t depth)
{
    uint8_t mark = 0;
    while (mark < layers->n && layers->layer[mark] <= depth)
        mark++;
    return mark;
}

void
hm_inline_place(const hm_layers *layers, size_t n_chars, const uint32_t *chars,
                const uint8_t *depth, uint8_t *place)
{
    if (n_chars == 0)
        return;
    memset(place, 0, n_chars);
    size_t begin = 0;
    while (begin < n_chars && is_space(chars[begin]))
        begin++;                                // before the first segment there is nothing to mark
    for (size_t i = begin; i + 1 < n_chars; ) {
        size_t next = i + 1;                    // where the next segment could begin
        while (next < n_chars && is_space(chars[next]))
            next++;
        if (next == n_chars)
            break;                              // behind the last one neither
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
write_from(const hm_marks *marks, const unsigned char *bytes, const hm_chars *chars,
           const uint8_t *depth, size_t n_written, hm_bytes *out)
{
    uint8_t *const place = hm_put_room(NULL, chars->n_chars, sizeof *place);
    hm_inline_place(marks->layers, chars->n_chars, chars->chars, depth, place);
    for (size_t i = 0; i < chars->n_chars; i++) {
        if (place[i] == 0)
            continue;
        const hm_bytes *const mark = &marks->mark[place[i] - 1];
        hm_put(out, chars->offset[i + 1] - n_written, bytes + n_written);
        hm_put(out, mark->n_bytes, mark->data);
        n_written = chars->offset[i + 1];
    }
    if (chars->n_chars > 0)
        hm_put(out, chars->offset[chars->n_chars] - n_written, bytes + n_written);
    free(place);
}

void
hm_inline_write(const hm_marks *marks, const unsigned char *bytes, const hm_chars *chars,
                const uint8_t *depth, hm_bytes *out)
{
    write_from(marks, bytes, chars, depth, 0, out);
}

void
hm_inline_write_part(const hm_marks *marks, hm_seam *seam, const unsigned char *bytes,
                     const hm_chars *chars, const uint8_t *depth, hm_bytes *out)
{
    const size_t n = chars->n_chars;
    size_t begin = 0;                           // of what is not white space
    size_t n_written = 0;
    while (begin < n && is_space(chars->chars[begin]))
        begin++;
    if (seam->has_begun && begin < n) {
        const size_t top = marks->layers->n - 1;
        n_written = chars->offset[begin];
        hm_put(out, n_written, bytes);
        if (marks->layers->layer[top] > 1 || (begin == 0 && !seam->is_after_space))
            hm_put(out, marks->mark[top].n_bytes, marks->mark[top].data);
    }
    write_from(marks, bytes, chars, depth, n_written, out);
    seam->has_begun = seam->has_begun || begin < n;
    seam->is_after_space = n == 0 ? seam->is_after_space : is_space(chars->chars[n - 1]);
}
