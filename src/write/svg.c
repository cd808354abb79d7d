// SPDX-License-Identifier: BSD-2-Clause
//
// write/svg.c - records as an SVG picture, like figures 3 and 4 of the paper.
//
// The characters run along the x axis, long records in several rows. Below them each layer has a
// strip of bars, one for each segment, and below these a strip of shades: the norm of its hidden
// state after each character, white for the smallest of the record and dark for the largest. All
// strips of a layer have one colour.
#include <config.h>

#include "write/formats.h"

#include "cli/append.h"
#include "cli/message.h"
#include "text/char_props.h"
#include "text/grapheme.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

// All in pixels.
#define MARGIN 12.0
#define LABELS 44.0  // left of the rows, for the names of the strips
#define ROW_WIDTH 960.0
#define NARROW 10.0  // width of a column
#define WIDE 18.0
#define TEXT_HEIGHT 22.0
#define BAR 8.0  // height of a strip of bars
#define BAR_STEP 11.0
#define SHADE 11.0
#define SHADE_STEP 13.0
#define ROW_GAP 16.0
#define GAP 1.5  // half of the distance between two bars

/// A grapheme cluster.
typedef struct cell {
    size_t begin, end;  ///< its characters
    double width;
} cell;

typedef struct svg_writer {
    hm_writer_options options;
    hm_graphemes *graphemes;
    hm_bytes body;         ///< the records drawn so far
    double width, height;  ///< of the body
    cell *cells;           ///< [capacity] of the present record
    uint8_t *is_end;       ///< [capacity]
    size_t capacity;
} svg_writer;

static const char *const colors[HMRNN_MAX_LAYERS] = {"#1b6ca8", "#c8500a", "#2e7d32", "#7b3fa0",
                                                     "#8a6d00", "#00796b", "#b0285a", "#555555"};

static void *
begin(const hm_writer_options *options)
{
    hmrnn_error err;
    svg_writer *const svg = hm_xrealloc_array(NULL, 1, sizeof *svg);
    *svg = (svg_writer){
        .options = *options,
        .width = 2.0 * MARGIN + LABELS,
        .height = MARGIN,
    };
    hm_message_check(hm_graphemes_new(&svg->graphemes, &err), &err);
    return svg;
}

/// The width of a cluster: wide, or a column for each character that has one of its own, as some
/// vowels of Thai do.
static double
width_of(size_t n, const uint32_t *chars)
{
    unsigned columns = hm_char_columns(chars[0]);
    if (columns == 2)
        return WIDE;
    for (size_t i = 1; i < n; i++)
        columns += hm_char_columns(chars[i]) == 0 ? 0 : 1;
    return NARROW * (double)(columns == 0 ? 1 : columns);
}

/// \return cells of the record
static size_t
make_cells(svg_writer *svg, const hm_chars *chars)
{
    hmrnn_error err;
    const size_t n = chars->n_chars;
    if (n > svg->capacity) {
        svg->cells = hm_xrealloc_array(svg->cells, n, sizeof *svg->cells);
        svg->is_end = hm_xrealloc_array(svg->is_end, n, 1);
        svg->capacity = n;
    }
    hm_message_check(hm_graphemes_mark(svg->graphemes, n, chars->chars, svg->is_end, &err), &err);
    size_t n_cells = 0;
    size_t begin = 0;
    for (size_t i = 0; i < n; i++) {
        if (svg->is_end[i] == 0)
            continue;
        svg->cells[n_cells++] = (cell){begin, i + 1, width_of(i + 1 - begin, chars->chars + begin)};
        begin = i + 1;
    }
    return n_cells;
}

static unsigned
depth_after(const cell *last, const hmrnn_segmentation *found)
{
    return found->depth[last->end - 1];
}

/// How many cells fit in a row. The row ends at a boundary of layer 1 if there is one in its last
/// quarter; a cell that is wider than a row has a row of its own.
static size_t
fit_row(const cell *cells, size_t n, const hmrnn_segmentation *found)
{
    double x = 0.0;
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        x += cells[i].width;
        if (x > ROW_WIDTH)
            return best > 0 ? best : i > 0 ? i : 1;
        if (x > 0.75 * ROW_WIDTH && depth_after(&cells[i], found) > 0)
            best = i + 1;
    }
    return n;
}

