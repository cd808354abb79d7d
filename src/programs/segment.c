// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment.c - hmrnn-segment: records in, the same records with the learned boundaries out.
#include <config.h>

#include "cli/append.h"
#include "cli/find_model.h"
#include "cli/input.h"
#include "cli/input_batch.h"
#include "cli/layer_list.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/unescape.h"
#include "cli/word_file.h"
#include "programs/record_types.h"
#include "programs/segment_options.h"
#include "programs/word_effects.h"
#include "write/question_writer.h"

#include <string.h>

/// What the loop works with.
typedef struct work {
    const hm_segment_options *options;
    const hm_command *command;
    const hm_record_type *type;
    const hm_writer *writer;
    void *writer_state;
    hm_input *input;
    hmrnn_model *model;          ///< NULL until the first text decides
    hmrnn_segmenter *segmenter;  ///< NULL if no boundaries are shown
    hmrnn_word_list *words;      ///< of --words, or NULL
    void *samples;               ///< of type->sampling; NULL: records are read
    hm_layer_list layers;
    hm_delimiters delimiters;
    uint64_t n_records, n_chars;
    hm_bytes out;
} work;

static bool
is_given(const work *w, const char *option)
{
    return hm_option_is_given(hm_segment_tool.rows, w->command, option);
}

// ---------------------------------------------------------------------------------------- options

/// --fast, --thorough and --causal.
static void
choose_evidence(hm_segment_options *options, const hm_command *command, const hm_record_type *type)
{
    static const struct {
        const char *option;
        hmrnn_evidence evidence;
    } ways[] = {
        {"fast", HMRNN_EVIDENCE_LEXICON},
        {"thorough", HMRNN_EVIDENCE_THOROUGH},
        {"causal", HMRNN_EVIDENCE_CAUSAL},
    };
    size_t n_given = 0;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (!hm_option_is_given(hm_segment_tool.rows, command, ways[i].option))
            continue;
        options->evidence = ways[i].evidence;
        n_given++;
    }
    if (n_given > 0 && !type->has_evidence)
        hm_message_usage("--fast, --thorough and --causal are for text, not for --strokes");
    if (n_given > 1)
        hm_message_usage("only one of --fast, --thorough and --causal can be had");
}

static void
check_samples(const work *w)
{
    if (w->type->sampling == NULL && is_given(w, "sample"))
        hm_message_usage("--sample makes sense only with --strokes");
    if (w->options->n_samples > 0 && w->command->n_operands > 0)
        hm_message_usage("--sample reads no files");
    if (w->options->n_samples == 0 && (is_given(w, "bias") || is_given(w, "seed")))
        hm_message_usage("--bias and --seed make sense only with --sample");
}

/// Questions take the place of the text, so that nothing about its form can be chosen.
static void
check_questions(const work *w)
{
    static const char *const others[] = {"strokes", "layers", "delimiter",    "format",
                                         "scores",  "color",  "line-buffered"};
    if (!is_given(w, "ask"))
        return;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (is_given(w, others[i]))
            hm_message_usage("--%s makes no sense with --ask", others[i]);
    }
    if (w->options->n_questions == 0 || w->options->n_questions > HM_MAX_QUESTIONS)
        hm_message_usage("--ask: %zu is not a number from 1 to %d", w->options->n_questions,
                         HM_MAX_QUESTIONS);
}

/// Words need a lexicon to be weighed by, and text to stand in.
static void
check_words(const work *w)
{
    const hm_string_list *const files = &w->options->words;
    bool reads_standard_input = w->command->n_operands == 0;
    if (files->n_items == 0)
        return;
    if (!w->type->has_evidence)
        hm_message_usage("--words is for text, not for --strokes");
    if (w->options->evidence == HMRNN_EVIDENCE_CAUSAL)
        hm_message_usage("--words needs the lexicon, which --causal leaves out");
    for (size_t i = 0; i < w->command->n_operands; i++)
        reads_standard_input = reads_standard_input || strcmp(w->command->operands[i], "-") == 0;
    for (size_t i = 0; i < files->n_items; i++)
        if (strcmp(files->items[i], "-") == 0 && reads_standard_input)
            hm_message_usage("--words=- and the text cannot both be standard input");
}

static void
check_delimiters(const hm_string_list *delimiters)
{
    hmrnn_error err;
    hm_bytes bytes = HM_BYTES_INIT;
    for (size_t i = 0; i < delimiters->n_items; i++)
        hm_message_check(hm_unescape(delimiters->items[i], &bytes, &err), &err);
    hm_bytes_release(&bytes);
}

/// Refuse an option that the format does not have. \param prefix  "--scores needs"
static void
check_flag(const work *w, unsigned flag, const char *prefix)
{
    hm_bytes able = HM_BYTES_INIT;
    if ((w->writer->flags & flag) != 0)
        return;
    hm_format_list(w->type->formats, flag, &able);
    hm_message_usage("%s %s", prefix, (const char *)able.data);
}

