// SPDX-License-Identifier: BSD-2-Clause
//
// tool/segment.c - hmrnn-segment: text in, the same text with the learned boundaries out.
#include <config.h>

#include "tool/batch.h"
#include "tool/delimiter.h"
#include "tool/inline.h"
#include "tool/input.h"
#include "tool/layers.h"
#include "tool/locate.h"
#include "tool/message.h"
#include "tool/output.h"
#include "tool/picture.h"
#include "tool/progress.h"
#include "tool/put.h"
#include "tool/rows.h"
#include "tool/signals.h"
#include "tool/start.h"

#include <stdlib.h>
#include <string.h>

/// As hm_format, and one more.
typedef enum form { FORM_TEXT, FORM_TSV, FORM_JSONL, FORM_SVG } form;
typedef enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;

typedef struct segment_options {
    const char *model;
    const char *layers;
    bool is_fast, is_thorough, is_causal;
    hm_texts delimiters;
    form form;
    bool wants_scores;
    color color;
    bool is_line_buffered;
    hm_input_options input;
    hm_everyday everyday;
} segment_options;

#define AT(member) offsetof(segment_options, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Boundaries"},
    {HM_OPTION_TEXT, 'm', "model", "MODEL", AT(model),
     "a model file, or the name of an installed one; if not\n"
     "given, $HMRNN_MODEL, or one that fits the text"},
    {HM_OPTION_TEXT, 'l', "layers", "LIST", AT(layers),
     "the layers whose boundaries to show: 1, 1,2 or all; if\n"
     "not given, 1, in a picture all"},
    {HM_OPTION_FLAG, '\0', "fast", NULL, AT(is_fast),
     "words by the lexicon alone, without the networks"},
    {HM_OPTION_FLAG, '\0', "thorough", NULL, AT(is_thorough),
     "words with all that the networks know: slow"},
    {HM_OPTION_FLAG, '\0', "causal", NULL, AT(is_causal),
     "by the forward detectors alone, without looking ahead"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Output"},
    {HM_OPTION_LIST, 'd', "delimiter", "MARK", AT(delimiters),
     "put MARK between segments; once for each layer, lowest\n"
     "first; \\n \\t \\0 \\\\ \\xHH are understood"},
    {HM_OPTION_CHOICE, '\0', "format", HM_FORMATS "|svg", AT(form),
     "the text with marks, a row for each segment, or a\n"
     "picture of segments and states"},
    {HM_OPTION_FLAG, '\0', "scores", NULL, AT(wants_scores),
     "in rows: the evidence for the boundary at the end"},
    {HM_OPTION_CHOICE, '\0', "color", "auto|always|never", AT(color), "colour the marks"},
    {HM_OPTION_FLAG, '\0', "line-buffered", NULL, AT(is_line_buffered),
     "answer each record before reading the next"},
    HM_INPUT_OPTIONS(segment_options, input),
    HM_EVERYDAY_OPTIONS(segment_options, everyday),
};

static const hm_tool tool = {
    .name = "hmrnn-segment",
    .usage = "[OPTION]... [FILE]...",
    .purpose = "Show where the segments of a text end: words, phrases, as a model learned them.\n"
               "Without FILE, or where it is -, read standard input.",
    .examples = "  cat novel.txt | hmrnn-segment\n"
                "  hmrnn-segment -l 1,2 -d ' ' -d '\\n' novel.txt\n"
                "  hmrnn-segment --format=tsv --scores books.tar.xz",
    .rows = rows,
    .n_options_bytes = sizeof(segment_options),
};

/// What the loop works with.
typedef struct work {
    const segment_options *options;
    hm_input *input;
    hmrnn_model *model;                         ///< NULL until the first text decides
    hmrnn_segmenter *segmenter;
    hm_layers layers;
    hm_marks marks;
    hm_seam seam;
    bool is_within;                             ///< a record of which more has to come
    hm_picture picture;
    hm_table table;
    hm_bytes out;
    uint64_t n_records;
    uint64_t n_chars;
} work;