static void
put_attribute(hm_bytes *out, const char *name, double value)
{
    hm_append_string(out, " ");
    hm_append_string(out, name);
    hm_append_string(out, "=\"");
    hm_append_number(out, value, 1);
    hm_append_string(out, "\"");
}

static void
put_label(hm_bytes *out, double y, const char *before, uint64_t number, const char *after)
{
    hm_append_string(out, "<text class=\"label\"");
    put_attribute(out, "x", MARGIN + LABELS - 8.0);
    put_attribute(out, "y", y);
    hm_append_string(out, ">");
    hm_append_string(out, before);
    hm_append_count(out, number);
    hm_append_string(out, after);
    hm_append_string(out, "</text>\n");
}

/// A character as XML may have it: controls are shown as the symbols that Unicode has for them.
static void
put_escaped(hm_bytes *out, uint32_t c)
{
    if (c == '&')
        hm_append_string(out, "&amp;");
    else if (c == '<')
        hm_append_string(out, "&lt;");
    else if (c == '>')
        hm_append_string(out, "&gt;");
    else if (c < 0x20)
        hm_append_char(out, 0x2400 + c);
    else if (c == 0x7F)
        hm_append_char(out, 0x2421);
    else if ((c > 0x7F && c < 0xA0) || (c & 0xFFFE) == 0xFFFE)
        hm_append_char(out, HMRNN_INVALID);
    else
        hm_append_char(out, c);
}

static void
draw_text(hm_bytes *out, const hm_chars *chars, const cell *cells, size_t n, double y)
{
    double x = MARGIN + LABELS;
    for (size_t i = 0; i < n; x += cells[i++].width) {
        const uint32_t first = chars->chars[cells[i].begin];
        const bool is_space = hm_char_is_space(first);
        hm_append_string(out, is_space ? "<text class=\"space\"" : "<text");
        put_attribute(out, "x", x + cells[i].width / 2.0);
        put_attribute(out, "y", y);
        hm_append_string(out, ">");
        if (is_space)
            hm_append_string(out, "\u00B7");
        for (size_t k = cells[i].begin; !is_space && k < cells[i].end; k++)
            put_escaped(out, chars->chars[k]);
        hm_append_string(out, "</text>\n");
    }
}

static void
put_rectangle(hm_bytes *out, double x, double y, double width, double height)
{
    hm_append_string(out, "<rect");
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    put_attribute(out, "width", width);
    put_attribute(out, "height", height);
}

/// A bar for each segment; one that continues in the next row has no gap at the edge.
static void
draw_segments(hm_bytes *out, unsigned layer, const cell *cells, size_t n,
              const hmrnn_segmentation *found, double y)
{
    double x = MARGIN + LABELS;
    const size_t before = cells[0].begin;
    bool is_open = before > 0 && found->depth[before - 1] < layer;
    double begin = is_open ? x : x + GAP;
    hm_append_string(out, "<g fill=\"");
    hm_append_string(out, colors[layer - 1]);
    hm_append_string(out, "\">\n");
    for (size_t i = 0; i < n; i++) {
        x += cells[i].width;
        const bool is_end = depth_after(&cells[i], found) >= layer;
        if (!is_end && i + 1 < n)
            continue;
        put_rectangle(out, begin, y, (is_end ? x - GAP : x) - begin, BAR);
        hm_append_string(out, is_end && !is_open ? " rx=\"3\"/>\n" : "/>\n");
        begin = x + GAP;
        is_open = false;
    }
    hm_append_string(out, "</g>\n");
}

/// The smallest and the largest norm of one layer.
typedef struct range {
    double least, most;
} range;

