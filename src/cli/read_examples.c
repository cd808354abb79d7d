// SPDX-License-Identifier: BSD-2-Clause
//
// cli/read_examples.c - read text with marks between its segments as a corpus with labels.
//
// All records are read first, since some mistakes are seen only beside other records. Each mistake
// is reported where it is found (blame()); what is wrong is left out, or ends the program once all
// is read.
#include <config.h>

#include "cli/read_examples.h"

#include "base/alloc.h"
#include "base/size.h"
#include "cli/append.h"
#include "cli/example_set.h"
#include "cli/mark_option.h"
#include "cli/message.h"
#include "cli/read_corpus.h"
#include "text/char_props.h"
#include "text/grapheme.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_BLAMED = 20,  // messages; the rest is counted
    MAX_NAMES = 20    // of operands in the facts
};

typedef struct file {
    char *name;        ///< as messages have it
    size_t n_records;  ///< of more than white space
} file;

typedef struct reader {
    const hm_examples_options *options;
    hm_marks marks;
    hm_graphemes *graphemes;
    hm_marked_text text;  ///< the record at hand
    uint8_t *is_end;      ///< [n_is_end]
    size_t n_is_end;
    float *labels;  ///< [n_labels]
    size_t n_labels;
    hm_example_set set;
    file *files;
    size_t n_files, files_capacity;
    size_t n_records;   ///< of all files
    size_t n_blamed;    ///< messages about examples that cannot be used
    size_t n_unstored;  ///< records that are not in the set, because they could not be read
} reader;

/// Report that examples cannot be used. \param number  of the record; 0: it is about the file
static void
blame(reader *r, const char *file_name, uint64_t number, const char *text)
{
    char place[48] = "";
    r->n_blamed++;
    if (number > 0)
        snprintf(place, sizeof place, ": record %" PRIu64, number);
    if (r->options->invalid == HM_EXAMPLES_ERROR && r->n_blamed <= MAX_BLAMED)
        hm_message_fail("%s%s: %s", file_name, place, text);
    if (r->options->invalid == HM_EXAMPLES_SKIP && r->options->is_verbose)
        hm_message_note("%s%s: left out: %s", file_name, place, text);
}

// ------------------------------------------------------------------------------------ one record

static void
blame_byte(reader *r, const hm_record *record, size_t byte, const char *text)
{
    char message[320];
    snprintf(message, sizeof message, "byte %zu: %s", byte + 1, text);
    r->n_unstored++;
    blame(r, r->files[r->n_files - 1].name, record->number, message);
}

/// The record without what is no part of its text at the ends. \return characters taken off before
static size_t
trim(const reader *r, const hm_chars *chars, hmrnn_text *record)
{
    const bool has_mark = chars->n_chars > 0 && chars->chars[0] == 0xFEFF;
    *record = (hmrnn_text){chars->chars + has_mark, chars->n_chars - has_mark};
    if (!r->options->input->ends_in_nul && record->n_chars > 0 &&
        record->chars[record->n_chars - 1] == '\r')
        record->n_chars--;
    return has_mark;
}

static bool
is_blank(const hmrnn_text *record)
{
    for (size_t i = 0; i < record->n_chars; i++)
        if (!hm_char_is_space(record->chars[i]))
            return false;
    return true;
}

static hmrnn_status
take_apart(reader *r, const hmrnn_text *record, size_t *at, hmrnn_error *err)
{
    for (*at = 0; *at < record->n_chars; ++*at)
        if (record->chars[*at] == HMRNN_INVALID)
            return hm_fail(err, HMRNN_ETEXT, "that is no character: is the --encoding right?");
    if (r->options->format == HM_EXAMPLES_MARKS)
        return hm_marked_text_read_partial(record, &r->text, at, err);
    return hm_marked_text_read(record, &r->marks.set, &r->text, err);
}

static void
mark_clusters(reader *r, size_t n_chars, const uint32_t *chars)
{
    hmrnn_error err;
    hm_message_check(hm_alloc_grow(&r->is_end, &r->n_is_end, n_chars, 1, "a record", &err), &err);
    hm_message_check(hm_graphemes_mark(r->graphemes, n_chars, chars, r->is_end, &err), &err);
}

