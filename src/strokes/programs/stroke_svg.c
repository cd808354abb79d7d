// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_svg.c - drawings side by side as an SVG picture, their segments in
// colours.
//
// Each drawing has a square for each layer shown. Colours alternate from segment to segment. Where
// a segment ends before the drawing does there is a dot, and if the pen is lifted there, a ring.
// Below the drawings stands how the boundaries of each layer agree with lifts of the pen. Without
// layers a drawing has one square and one colour.
#include <config.h>

#include "strokes/programs/stroke_formats.h"

#include "cli/append.h"
#include "strokes/programs/pen_lifts.h"
#include "strokes/programs/stroke_format.h"

#include <math.h>
#include <stdlib.h>

// All in pixels.
#define MARGIN 8.0
#define SQUARE 120.0  // of a drawing, with its label
#define LABEL 14.0
#define INSET 8.0         // between a drawing and the edge of its square
#define ACROSS 8          // squares of a row
#define LINE 13.0         // of what stands below
#define LINE_WIDTH 420.0  // enough for it, with numbers of six digits

static const char *const colors[] = {"#1b6ca8", "#c8500a", "#2e7d32",
                                     "#7b3fa0", "#8a6d00", "#b0285a"};

enum { N_COLORS = sizeof colors / sizeof colors[0] };

enum { NO_LAYER = 0 };  // layers are counted from 1

/// Whether a segment of the layer ends after point i, which is not the last.
static bool
is_boundary(const hmrnn_segmentation *found, unsigned layer, size_t i)
{
    return layer != NO_LAYER && found->depth[i] >= layer;
}

/// From a drawing's units to pixels.
typedef struct frame {
    double scale;
    double left, top;  ///< of the drawing, in its units
    double x, y;       ///< of that point, in pixels
} frame;

typedef struct stroke_svg {
    hm_writer_options options;
    hm_bytes body;       ///< the drawings so far
    size_t n_squares;    ///< of the body
    hm_pen_lifts lifts;  ///< of all drawings so far
} stroke_svg;

static void *
begin(const hm_writer_options *options)
{
    stroke_svg *const svg = hm_xrealloc_array(NULL, 1, sizeof *svg);
    *svg = (stroke_svg){.options = *options};
    return svg;
}

/// Squares of a row: a multiple of those of a drawing.
static size_t
squares_across(const hm_layer_list *layers)
{
    if (layers->n == 0)
        return ACROSS;
    const size_t n = ACROSS / layers->n * layers->n;
    return n == 0 ? layers->n : n;
}