static range
range_of(size_t n, const float *norm)
{
    range r = {(double)INFINITY, 0.0};
    for (size_t i = 0; i < n; i++) {
        r.least = fmin(r.least, (double)norm[i]);
        r.most = fmax(r.most, (double)norm[i]);
    }
    return r;
}

static void
draw_norms(hm_bytes *out, size_t l, const cell *cells, size_t n, const float *norm, const range *r,
           double y)
{
    double x = MARGIN + LABELS;
    const double width = r->most - r->least;
    hm_append_string(out, "<g fill=\"");
    hm_append_string(out, colors[l]);
    hm_append_string(out, "\">\n");
    for (size_t i = 0; i < n; x += cells[i++].width) {
        const double share =
            width > 0.0 ? ((double)norm[cells[i].end - 1] - r->least) / width : 0.0;
        put_rectangle(out, x, y, cells[i].width, SHADE);
        hm_append_string(out, " fill-opacity=\"");
        hm_append_number(out, 0.04 + 0.96 * share, 2);
        hm_append_string(out, "\"/>\n");
    }
    hm_append_string(out, "</g>\n");
}

/// Draw cells that fill one row below the rows drawn so far.
static void
draw_row(svg_writer *svg, const hm_output_record *part, const range *ranges, const cell *cells,
         size_t n)
{
    hm_bytes *const out = &svg->body;
    const hmrnn_segmentation *const found = part->found;
    const hm_layer_list *const layers = svg->options.layers;
    double width = 0.0;
    for (size_t i = 0; i < n; i++)
        width += cells[i].width;
    double y = svg->height;
    if (cells[0].begin == 0)
        put_label(out, y + 15.0, "", part->number, "");
    draw_text(out, part->chars, cells, n, y + 15.0);
    y += TEXT_HEIGHT;
    for (size_t l = layers->n; l-- > 0; y += BAR_STEP) {
        put_label(out, y + BAR, "z", layers->layer[l], "");
        draw_segments(out, layers->layer[l], cells, n, found, y);
    }
    y += 3.0;
    for (size_t l = part->n_states; l-- > 0; y += SHADE_STEP) {
        put_label(out, y + 9.5, "\u2016h", l + 1, "\u2016");
        draw_norms(out, l, cells, n, found->norm + l * found->n_chars, &ranges[l], y);
    }
    svg->height = y + ROW_GAP;
    svg->width = fmax(svg->width, 2.0 * MARGIN + LABELS + width);
}

static void
write_record(void *state, const hm_output_record *part)
{
    svg_writer *const svg = state;
    const hmrnn_segmentation *const found = part->found;
    range ranges[HMRNN_MAX_LAYERS];
    if (found == NULL)
        return;
    for (size_t l = 0; l < part->n_states; l++)
        ranges[l] = range_of(found->n_chars, found->norm + l * found->n_chars);
    const size_t n_cells = make_cells(svg, part->chars);
    for (size_t i = 0; i < n_cells;) {
        const size_t n = fit_row(svg->cells + i, n_cells - i, found);
        draw_row(svg, part, ranges, svg->cells + i, n);
        i += n;
    }
}

static void
end(void *state)
{
    svg_writer *const svg = state;
    hm_bytes *const out = svg->options.out;
    hm_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    put_attribute(out, "width", svg->width);
    put_attribute(out, "height", svg->height);
    hm_append_string(out,
                     ">\n<style>text { font: 14px 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', "
                     "'Noto Sans CJK SC', monospace; text-anchor: middle; fill: #111 }\n"
                     ".space { fill: #aaa }\n"
                     ".label { font-size: 10px; text-anchor: end; fill: #666 }</style>\n"
                     "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    hm_append_bytes(out, svg->body.n_bytes, svg->body.data);
    hm_append_string(out, "</svg>\n");

    hm_graphemes_free(svg->graphemes);
    hm_bytes_release(&svg->body);
    free(svg->cells);
    free(svg->is_end);
    free(svg);
}

const hm_writer hm_svg_writer = {
    .flags = HM_WRITER_NORMS | HM_WRITER_ALL_LAYERS,
    .begin = begin,
    .record = write_record,
    .end = end,
};