static bool
wants_color(color wanted)
{
    const char *const no_color = getenv("NO_COLOR");
    if (wanted == COLOR_AUTO)
        return hm_output_is_terminal() && (no_color == NULL || no_color[0] == '\0');
    return wanted == COLOR_ALWAYS;
}

/// The mark of layer `index` of those asked for, before encoding.
static void
put_mark(const segment_options *options, size_t index, hm_bytes *mark)
{
    hmrnn_error err;
    const bool has_color = wants_color(options->color);
    if (has_color) {                            // black on cyan, green, yellow, blue, ...
        static const char backgrounds[] = "62345176";
        hm_put_string(mark, "\033[30;4");
        hm_put(mark, 1, &backgrounds[index]);
        hm_put_string(mark, "m");
    }
    if (index < options->delimiters.n_items) {
        hm_message_check(hm_delimiter_parse(options->delimiters.items[index], mark, &err), &err);
    } else {
        hm_put_string(mark, " ");
        for (size_t i = 0; i < index; i++)
            hm_put_string(mark, "|");
        hm_put_string(mark, index == 0 ? "" : " ");
    }
    if (has_color)
        hm_put_string(mark, "\033[0m");
}

/// Bring a mark into the encoding of the text. A NUL in it ends a C string, so the parts between
/// NULs are encoded one by one.
static void
encode_mark(hm_decoder *decoder, const hm_bytes *mark, hm_bytes *encoded)
{
    hmrnn_error err;
    const unsigned char zeros[4] = {0};
    hm_bytes text = HM_BYTES_INIT;
    hm_put(&text, mark->n_bytes, mark->data);
    hm_put(&text, 1, "");
    for (size_t at = 0; at < text.n_bytes; ) {
        const char *const part = (const char *)text.data + at;
        unsigned char bytes[1024];
        size_t n_bytes = sizeof bytes;
        if (hm_decoder_encode(decoder, part, bytes, &n_bytes, &err) != HMRNN_OK)
            hm_message_usage("--delimiter: %s", err.text);
        hm_put(encoded, n_bytes, bytes);
        at += strlen(part) + 1;
        if (at < text.n_bytes)
            hm_put(encoded, hm_decoder_unit(decoder), zeros);
    }
    hm_bytes_release(&text);
}

static void
make_marks(work *w)
{
    const segment_options *const options = w->options;
    if (options->delimiters.n_items > w->layers.n)
        hm_message_usage("--delimiter: given %zu times for %zu layer%s",
                         options->delimiters.n_items, w->layers.n, w->layers.n == 1 ? "" : "s");
    w->marks.layers = &w->layers;
    for (size_t l = 0; l < w->layers.n; l++) {
        hm_bytes mark = HM_BYTES_INIT;
        put_mark(options, l, &mark);
        if (options->input.encoding == NULL)    // bytes of the user's own are possible, then
            hm_put(&w->marks.mark[l], mark.n_bytes, mark.data);
        else
            encode_mark(hm_input_decoder(w->input), &mark, &w->marks.mark[l]);
        hm_bytes_release(&mark);
    }
}