static frame
fit(const hmrnn_drawing *drawing, double x, double y)
{
    double at[2] = {0.0, 0.0};
    double least[2] = {(double)INFINITY, (double)INFINITY};
    double most[2] = {-(double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < drawing->n_points; i++) {
        at[0] += (double)drawing->points[i].dx;
        at[1] += (double)drawing->points[i].dy;
        for (size_t k = 0; k < 2; k++) {
            least[k] = fmin(least[k], at[k]);
            most[k] = fmax(most[k], at[k]);
        }
    }
    const double width = most[0] - least[0];
    const double height = most[1] - least[1];
    const double available = SQUARE - LABEL - 2.0 * INSET;
    const double size = fmax(width, height);
    const double scale = size > 0.0 ? available / size : 1.0;
    return (frame){scale, least[0], least[1], x + INSET + (available - width * scale) / 2.0,
                   y + LABEL + INSET + (available - height * scale) / 2.0};
}

static void
put_place(hm_bytes *out, const frame *f, const double at[2])
{
    hm_append_number(out, f->x + (at[0] - f->left) * f->scale, 1);
    hm_append_string(out, " ");
    hm_append_number(out, f->y + (at[1] - f->top) * f->scale, 1);
}

static void
begin_line(hm_bytes *out, double x, double y)
{
    hm_append_string(out, "<text x=\"");
    hm_append_number(out, x, 1);
    hm_append_string(out, "\" y=\"");
    hm_append_number(out, y, 1);
    hm_append_string(out, "\">");
}

static void
put_label(hm_bytes *out, uint64_t number, unsigned layer, double x, double y)
{
    begin_line(out, x + 4.0, y + 10.0);
    hm_append_count(out, number);
    if (layer != NO_LAYER) {
        hm_append_string(out, " z");
        hm_append_count(out, layer);
    }
    hm_append_string(out, "</text>\n");
}

/// How a layer's boundaries agree with lifts of the pen, below all squares.
static void
put_agreement(hm_bytes *out, const hm_pen_lifts *lifts, unsigned layer, double y)
{
    begin_line(out, MARGIN + 4.0, y);
    hm_append_string(out, "z");
    hm_append_count(out, layer);
    hm_append_string(out, ": ");
    hm_append_count(out, lifts->n_both[layer - 1]);
    hm_append_string(out, " of ");
    hm_append_count(out, lifts->n_found[layer - 1]);
    hm_append_string(out, " boundaries are lifts of the pen, of which there are ");
    hm_append_count(out, lifts->n_lifts);
    hm_append_string(out, "</text>\n");
}

/// Where a segment ends.
static void
put_end(hm_bytes *out, const frame *f, const double at[2], bool is_lift)
{
    hm_append_string(out, is_lift ? "<circle class=\"lift\" cx=\"" : "<circle cx=\"");
    hm_append_number(out, f->x + (at[0] - f->left) * f->scale, 1);
    hm_append_string(out, "\" cy=\"");
    hm_append_number(out, f->y + (at[1] - f->top) * f->scale, 1);
    hm_append_string(out, is_lift ? "\" r=\"2.6\"/>\n" : "\" r=\"2\"/>\n");
}

/// The lines of a drawing, a path for each segment.
static void
draw_lines(hm_bytes *out, const hmrnn_drawing *drawing, const hmrnn_segmentation *found,
           unsigned layer, const frame *f)
{
    double at[2] = {0.0, 0.0};
    size_t n_segments = 0;
    bool is_open = false;
    for (size_t i = 0; i < drawing->n_points; i++) {
        const hmrnn_point *const point = &drawing->points[i];
        const bool is_drawn = i > 0 && drawing->points[i - 1].is_lift == 0;
        if (!is_open) {
            hm_append_string(out, "<path stroke=\"");
            hm_append_string(out, colors[n_segments % N_COLORS]);
            hm_append_string(out, "\" d=\"");
            if (is_drawn) {
                hm_append_string(out, "M");
                put_place(out, f, at);
            }
            is_open = true;
        }
        at[0] += (double)point->dx;
        at[1] += (double)point->dy;
        hm_append_string(out, is_drawn ? "L" : "M");
        put_place(out, f, at);
        if (!is_drawn)
            hm_append_string(out, "h0");  // a stroke of one point is a dot
        if (i + 1 == drawing->n_points || is_boundary(found, layer, i)) {
            hm_append_string(out, "\"/>\n");
            is_open = false;
            n_segments++;
        }
    }
}

static void
draw_ends(hm_bytes *out, const hmrnn_drawing *drawing, const hmrnn_segmentation *found,
          unsigned layer, const frame *f)
{
    double at[2] = {0.0, 0.0};
    for (size_t i = 0; i + 1 < drawing->n_points; i++) {
        at[0] += (double)drawing->points[i].dx;
        at[1] += (double)drawing->points[i].dy;
        if (is_boundary(found, layer, i))
            put_end(out, f, at, drawing->points[i].is_lift != 0);
    }
}

static void
draw_square(stroke_svg *svg, const hm_output_record *record, unsigned layer)
{
    const size_t n_across = squares_across(svg->options.layers);
    const double x = MARGIN + (double)(svg->n_squares % n_across) * SQUARE;
    const double y = MARGIN + (double)(svg->n_squares / n_across) * SQUARE;
    const hmrnn_drawing drawing = hm_stroke_drawing(record->elements);
    const frame f = fit(&drawing, x, y);
    put_label(&svg->body, record->number, layer, x, y);
    draw_lines(&svg->body, &drawing, record->found, layer, &f);
    draw_ends(&svg->body, &drawing, record->found, layer, &f);
    svg->n_squares++;
}

static void
write_record(void *state, const hm_output_record *record)
{
    stroke_svg *const svg = state;
    const hm_layer_list *const layers = svg->options.layers;
    const hmrnn_drawing drawing = hm_stroke_drawing(record->elements);
    if (drawing.n_points == 0)
        return;
    for (size_t l = 0; l < layers->n; l++)
        draw_square(svg, record, layers->layer[l]);
    if (layers->n == 0)
        draw_square(svg, record, NO_LAYER);
    else
        hm_pen_lifts_count(&svg->lifts, &drawing, record->found);
}

static void
end(void *state)
{
    stroke_svg *const svg = state;
    hm_bytes *const out = svg->options.out;
    const hm_layer_list *const layers = svg->options.layers;
    const size_t n_across = squares_across(layers);
    const size_t n_rows = (svg->n_squares + n_across - 1) / n_across;
    const size_t n_used = svg->n_squares < n_across ? svg->n_squares : n_across;
    const double below = MARGIN + (double)n_rows * SQUARE;
    const double least = layers->n == 0 ? 0.0 : LINE_WIDTH;
    hm_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    hm_append_number(out, 2.0 * MARGIN + fmax((double)n_used * SQUARE, least), 0);
    hm_append_string(out, "\" height=\"");
    hm_append_number(out, below + (double)layers->n * LINE + MARGIN, 0);
    hm_append_string(out, "\">\n<style>path { fill: none; stroke-width: 2; stroke-linecap: round; "
                          "stroke-linejoin: round }\n"
                          "circle { fill: #111 } .lift { fill: white; stroke: #111 }\n"
                          "text { font: 9px sans-serif; fill: #666 }</style>\n"
                          "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    hm_append_bytes(out, svg->body.n_bytes, svg->body.data);
    for (size_t l = 0; l < layers->n; l++)
        put_agreement(out, &svg->lifts, layers->layer[l], below + (double)(l + 1) * LINE);
    hm_append_string(out, "</svg>\n");

    hm_bytes_release(&svg->body);
    free(svg);
}

const hm_writer hm_stroke_svg_writer = {
    .flags = HM_WRITER_ALL_LAYERS | HM_WRITER_PLAIN,
    .begin = begin,
    .record = write_record,
    .end = end,
};
