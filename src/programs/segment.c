// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment.c - hmrnn-segment: text in, the same text with the learned boundaries out.
#include <config.h>

#include "cli/append.h"
#include "cli/batch.h"
#include "cli/find_model.h"
#include "cli/input.h"
#include "cli/layer_list.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/unescape.h"
#include "programs/delimiters.h"
#include "programs/segment.h"
#include "write/segment_table.h"
#include "write/svg.h"
#include "write/text_writer.h"

#include <stdlib.h>
#include <string.h>

/// What the loop works with.
typedef struct work {
    const hm_segment_options *options;
    hm_input *input;
    hmrnn_model *model;  ///< NULL until the first text decides
    hmrnn_segmenter *segmenter;
    hm_layer_list layers;
    hm_delimiters delimiters;
    hm_writer_state state;
    bool is_within;  ///< a record of which more has to come
    hm_svg svg;
    hm_table table;
    hm_bytes out;
    uint64_t n_records;
    uint64_t n_chars;
} work;

static hmrnn_evidence
evidence_of(const hm_segment_options *options)
{
    return options->is_fast       ? HMRNN_EVIDENCE_LEXICON
           : options->is_thorough ? HMRNN_EVIDENCE_THOROUGH
           : options->is_causal   ? HMRNN_EVIDENCE_CAUSAL
                                  : HMRNN_EVIDENCE_WHOLE;
}

