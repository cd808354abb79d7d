// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment_drawings.c - drawings in, or new ones, and the same with the learned boundaries
// out.
#include <config.h>

#include "programs/segment.h"

#include "cli/append.h"
#include "cli/batch.h"
#include "cli/find_model.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "programs/delimiters.h"
#include "write/stroke_svg.h"
#include "write/stroke_table.h"

enum { MAX_POINTS = 1000 };  // of a new drawing: one that does not end ends here

typedef struct work {
    const hm_segment_options *options;
    const hm_layer_list *layers;
    hm_input *input;
    hmrnn_model *model;
    hmrnn_segmenter *segmenter;  ///< NULL where no boundaries are asked for
    hmrnn_sampler *sampler;      ///< of new drawings; or NULL
    size_t n_drawn;
    hm_delimiters delimiters;
    hm_stroke_svg svg;
    hm_table table;
    uint64_t n_records, n_points;
    hm_bytes out;
} work;

/// Whether no boundaries are to be found: new drawings need none to be written or drawn, so a model
/// without detectors can be asked for them, too.
static bool
only_draws(const work *w, const hm_command *command)
{
    const hm_segment_options *const options = w->options;
    return options->n_samples > 0 && hmrnn_model_boundary_layers(w->model) == 0 &&
           (options->form == HM_FORM_TEXT || options->form == HM_FORM_SVG) &&
           options->delimiters.n_items == 0 &&
           !hm_option_is_given(hm_segment_tool.rows, command, "layers");
}

/// Everything that finds boundaries.
static void
use_segmenter(work *w, hm_layer_list *layers)
{
    hmrnn_error err;
    const hm_segment_options *const options = w->options;
    const size_t n_layers = hmrnn_model_boundary_layers(w->model);
    if (hm_layer_list_resolve(hmrnn_model_path(w->model), layers, n_layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    const hmrnn_segment_options settings = {
        .n_threads = (unsigned)options->common.n_threads,
        .wants_scores = options->wants_scores,
    };
    hm_message_check(hmrnn_segmenter_new(&w->segmenter, w->model, &settings, &err), &err);
}

static void
use_model(work *w, const hm_command *command, hm_layer_list *layers)
{
    hmrnn_error err;
    const hm_segment_options *const options = w->options;
    w->model = hm_find_model_wanted(options->model, options->common.is_verbose);
    if (w->model == NULL)
        hm_message_usage("--strokes needs a model of drawings: name one with --model");
    hm_find_model_check(w->model, true);
    if (only_draws(w, command))
        *layers = (hm_layer_list){.n = 0};
    else
        use_segmenter(w, layers);
    if (options->n_samples > 0)
        hm_message_check(hmrnn_sampler_new(&w->sampler, w->model, options->seed, options->bias,
                                           &err),
                         &err);
}

/// Draw the next ones, as if they had been read. False if there are enough.
static bool
draw(work *w, hm_batch *batch)
{
    hmrnn_error err;
    hm_batch_reset(batch);
    for (hm_item *item; w->n_drawn < w->options->n_samples && (item = hm_batch_next(batch)) != NULL;
         w->n_drawn++) {
        hmrnn_drawing drawing;
        hm_message_check(hmrnn_sampler_draw(w->sampler, MAX_POINTS, &drawing, &err), &err);
        hm_message_check(hm_strokes_write(&drawing, &item->bytes, &err), &err);
        hm_message_check(hm_strokes_parse(item->bytes.n_bytes, item->bytes.data, &item->points,
                                          &item->chars, &err),
                         &err);
        item->event = HM_INPUT_RECORD;
        item->is_terminated = true;
        hm_batch_add(batch);
    }
    return batch->n_items > 0;
}

/// \param found    NULL where none is asked for
static void
write_item(work *w, const hm_item *item, const hmrnn_segmentation *found)
{
    if (item->event != HM_INPUT_RECORD)
        return;
    const hmrnn_drawing drawing = {item->points.points, item->points.n};
    w->n_records++;
    w->n_points += drawing.n_points;
    if (w->options->form == HM_FORM_TEXT) {
        size_t n_bytes = 0;
        const unsigned char *const terminator = hm_input_terminator(w->input, &n_bytes);
        if (drawing.n_points == 0 || found == NULL)
            hm_append_bytes(&w->out, item->bytes.n_bytes, item->bytes.data);
        else
            hm_text_writer_write(&w->delimiters, item->bytes.data, &item->chars, found->depth,
                                 &w->out);
        if (item->is_terminated)
            hm_append_bytes(&w->out, n_bytes, terminator);
    } else if (w->options->form == HM_FORM_SVG && drawing.n_points > 0) {
        hm_stroke_svg_add(&w->svg, w->n_records, &drawing, found);
    } else if (w->options->form != HM_FORM_SVG) {
        hm_stroke_table_write(&w->table, w->layers, w->n_records, &drawing, &item->chars, found);
    }
}

static void
segment_all(work *w)
{
    hmrnn_error err;
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    const bool is_line_buffered = w->options->is_line_buffered || hm_output_is_terminal();
    while (w->sampler != NULL ? draw(w, &batch)
                              : hm_batch_fill(&batch, w->input, is_line_buffered)) {
        const hmrnn_segmentation *found = NULL;
        if (w->segmenter != NULL)
            hm_message_check(hmrnn_segmenter_run_drawings(w->segmenter, batch.n_items,
                                                          batch.drawings, &found, &err),
                             &err);
        for (size_t i = 0; i < batch.n_items; i++)
            write_item(w, &batch.items[i], found == NULL ? NULL : &found[i]);
        hm_output_write(&w->out, is_line_buffered || hm_input_is_idle(w->input));
        if (hm_signals_take_progress())
            hm_progress_points(&progress, w->n_records, w->n_points);
    }
    if (w->options->common.is_verbose)
        hm_progress_points(&progress, w->n_records, w->n_points);
    hm_batch_release(&batch);
}

void
hm_segment_drawings(const hm_segment_options *options, const hm_command *command,
                    hm_layer_list *layers)
{
    work w = {.options = options, .layers = layers};
    w.input = hm_input_new(&options->input, command->n_operands, command->operands);
    use_model(&w, command, layers);
    hm_delimiters_make(options, layers, hm_input_decoder(w.input), &w.delimiters);
    hm_stroke_svg_begin(&w.svg, layers);
    w.table = hm_stroke_table_table((hm_format)options->form, options->wants_scores, &w.out);
    if (options->form == HM_FORM_TSV || options->form == HM_FORM_JSONL)
        hm_table_header(&w.table);
    segment_all(&w);
    if (options->form == HM_FORM_SVG)
        hm_stroke_svg_write(&w.svg, &w.out);
    hm_output_write(&w.out, false);

    hm_delimiters_release(&w.delimiters);
    hm_stroke_svg_release(&w.svg);
    hm_bytes_release(&w.out);
    hmrnn_sampler_free(w.sampler);
    hmrnn_segmenter_free(w.segmenter);
    hmrnn_model_free(w.model);
    hm_input_free(w.input);
}
