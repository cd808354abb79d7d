// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_record.c - drawings as records of the programs.
#include <config.h>

#include "strokes/programs/stroke_record.h"

#include "cli/append.h"
#include "strokes/programs/stroke_format.h"
#include "strokes/programs/stroke_formats.h"
#include "strokes/programs/stroke_measure.h"
#include "strokes/programs/stroke_sampling.h"

#include <stdlib.h>

static bool
fits(const hmrnn_model *model)
{
    return hmrnn_model_has_strokes(model) != 0;
}

static void
append_vocabulary(size_t n_symbols, hm_bytes *out)
{
    (void)n_symbols;
    hm_append_string(out, "drawings");
}

static void
append_result(const hmrnn_train_report *report, hm_bytes *out)
{
    hm_append_string(out, "log-likelihood ");
    hm_append_number(out, report->best_log_likelihood, 2);
    hm_append_string(out, " nats a drawing on the validation drawings");
}

static hmrnn_status
segment(hmrnn_segmenter *segmenter, const hm_batch *batch, const hmrnn_segmentation **found,
        hmrnn_error *err)
{
    hmrnn_drawing *const drawings = hm_stroke_drawings(batch);
    const hmrnn_status status =
        hmrnn_segmenter_run_drawings(segmenter, batch->n_items, drawings, found, err);
    free(drawings);
    return status;
}

/// " |", " ||", ...: the blank after it is the one between two points.
static void
append_delimiter(size_t index, hm_bytes *delimiter)
{
    hm_append_string(delimiter, " ");
    for (size_t i = 0; i <= index; i++)
        hm_append_string(delimiter, "|");
}

const hm_record_type hm_stroke_records = {
    .format = &hm_stroke_format,
    .records = "drawings",
    .chars = "points",
    .needs_model = "--strokes needs a model of drawings: name one with --model",
    .wrong_model = "is a model of text, and the input is to be drawings: name one that was trained "
                   "with --strokes",
    .formats = hm_stroke_formats,
    .measure = &hm_stroke_measure,
    .sampling = &hm_stroke_sampling,
    .fits = fits,
    .append_vocabulary = append_vocabulary,
    .append_result = append_result,
    .segment = segment,
    .append_delimiter = append_delimiter,
};
