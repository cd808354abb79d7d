// SPDX-License-Identifier: BSD-2-Clause
//
// write/text_writer.c - the records of the input with delimiters between their segments.
//
// Removing the delimiters gives the input back, byte for byte. White space separates segments of
// layer 1 by itself, so the delimiter of layer 1 is never written beside it; that of a higher layer
// is, once for each run of white space. A record neither begins nor ends with a delimiter, and
// where boundaries of several layers meet only the delimiter of the highest one is written.
#include <config.h>

#include "write/formats.h"

#include "cli/append.h"
#include "text/char_props.h"

#include <stdlib.h>
#include <string.h>

typedef struct text_writer {
    hm_writer_options options;
    bool is_within;       ///< the last part written was not the end of its record
    bool has_begun;       ///< the parts written of this record have more than white space
    bool is_after_space;  ///< the last character of these parts is white space
    uint8_t *delimiter;   ///< [capacity] after each character: 0, or 1 + index of the delimiter
    size_t capacity;
} text_writer;

static void *
begin(const hm_writer_options *options)
{
    text_writer *const w = hm_xrealloc_array(NULL, 1, sizeof *w);
    *w = (text_writer){.options = *options};
    return w;
}

/// 1 + the index of the highest layer shown that has a boundary of this depth; 0 for none.
static uint8_t
delimiter_of_depth(const hm_layer_list *layers, uint8_t depth)
{
    uint8_t delimiter = 0;
    while (delimiter < layers->n && layers->layer[delimiter] <= depth)
        delimiter++;
    return delimiter;
}

/// The first character from `begin` on that is not white space; n_chars if there is none.
static size_t
skip_space(const hm_chars *chars, size_t begin)
{
    size_t i = begin;
    while (i < chars->n_chars && hm_char_is_space(chars->chars[i]))
        i++;
    return i;
}

/// Choose the delimiter after each character: between two characters that are not white space the
/// first of the deepest boundaries counts.
static void
choose_delimiters(text_writer *w, const hm_chars *chars, const uint8_t *depth)
{
    const hm_layer_list *const layers = w->options.layers;
    const size_t n = chars->n_chars;
    if (n > w->capacity) {
        w->delimiter = hm_xrealloc_array(w->delimiter, n, sizeof *w->delimiter);
        w->capacity = n;
    }
    memset(w->delimiter, 0, n);
    for (size_t i = skip_space(chars, 0); i + 1 < n;) {
        const size_t next = skip_space(chars, i + 1);
        if (next == n)
            break;
        size_t best = i;
        for (size_t gap = i; gap < next; gap++) {
            if (delimiter_of_depth(layers, depth[gap]) > delimiter_of_depth(layers, depth[best]))
                best = gap;
        }
        const uint8_t chosen = delimiter_of_depth(layers, depth[best]);
        if (chosen > 0 && (layers->layer[chosen - 1] > 1 || next == i + 1))
            w->delimiter[best] = chosen;
        i = next;
    }
}

static void
append_delimiter(text_writer *w, size_t index)
{
    const hm_bytes *const bytes = &w->options.delimiters->bytes[index];
    hm_append_bytes(w->options.out, bytes->n_bytes, bytes->data);
}

/// Between two parts of a record there is a boundary of every layer. Write its delimiter, after the
/// white space at the beginning of the part. \return bytes of the part that are written
static size_t
join_parts(text_writer *w, const hm_output_record *part)
{
    const hm_layer_list *const layers = w->options.layers;
    const size_t begin = skip_space(part->chars, 0);
    if (!w->has_begun || begin == part->chars->n_chars)
        return 0;
    const size_t n_written = part->chars->offset[begin];
    hm_append_bytes(w->options.out, n_written, part->bytes);
    if (layers->layer[layers->n - 1] > 1 || (begin == 0 && !w->is_after_space))
        append_delimiter(w, layers->n - 1);
    return n_written;
}

static void
write_part(text_writer *w, const hm_output_record *part)
{
    const hm_chars *const chars = part->chars;
    const size_t n = chars->n_chars;
    size_t n_written = join_parts(w, part);
    choose_delimiters(w, chars, part->found->depth);
    for (size_t i = 0; i < n; i++) {
        if (w->delimiter[i] == 0)
            continue;
        hm_append_bytes(w->options.out, chars->offset[i + 1] - n_written, part->bytes + n_written);
        append_delimiter(w, w->delimiter[i] - 1U);
        n_written = chars->offset[i + 1];
    }
    hm_append_bytes(w->options.out, chars->offset[n] - n_written, part->bytes + n_written);
    w->has_begun = w->has_begun || skip_space(chars, 0) < n;
    w->is_after_space = hm_char_is_space(chars->chars[n - 1]);
}

/// A record that broke off, because the rest of its file could not be read, has no last part: what
/// follows is another record.
static void
end_broken_record(text_writer *w)
{
    if (w->is_within)
        hm_append_bytes(w->options.out, w->options.n_terminator, w->options.terminator);
    w->is_within = false;
}

static void
write_record(void *state, const hm_output_record *record)
{
    text_writer *const w = state;
    if (record->n_bytes_before == 0) {
        end_broken_record(w);
        w->has_begun = w->is_after_space = false;
    }
    if (record->found == NULL)
        hm_append_bytes(w->options.out, record->n_bytes, record->bytes);
    else
        write_part(w, record);
    w->is_within = record->goes_on;
    if (record->is_terminated)
        hm_append_bytes(w->options.out, w->options.n_terminator, w->options.terminator);
}

static void
end(void *state)
{
    text_writer *const w = state;
    end_broken_record(w);
    free(w->delimiter);
    free(w);
}

const hm_writer hm_text_writer = {
    .flags = HM_WRITER_DELIMITERS | HM_WRITER_ENCODED | HM_WRITER_PLAIN,
    .begin = begin,
    .record = write_record,
    .end = end,
};