static hmrnn_evidence
evidence_of(const segment_options *options)
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
    const hmrnn_segment_options settings = {
        .n_threads = (unsigned)w->options->everyday.n_threads,
        .wants_scores = w->options->wants_scores,
        .evidence = evidence_of(w->options),
        .wants_norms = w->options->form == FORM_SVG,
    };
    size_t n_layers = hmrnn_model_boundary_layers(model);
    if (n_layers > 0) {
        hm_message_check(hmrnn_segmenter_new(&w->segmenter, model, &settings, &err), &err);
        n_layers = hmrnn_segmenter_layers(w->segmenter);
    }
    if (hm_layers_resolve(&w->layers, n_layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    make_marks(w);
}

static void
end_record(work *w)
{
    size_t n_bytes = 0;
    const unsigned char *const terminator = hm_input_terminator(w->input, &n_bytes);
    hm_put(&w->out, n_bytes, terminator);
}

static void
write_item(work *w, const hm_item *item, const hmrnn_segmentation *found)
{
    const bool is_text = w->options->form == FORM_TEXT;
    if (item->event != HM_INPUT_RECORD) {
        if (is_text && w->is_within)            // it broke off: what follows is another record
            end_record(w);
        w->is_within = false;
        return;
    }
    if (!w->is_within) {
        w->n_records++;
        w->seam = (hm_seam){false, false};
    }
    w->is_within = item->goes_on;
    w->n_chars += item->chars.n_chars;
    if (item->chars.n_chars > 0 && is_text)
        hm_inline_write_part(&w->marks, &w->seam, item->bytes.data, &item->chars, found->depth,
                             &w->out);
    else if (item->chars.n_chars > 0 && w->options->form == FORM_SVG)
        hm_picture_add(&w->picture, w->n_records, &item->chars, hmrnn_model_layers(w->model),
                       found);
    else if (item->chars.n_chars > 0)
        hm_rows_write(&w->table, &w->layers,
                      &(hm_standing){w->n_records, item->n_bytes_before, item->n_chars_before},
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
            use_model(w, hm_locate_fitting(batch->n_items, batch->texts,
                                           w->options->everyday.is_verbose));
        hm_message_check(hmrnn_segmenter_run(w->segmenter, batch->n_items, batch->texts, &found,
                                             &err), &err);
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
    if (w->options->everyday.is_verbose)
        hm_progress_count(&progress, w->n_records, w->n_chars);
    hm_batch_release(&batch);
}

/// Mistakes that can be seen before anything is read.
static void
check_options(const segment_options *options, hm_layers *layers)
{
    hmrnn_error err;
    hm_bytes bytes = HM_BYTES_INIT;
    if (hm_layers_parse(options->layers, layers, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    for (size_t i = 0; i < options->delimiters.n_items; i++) {
        if (hm_delimiter_parse(options->delimiters.items[i], &bytes, &err) != HMRNN_OK)
            hm_message_usage("%s", err.text);
    }
    hm_bytes_release(&bytes);
    if (options->is_fast + options->is_thorough + options->is_causal > 1)
        hm_message_usage("only one of --fast, --thorough and --causal can be had");
    if (options->wants_scores && options->form != FORM_TSV && options->form != FORM_JSONL)
        hm_message_usage("--scores needs --format=tsv or --format=jsonl");
    if (options->delimiters.n_items > 0 && options->form != FORM_TEXT)
        hm_message_usage("--delimiter makes sense only with --format=text");
}

static void
release_work(work *w)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        hm_bytes_release(&w->marks.mark[l]);
    hm_picture_release(&w->picture);
    hm_bytes_release(&w->out);
    hmrnn_segmenter_free(w->segmenter);
    hmrnn_model_free(w->model);
    hm_input_free(w->input);
}

int
main(int argc, char **argv)
{
    segment_options options = {.input = HM_INPUT_OPTIONS_INIT};
    hm_command command;
    hm_start(&tool, &options, &options.everyday, argc, argv, &command);
    if (options.layers == NULL)
        options.layers = options.form == FORM_SVG ? "all" : "1";
    work w = {.options = &options};
    check_options(&options, &w.layers);
    hm_signals_catch_progress();

    options.input.divides = true;
    w.input = hm_input_new(&options.input, command.n_operands, command.operands);
    if (options.form == FORM_TEXT && hm_decoder_is_stateful(hm_input_decoder(w.input)))
        hm_message_usage("nothing can be put into text in %s: use --format=tsv or --format=jsonl",
                         options.input.encoding);
    hmrnn_model *const wanted = hm_locate_wanted(options.model, options.everyday.is_verbose);
    if (wanted != NULL)
        use_model(&w, wanted);

    if (options.form == FORM_SVG)
        hm_picture_begin(&w.picture, &w.layers);
    w.table = hm_rows_table((hm_format)options.form, options.wants_scores, &w.out);
    if (options.form == FORM_TSV || options.form == FORM_JSONL)
        hm_table_header(&w.table);
    segment_all(&w);
    if (options.form == FORM_SVG)
        hm_picture_write(&w.picture, &w.out);
    hm_output_write(&w.out, false);

    release_work(&w);
    hm_texts_release(&options.delimiters);
    hm_output_end();
    return hm_message_status();
}