/// The first mark inside of a grapheme cluster: the character of the text before it, or its end.
static size_t
find_mark_in_cluster(reader *r)
{
    const hm_marked_text *const text = &r->text;
    mark_clusters(r, text->n_chars, text->chars);
    size_t i = 0;
    while (i < text->n_chars &&
           (r->is_end[i] != 0 || text->depth[i] == 0 || text->depth[i] == HM_DEPTH_UNKNOWN))
        i++;
    return i;
}

static void
read_record(reader *r, const hm_record *record, const hm_chars *chars)
{
    hmrnn_error err;
    hmrnn_text trimmed;
    const size_t n_before = trim(r, chars, &trimmed);
    const size_t *const offset = chars->offset + n_before;
    size_t at = 0;
    if (is_blank(&trimmed))
        return;
    r->files[r->n_files - 1].n_records++;
    r->n_records++;
    const hmrnn_status status = take_apart(r, &trimmed, &at, &err);
    if (status == HMRNN_ETEXT) {
        blame_byte(r, record, offset[at], err.text);
        return;
    }
    hm_message_check(status, &err);
    if (r->text.n_chars == 0) {
        blame_byte(r, record, offset[0], "marks and no text between them");
        return;
    }
    const size_t i = find_mark_in_cluster(r);
    if (i < r->text.n_chars) {
        blame_byte(r, record, offset[r->text.origin[i] + 1],
                   "a mark inside of what a reader takes for one character (a grapheme cluster)");
        return;
    }
    hm_message_check(hm_example_set_add(&r->set, &r->text, r->options->format == HM_EXAMPLES_MARKS,
                                        r->n_files - 1, record->number, &err),
                     &err);
}

// -------------------------------------------------------------------------------------- one file

static void
begin_file(reader *r, const char *name)
{
    hmrnn_error err;
    hm_message_check(hm_alloc_grow(&r->files, &r->files_capacity, r->n_files + 1, sizeof *r->files,
                                   "the examples", &err),
                     &err);
    r->files[r->n_files++] = (file){.name = hm_xstrdup(name)};
}

/// The last file has been read: from the `first` example on, with these marks.
static void
note_depth(reader *r, size_t first, uint8_t deepest)
{
    for (size_t i = first; i < r->set.n; i++)
        r->set.examples[i].deepest = deepest > 1 ? deepest : 1;
}

/// Report the last file if nothing can be learned from it. Otherwise see which layers it marks.
static void
end_file(reader *r)
{
    if (r->n_files == 0)
        return;
    const file *const last = &r->files[r->n_files - 1];
    bool has_gaps = false;
    bool has_marks = false;
    uint8_t deepest = 0;
    size_t first = r->set.n;
    while (first > 0 && r->set.examples[first - 1].file == r->n_files - 1) {
        const hm_example *const example = &r->set.examples[--first];
        const uint8_t depth = hm_example_deepest(&r->set, first);
        has_marks = has_marks || example->has_mark;
        has_gaps = has_gaps || example->n_chars > 1;
        deepest = depth > deepest ? depth : deepest;
    }
    note_depth(r, first, deepest);
    if (last->n_records == 0)
        blame(r, last->name, 0, "has no text, so there is nothing to learn from it");
    if (!has_gaps || has_marks)
        return;
    blame(r, last->name, 0,
          r->options->format == HM_EXAMPLES_MARKS
              ? "has no answer: type | or - in place of the marks between characters"
          : r->options->delimiters->n_items > 0
              ? "has no mark: is --delimiter what stands between the segments?"
              : "has no mark: white space must stand between the words");
    for (size_t i = first; i < r->set.n; i++)
        r->set.examples[i].is_left_out = true;
}

static void
read_all(reader *r)
{
    const hm_string_list *const files = r->options->files;
    hm_input *const input = hm_input_new(r->options->input, files->n_items, files->items);
    hm_chars chars = HM_CHARS_INIT;
    hm_record record;
    hm_input_event event = HM_INPUT_ENTRY;
    while (event != HM_INPUT_END) {
        event = hm_input_next(input, &record, &chars);
        if (event == HM_INPUT_RECORD) {
            read_record(r, &record, &chars);
            continue;
        }
        end_file(r);
        if (event == HM_INPUT_ENTRY)
            begin_file(r, hm_input_name(input));
    }
    hm_chars_release(&chars);
    hm_input_free(input);
}