/// Everything that has to wait for the model. Takes it.
static void
use_model(work *w, hmrnn_model *model)
{
    hmrnn_error err;
    w->model = model;
    hm_find_model_check(model, false);
    const hmrnn_segment_options settings = {
        .n_threads = (unsigned)w->options->common.n_threads,
        .wants_scores = w->options->wants_scores,
        .evidence = evidence_of(w->options),
        .wants_norms = w->options->form == HM_FORM_SVG,
    };
    size_t n_layers = hmrnn_model_boundary_layers(model);
    if (n_layers > 0) {
        hm_message_check(hmrnn_segmenter_new(&w->segmenter, model, &settings, &err), &err);
        n_layers = hmrnn_segmenter_layers(w->segmenter);
    }
    const bool is_less = n_layers < hmrnn_model_boundary_layers(model);
    if (hm_layer_list_resolve(is_less ? "--causal" : hmrnn_model_path(model), &w->layers, n_layers,
                              &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    hm_delimiters_make(w->options, &w->layers, hm_input_decoder(w->input), &w->delimiters);
}

static void
end_record(work *w)
{
    size_t n_bytes = 0;
    const unsigned char *const terminator = hm_input_terminator(w->input, &n_bytes);
    hm_append_bytes(&w->out, n_bytes, terminator);
}

static void
write_item(work *w, const hm_item *item, const hmrnn_segmentation *found)
{
    const bool is_text = w->options->form == HM_FORM_TEXT;
    if (item->event != HM_INPUT_RECORD) {
        if (is_text && w->is_within)  // it broke off: what follows is another record
            end_record(w);
        w->is_within = false;
        return;
    }
    if (!w->is_within) {
        w->n_records++;
        w->state = (hm_writer_state){false, false};
    }
    w->is_within = item->goes_on;
    w->n_chars += item->chars.n_chars;
    if (item->chars.n_chars > 0 && is_text)
        hm_text_writer_write_part(&w->delimiters, &w->state, item->bytes.data, &item->chars,
                                  found->depth, &w->out);
    else if (item->chars.n_chars > 0 && w->options->form == HM_FORM_SVG)
        hm_svg_add(&w->svg, w->n_records, &item->chars, hmrnn_model_layers(w->model), found);
    else if (item->chars.n_chars > 0)
        hm_segment_table_write(&w->table, &w->layers,
                               &(hm_record_position){w->n_records, item->n_bytes_before,
                                                     item->n_chars_before},
                               item->bytes.data, &item->chars, found);
    if (item->is_terminated && is_text)
        end_record(w);
}

static void
segment_batch(work *w, const hm_batch *batch)
{
    hmrnn_error err;
    const hmrnn_segmentation *found = NULL;
    if (batch->n_chars > 0) {
        if (w->model == NULL)
            use_model(w, hm_find_model_fitting(batch->n_items, batch->texts,
                                               w->options->common.is_verbose));
        hm_message_check(hmrnn_segmenter_run(w->segmenter, batch->n_items, batch->texts, &found,
                                             &err),
                         &err);
    }
    for (size_t i = 0; i < batch->n_items; i++)
        write_item(w, &batch->items[i], found == NULL ? NULL : &found[i]);
}

static void
segment_all(work *w)
{
    const bool is_line_buffered = w->options->is_line_buffered || hm_output_is_terminal();
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    while (hm_batch_fill(&batch, w->input, is_line_buffered)) {
        segment_batch(w, &batch);
        hm_output_write(&w->out, is_line_buffered || hm_input_is_idle(w->input));
        if (hm_signals_take_progress())
            hm_progress_count(&progress, w->n_records, w->n_chars);
    }
    if (w->options->common.is_verbose)
        hm_progress_count(&progress, w->n_records, w->n_chars);
    hm_batch_release(&batch);
}

/// Options that are about text alone, and those about drawings alone.
static void
check_strokes(const hm_segment_options *options, const hm_command *command)
{
    const hm_option *const rows = hm_segment_tool.rows;
    if (options->input.has_strokes &&
        (options->is_fast || options->is_thorough || options->is_causal))
        hm_message_usage("--fast, --thorough and --causal are for text, not for --strokes");
    if (!options->input.has_strokes && hm_option_is_given(rows, command, "sample"))
        hm_message_usage("--sample makes sense only with --strokes");
    if (options->n_samples > 0 && command->n_operands > 0)
        hm_message_usage("--sample reads no files");
    if (options->n_samples == 0 &&
        (hm_option_is_given(rows, command, "bias") || hm_option_is_given(rows, command, "seed")))
        hm_message_usage("--bias and --seed make sense only with --sample");
    hm_input_check(&options->input, rows, command);
}

/// Mistakes that can be seen before anything is read.
static void
check_options(const hm_segment_options *options, const hm_command *command, hm_layer_list *layers)
{
    hmrnn_error err;
    hm_bytes bytes = HM_BYTES_INIT;
    check_strokes(options, command);
    if (hm_layer_list_parse("layers", options->layers, layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    for (size_t i = 0; i < options->delimiters.n_items; i++) {
        if (hm_unescape(options->delimiters.items[i], &bytes, &err) != HMRNN_OK)
            hm_message_usage("%s", err.text);
    }
    hm_bytes_release(&bytes);
    if (options->is_fast + options->is_thorough + options->is_causal > 1)
        hm_message_usage("only one of --fast, --thorough and --causal can be had");
    if (options->wants_scores && options->form != HM_FORM_TSV && options->form != HM_FORM_JSONL)
        hm_message_usage("--scores needs --format=tsv or --format=jsonl");
    if (options->color == HM_COLOR_ALWAYS && options->form != HM_FORM_TEXT)
        hm_message_usage("--color makes sense only with --format=text");
    if (options->delimiters.n_items > 0 && options->form != HM_FORM_TEXT)
        hm_message_usage("--delimiter makes sense only with --format=text");
}

static void
release_work(work *w)
{
    hm_delimiters_release(&w->delimiters);
    hm_svg_release(&w->svg);
    hm_bytes_release(&w->out);
    hmrnn_segmenter_free(w->segmenter);
    hmrnn_model_free(w->model);
    hm_input_free(w->input);
}

int
main(int argc, char **argv)
{
    hm_segment_options options = HM_SEGMENT_OPTIONS_INIT;
    hm_command command;
    hm_startup(&hm_segment_tool, &options, &options.common, argc, argv, &command);
    if (options.layers == NULL)
        options.layers = options.form == HM_FORM_SVG ? "all" : "1";
    work w = {.options = &options};
    check_options(&options, &command, &w.layers);
    hm_signals_catch_progress();
    if (options.input.has_strokes) {
        hm_segment_drawings(&options, &command, &w.layers);
        hm_string_list_release(&options.delimiters);
        hm_output_end();
        return hm_message_status();
    }

    options.input.divides = true;
    options.input.is_quiet = options.common.is_quiet;
    w.input = hm_input_new(&options.input, command.n_operands, command.operands);
    if (options.form == HM_FORM_TEXT && hm_decoder_is_stateful(hm_input_decoder(w.input)))
        hm_message_usage("nothing can be put into text in %s: use --format=tsv or --format=jsonl",
                         options.input.encoding);
    hmrnn_model *const wanted = hm_find_model_wanted(options.model, options.common.is_verbose);
    if (wanted != NULL)
        use_model(&w, wanted);

    if (options.form == HM_FORM_SVG)
        hm_svg_begin(&w.svg, &w.layers);
    w.table = hm_segment_table_table((hm_format)options.form, options.wants_scores, &w.out);
    if (options.form == HM_FORM_TSV || options.form == HM_FORM_JSONL)
        hm_table_header(&w.table);
    segment_all(&w);
    if (options.form == HM_FORM_SVG)
        hm_svg_write(&w.svg, &w.out);
    hm_output_write(&w.out, false);

    release_work(&w);
    hm_string_list_release(&options.delimiters);
    hm_output_end();
    return hm_message_status();
}