static void
choose_writer(work *w)
{
    const char *const name = hm_formats[w->options->format].name;
    const hm_format *const format = hm_format_find(w->type->formats, name);
    if (format == NULL)
        hm_message_usage("--format=%s is for text, not for --strokes", name);
    w->writer = is_given(w, "ask") ? &hm_question_writer : format->writer;
}

/// Mistakes that can be seen before anything is read.
static void
check_options(work *w)
{
    hmrnn_error err;
    const hm_segment_options *const options = w->options;
    const bool shows_all = (w->writer->flags & HM_WRITER_ALL_LAYERS) != 0;
    const char *const layers = options->layers != NULL ? options->layers : shows_all ? "all" : "1";
    check_questions(w);
    check_samples(w);
    check_words(w);
    hm_input_check(&options->input, hm_segment_tool.rows, w->command);
    if (hm_layer_list_parse("layers", layers, &w->layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    check_delimiters(&options->delimiters);
    if (options->wants_scores)
        check_flag(w, HM_WRITER_SCORES, "--scores needs");
    if (options->color == HM_COLOR_ALWAYS)
        check_flag(w, HM_WRITER_DELIMITERS, "--color makes sense only with");
    if (options->delimiters.n_items > 0)
        check_flag(w, HM_WRITER_DELIMITERS, "--delimiter makes sense only with");
}

// ------------------------------------------------------------------------------------------ input

static void
open_input(work *w)
{
    hm_input_options options = w->options->input;
    options.divides = true;
    options.is_quiet = w->options->common.is_quiet;
    w->input = hm_input_new(&options, w->command->n_operands, w->command->operands);
    if ((w->writer->flags & HM_WRITER_ENCODED) == 0 ||
        !hm_decoder_is_stateful(hm_input_decoder(w->input)))
        return;
    hm_bytes others = HM_BYTES_INIT;
    hm_format_list(w->type->formats, HM_WRITER_SCORES, &others);
    hm_message_usage("nothing can be put into text in %s: use %s", options.encoding,
                     (const char *)others.data);
}

// ------------------------------------------------------------------------------------------ model

/// Samples need no boundaries to be shown, so that a model without detectors can make some.
static bool
needs_no_boundaries(const work *w)
{
    return w->samples != NULL && hmrnn_model_boundary_layers(w->model) == 0 &&
           (w->writer->flags & HM_WRITER_PLAIN) != 0 && w->options->delimiters.n_items == 0 &&
           !is_given(w, "layers");
}

static void
open_segmenter(work *w)
{
    hmrnn_error err;
    const hmrnn_segment_options settings = {
        .n_threads = (unsigned)w->options->common.n_threads,
        .wants_scores =
            w->options->wants_scores || (w->writer->flags & HM_WRITER_NEEDS_SCORES) != 0,
        .evidence = w->options->evidence,
        .wants_norms = (w->writer->flags & HM_WRITER_NORMS) != 0,
        .words = w->words,
        .leaves_convention_out = w->options->leaves_convention_out,
        .wants_word_effects = w->options->common.is_verbose,
    };
    const size_t n_of_model = hmrnn_model_boundary_layers(w->model);
    size_t n_layers = 0;
    if (n_of_model > 0) {
        hm_message_check(hmrnn_segmenter_new(&w->segmenter, w->model, &settings, &err), &err);
        n_layers = hmrnn_segmenter_layers(w->segmenter);
    }
    const char *const finder = n_layers < n_of_model ? "--causal" : hmrnn_model_path(w->model);
    if (hm_layer_list_resolve(finder, &w->layers, n_layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
}

/// Samples get no delimiters unless the user gives some, so that they can be read again.
static void
append_nothing(size_t index, hm_bytes *delimiter)
{
    (void)index;
    (void)delimiter;
}

/// Everything that has to wait for the model. Takes it.
static void
use_model(work *w, hmrnn_model *model)
{
    const hm_segment_options *const options = w->options;
    w->model = model;
    if (options->common.is_verbose)
        hm_record_type_note_model(model);
    hm_record_type_check_model(w->type, model);
    if (options->n_samples > 0)
        w->samples =
            w->type->sampling->begin(model, options->n_samples, options->seed, options->bias);
    if (needs_no_boundaries(w))
        w->layers = (hm_layer_list){.n = 0};
    else
        open_segmenter(w);
    hm_delimiters_make(&w->delimiters, w->layers.n,
                       &(hm_delimiter_options){
                           .given = &options->delimiters,
                           .append_default =
                               w->samples != NULL ? append_nothing : w->type->append_delimiter,
                           .color = options->color,
                           .decoder =
                               options->input.encoding == NULL ? NULL : hm_input_decoder(w->input),
                       });
}

static void
open_model(work *w)
{
    hmrnn_model *const model = hm_find_model_wanted(w->options->model);
    if (model != NULL)
        use_model(w, model);
    else if (w->type->needs_model != NULL)
        hm_message_usage("%s", w->type->needs_model);
}

// ----------------------------------------------------------------------------------------- output

static void
begin_output(work *w)
{
    hm_writer_options options = {
        .layers = &w->layers,
        .delimiters = &w->delimiters,
        .has_scores = w->options->wants_scores,
        .n_questions = w->options->n_questions,
        .out = &w->out,
    };
    options.terminator = hm_input_terminator(w->input, &options.n_terminator);
    w->writer_state = w->writer->begin(&options);
}

/// \param found    NULL: no boundaries
static void
write_item(work *w, const hm_batch *batch, size_t index, const hmrnn_segmentation *found)
{
    const hm_item *const item = &batch->items[index];
    if (item->event != HM_INPUT_RECORD)
        return;
    w->n_records += item->n_bytes_before == 0 ? 1 : 0;
    w->n_chars += item->chars.n_chars;
    const hm_output_record record = {
        .number = w->n_records,
        .n_bytes_before = item->n_bytes_before,
        .n_chars_before = item->n_chars_before,
        .goes_on = item->goes_on,
        .is_terminated = item->is_terminated,
        .n_bytes = item->bytes.n_bytes,
        .bytes = item->bytes.data,
        .chars = &item->chars,
        .elements = &item->elements,
        .found = item->chars.n_chars == 0 ? NULL : found,
        .n_states = w->model == NULL ? 0 : hmrnn_model_layers(w->model),
    };
    w->writer->record(w->writer_state, &record);
}

static void
end_output(work *w)
{
    w->writer->end(w->writer_state);
    hm_output_write(&w->out, false);
}

// ------------------------------------------------------------------------------------------- loop

static bool
next_batch(work *w, hm_batch *batch, bool is_line_buffered)
{
    return w->samples != NULL ? w->type->sampling->fill(w->samples, batch)
                              : hm_batch_fill(batch, w->input, is_line_buffered);
}

static void
segment_batch(work *w, const hm_batch *batch)
{
    hmrnn_error err;
    const hmrnn_segmentation *found = NULL;
    if (batch->n_chars > 0 && w->model == NULL)
        use_model(w, hm_find_model_fitting(batch->n_items, batch->texts));
    if (batch->n_chars > 0 && w->segmenter != NULL)
        hm_message_check(w->type->segment(w->segmenter, batch, &found, &err), &err);
    for (size_t i = 0; i < batch->n_items; i++)
        write_item(w, batch, i, found == NULL ? NULL : &found[i]);
}

static void
report(const work *w, const hm_progress *progress)
{
    hm_progress_count(progress, w->n_records, w->type->records, w->n_chars, w->type->chars);
}

static void
segment_all(work *w)
{
    const bool is_line_buffered =
        w->options->is_line_buffered || (hm_output_is_terminal() && !is_given(w, "ask"));
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    while (next_batch(w, &batch, is_line_buffered)) {
        segment_batch(w, &batch);
        hm_output_write(&w->out, is_line_buffered || hm_input_is_idle(w->input));
        if (hm_signals_take_progress())
            report(w, &progress);
    }
    if (w->options->common.is_verbose)
        report(w, &progress);
    if (w->options->common.is_verbose && w->words != NULL)
        hm_word_effects_report(w->words, w->segmenter);
    hm_batch_release(&batch);
}

static void
release_work(work *w)
{
    hm_delimiters_release(&w->delimiters);
    hm_bytes_release(&w->out);
    if (w->samples != NULL)
        w->type->sampling->end(w->samples);
    hmrnn_segmenter_free(w->segmenter);
    hmrnn_model_free(w->model);
    hmrnn_word_list_free(w->words);
    hm_input_free(w->input);
}

int
main(int argc, char **argv)
{
    hm_segment_options options = HM_SEGMENT_OPTIONS_INIT;
    hm_command command;
    hm_startup(&hm_segment_tool, &options, &options.common, argc, argv, &command);
    const hm_record_type *const type = hm_record_type_choose(&options.input);
    choose_evidence(&options, &command, type);
    hm_signals_catch_progress();

    work w = {
        .options = &options,
        .command = &command,
        .type = type,
    };
    choose_writer(&w);
    check_options(&w);
    if (options.words.n_items > 0)
        w.words = hm_read_words(&options.input, options.words.n_items, options.words.items);
    open_input(&w);
    open_model(&w);
    begin_output(&w);
    segment_all(&w);
    end_output(&w);
    release_work(&w);

    hm_string_list_release(&options.words);
    hm_string_list_release(&options.delimiters);
    hm_output_end();
    return hm_message_status();
}