// --------------------------------------------------------------------------------- among records

static const char *
file_of(const reader *r, const hm_example *example)
{
    return r->files[example->file].name;
}

/// Leave out the records that lack their marks.
static void
blame_unmarked(reader *r)
{
    const size_t n_longest = hm_example_set_longest(&r->set);
    if (r->options->format == HM_EXAMPLES_MARKS)
        return;
    for (size_t i = 0; i < r->set.n; i++) {
        hm_example *const example = &r->set.examples[i];
        if (example->is_left_out || !hm_example_lacks_marks(&r->set, i, n_longest))
            continue;
        example->is_left_out = true;
        blame(r, file_of(r, example), example->number,
              "has no mark, and is longer than one segment");
    }
}

/// Leave out the texts that have different marks: nobody can say which are right.
static void
blame_rivals(reader *r)
{
    hmrnn_error err;
    hm_message_check(hm_example_set_find_rivals(&r->set, &err), &err);
    for (size_t i = 0; i < r->set.n; i++) {
        hm_example *const example = &r->set.examples[i];
        if (example->rival == HM_NO_EXAMPLE)
            continue;
        const hm_example *const rival = &r->set.examples[example->rival];
        hm_bytes text = HM_BYTES_INIT;
        const size_t gap = hm_example_difference(&r->set, i, example->rival);
        hm_append_string(&text, "has other marks than the same text in ");
        hm_append_string(&text, file_of(r, rival));
        hm_append_string(&text, ": record ");
        hm_append_count(&text, rival->number);
        hm_append_string(&text, ", after character ");
        hm_append_count(&text, gap + 1);
        hm_append_string(&text, " of the text, '");
        hm_append_char(&text, r->set.chars[example->first + gap]);
        hm_append_bytes(&text, 2, "'");
        example->is_left_out = true;
        if (example->rival < i)  // each pair once
            blame(r, file_of(r, example), example->number, (const char *)text.data);
        hm_bytes_release(&text);
    }
}

/// Do not return without examples that can be used.
static void
conclude(const reader *r, const hm_examples *examples)
{
    if (r->n_blamed > 0 && r->options->invalid == HM_EXAMPLES_ERROR)
        hm_message_die("the examples have %zu mistake%s, so nothing was learned: correct them, or "
                       "leave out what cannot be used with --examples-invalid=skip",
                       r->n_blamed, r->n_blamed == 1 ? "" : "s");
    if (hm_message_status() != HM_EXIT_DONE)
        hm_message_die("not all of the examples could be read, so nothing was learned");
    if (examples->n_left_out > 0 && !r->options->is_quiet)
        hm_message_note("left out %zu of %zu examples, which cannot be used%s",
                        examples->n_left_out, r->n_records,
                        r->options->is_verbose ? "" : "; -v says why");
    if (examples->n_records == 0)
        hm_message_die("--examples: there is nothing to learn from");
}

// ------------------------------------------------------------------------------------- the corpus

/// Count what is known of an example, in the lowest layer that is marked.
static void
count(const hm_example *example, const uint32_t *chars, const float *row, hm_examples *examples)
{
    size_t n_segments = 0;
    bool is_whole = true;
    bool has_text = false;
    for (size_t i = 0; i < example->n_chars; i++) {
        has_text = has_text || !hm_char_is_space(chars[i]);
        is_whole = is_whole && row[i] != HMRNN_LABEL_NONE;
        examples->n_gaps += i + 1 < example->n_chars && row[i] != HMRNN_LABEL_NONE;
        if (row[i] == 1.0f) {
            n_segments += has_text;
            has_text = false;
        }
    }
    examples->n_records++;
    examples->n_chars += example->n_chars;
    examples->n_segments += is_whole ? n_segments : 0;
}

static void
add_example(reader *r, const hm_example *example, hm_examples *examples)
{
    hmrnn_error err;
    const uint32_t *const chars = r->set.chars + example->first;
    const size_t n = example->n_chars;
    size_t n_labels = 0;
    hm_layer_list layers = *r->options->layers;
    layers.n = hm_size_min(layers.n, example->deepest);
    const size_t n_layers = layers.layer[layers.n - 1];
    if (!hm_size_mul(n_layers, n, &n_labels))
        hm_message_die("no memory for a record of %zu characters", n);
    hm_message_check(hm_alloc_grow(&r->labels, &r->n_labels, n_labels, sizeof *r->labels,
                                   "the labels of a record", &err),
                     &err);
    mark_clusters(r, n, chars);
    hm_marked_text_labels(n, chars, r->set.depth + example->first, &layers, r->is_end, r->labels);
    const hmrnn_text text = {chars, n};
    hm_message_check(hmrnn_corpus_add_labelled(examples->corpus, &text, n_layers, r->labels, &err),
                     &err);
    count(example, chars, r->labels + (layers.layer[0] - 1) * n, examples);
}

