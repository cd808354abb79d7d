// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_format.c - how records that are drawings are read.
#include <config.h>

#include "strokes/programs/stroke_format.h"

#include "cli/append.h"
#include "strokes/stroke_text.h"

/// hm_strokes_parse(), with the memory of a byte buffer.
static hmrnn_status
parse(size_t n_bytes, const unsigned char *bytes, hm_bytes *elements, hm_chars *chars,
      hmrnn_error *err)
{
    hm_points points = {.points = (hmrnn_point *)(void *)elements->data,
                        .capacity = elements->capacity / sizeof(hmrnn_point)};
    const hmrnn_status status = hm_strokes_parse(n_bytes, bytes, &points, chars, err);
    *elements = (hm_bytes){.data = (unsigned char *)points.points,
                           .n_bytes = points.n * sizeof(hmrnn_point),
                           .capacity = points.capacity * sizeof(hmrnn_point)};
    return status;
}

static hmrnn_status
add_to_corpus(hmrnn_corpus *corpus, const hm_bytes *elements, hmrnn_error *err)
{
    const hmrnn_drawing drawing = hm_stroke_drawing(elements);
    return hmrnn_corpus_add_drawing(corpus, &drawing, err);
}

const hm_record_format hm_stroke_format = {
    .max_bytes = HM_STROKES_LONGEST,
    .parse = parse,
    .add_to_corpus = add_to_corpus,
};

hmrnn_drawing *
hm_stroke_drawings(const hm_batch *batch)
{
    hmrnn_drawing *const drawings = hm_xrealloc_array(NULL, batch->n_items, sizeof *drawings);
    for (size_t i = 0; i < batch->n_items; i++)
        drawings[i] = hm_stroke_drawing(&batch->items[i].elements);
    return drawings;
}
