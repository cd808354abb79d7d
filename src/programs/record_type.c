// SPDX-License-Identifier: BSD-2-Clause
//
// programs/record_type.c - what records are, text or drawings, and what the programs do with them.
#include <config.h>

#include "programs/record_type.h"

#include "cli/append.h"
#include "write/stroke_formats.h"

const hm_record_type *
hm_record_type_of(const hm_input_options *options)
{
    return options->has_strokes ? &hm_drawing_records : &hm_text_records;
}

static void
append_bars(size_t n, hm_bytes *delimiter)
{
    for (size_t i = 0; i < n; i++)
        hm_append_string(delimiter, "|");
}

// ------------------------------------------------------------------------------------------- text

static hmrnn_status
segment_texts(hmrnn_segmenter *segmenter, const hm_batch *batch, const hmrnn_segmentation **found,
              hmrnn_error *err)
{
    return hmrnn_segmenter_run(segmenter, batch->n_items, batch->texts, found, err);
}

/// " ", " | ", " || ", ...
static void
append_text_delimiter(size_t index, hm_bytes *delimiter)
{
    hm_append_string(delimiter, " ");
    append_bars(index, delimiter);
    hm_append_string(delimiter, index == 0 ? "" : " ");
}

const hm_record_type hm_text_records = {
    .has_strokes = false,
    .needs_model = NULL,
    .formats = hm_formats,
    .measure = &hm_text_measure,
    .segment = segment_texts,
    .append_delimiter = append_text_delimiter,
    .report = hm_progress_count,
};

// --------------------------------------------------------------------------------------- drawings

static hmrnn_status
segment_drawings(hmrnn_segmenter *segmenter, const hm_batch *batch,
                 const hmrnn_segmentation **found, hmrnn_error *err)
{
    return hmrnn_segmenter_run_drawings(segmenter, batch->n_items, batch->drawings, found, err);
}

/// " |", " ||", ...: the blank after it is the one between two points.
static void
append_drawing_delimiter(size_t index, hm_bytes *delimiter)
{
    hm_append_string(delimiter, " ");
    append_bars(index + 1, delimiter);
}

const hm_record_type hm_drawing_records = {
    .has_strokes = true,
    .needs_model = "--strokes needs a model of drawings: name one with --model",
    .formats = hm_stroke_formats,
    .measure = &hm_drawing_measure,
    .segment = segment_drawings,
    .append_delimiter = append_drawing_delimiter,
    .report = hm_progress_points,
};