/// Do not return if a layer has no mark in any file, as if it had no boundaries. A mark of a higher
/// layer counts.
static void
check_layers(const reader *r)
{
    const hm_layer_list *const layers = r->options->layers;
    uint8_t deepest = 1;
    for (size_t e = 0; e < r->set.n; e++)
        if (!r->set.examples[e].is_left_out && r->set.examples[e].deepest > deepest)
            deepest = r->set.examples[e].deepest;
    if (r->options->format == HM_EXAMPLES_WORDS && deepest < layers->n)
        hm_message_die("--examples: no example has a mark of layer %u: leave the layer out of "
                       "--examples-layers, or say with --delimiter what its mark is",
                       layers->layer[deepest]);
}

/// The last part of an operand's path.
static void
append_name(const char *operand, hm_bytes *names)
{
    size_t end = strlen(operand);
    while (end > 1 && operand[end - 1] == '/')
        end--;
    size_t first = end;
    while (first > 0 && operand[first - 1] != '/')
        first--;
    if (strcmp(operand, "-") == 0)
        hm_append_string(names, "(standard input)");
    else
        hm_append_bytes(names, end - first, operand + first);
}

static char *
names_of(const hm_string_list *files)
{
    hm_bytes names = HM_BYTES_INIT;
    hm_bytes shown = HM_BYTES_INIT;
    for (size_t i = 0; i < files->n_items && i < MAX_NAMES; i++) {
        hm_append_string(&names, i == 0 ? "" : ", ");
        append_name(files->items[i], &names);
    }
    if (files->n_items > MAX_NAMES) {
        hm_append_string(&names, " and ");
        hm_append_count(&names, files->n_items - MAX_NAMES);
        hm_append_string(&names, " more");
    }
    hm_append_bytes(&names, 1, "");
    hm_message_quote(&shown, (const char *)names.data);
    hm_append_bytes(&shown, 1, "");
    hm_bytes_release(&names);
    return (char *)shown.data;
}

static void
release(reader *r)
{
    hm_marks_release(&r->marks);
    hm_graphemes_free(r->graphemes);
    hm_marked_text_release(&r->text);
    hm_example_set_release(&r->set);
    free(r->is_end);
    free(r->labels);
    for (size_t i = 0; i < r->n_files; i++)
        free(r->files[i].name);
    free(r->files);
}

void
hm_read_examples(const hm_examples_options *options, hm_examples *examples)
{
    hmrnn_error err;
    reader r = {.options = options};
    hm_marks_make(&r.marks, &(hm_mark_options){.layers = options->layers,
                                               .given = options->delimiters,
                                               .append_default = options->append_default,
                                               .ends_in_nul = options->input->ends_in_nul});
    hm_message_check(hm_graphemes_new(&r.graphemes, &err), &err);
    read_all(&r);
    blame_unmarked(&r);
    blame_rivals(&r);

    *examples = (hm_examples){.n_layers = options->layers->layer[options->layers->n - 1],
                              .n_left_out = r.n_unstored};
    for (size_t i = 0; i < r.set.n; i++)
        examples->n_left_out += r.set.examples[i].is_left_out;
    examples->n_records = r.n_records - examples->n_left_out;
    conclude(&r, examples);
    check_layers(&r);

    examples->n_records = 0;
    examples->corpus = hm_new_corpus();
    examples->names = names_of(options->files);
    for (size_t i = 0; i < r.set.n; i++)
        if (!r.set.examples[i].is_left_out)
            add_example(&r, &r.set.examples[i], examples);
    release(&r);
}

void
hm_examples_release(hm_examples *examples)
{
    hmrnn_corpus_free(examples->corpus);
    free(examples->names);
    *examples = (hm_examples){.corpus = NULL};
}
