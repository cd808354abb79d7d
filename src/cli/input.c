// SPDX-License-Identifier: BSD-2-Clause
//
// cli/input.c - the operands as a sequence of decoded records.
#include <config.h>

#include "cli/input.h"

#include "cli/append.h"
#include "cli/message.h"
#include "text/source.h"
#include "text/split_point.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// An entry with so many invalid characters, and one among so many, looks wrongly encoded.
#define MIN_INVALID 20
#define MAX_VALID_PER_INVALID 10

struct hm_input {
    hm_source *source;
    hm_records *records;
    hm_decoder *decoder;
    const hm_record_format *format;  ///< NULL: records are text
    hm_bytes elements;               ///< of the last record, if it is not text
    hm_graphemes *graphemes;         ///< of parts; NULL: records come whole
    uint8_t *is_end;                 ///< [n_is_end]
    size_t n_is_end;
    uint64_t n_chars_before, n_chars_given;  ///< of the record: before its last part, with it
    const char *name;                        ///< the entry we are in; NULL: between two
    uint64_t n_chars, n_invalid;             ///< of the entry so far, and how many are none
    const char *doubted;                     ///< encoding that is doubted if there are many; or
                                             ///< NULL
    bool may_wait;                           ///< reading may have to wait for the writer
    unsigned char terminator[16];
    size_t n_terminator;
};

static hmrnn_status
read_bytes(void *context, size_t capacity, unsigned char *bytes, size_t *n_read, hmrnn_error *err)
{
    return hm_source_read(context, capacity, bytes, n_read, err);
}

static void
make_terminator(hm_input *input, bool ends_in_nul)
{
    hmrnn_error err;
    if (ends_in_nul) {
        input->n_terminator = hm_decoder_unit(input->decoder);
        memset(input->terminator, 0, input->n_terminator);
        return;
    }
    input->n_terminator = sizeof input->terminator;
    hm_message_check(hm_decoder_encode(input->decoder, "\n", input->terminator,
                                       &input->n_terminator, &err),
                     &err);
}

/// True if standard input is read and is a pipe, a terminal or a socket.
static bool
reads_from_pipe(size_t n_operands, const char *const *operands)
{
    bool reads_standard_input = n_operands == 0;
    for (size_t i = 0; i < n_operands; i++)
        reads_standard_input = reads_standard_input || strcmp(operands[i], "-") == 0;
    struct stat status;
    return reads_standard_input && fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
}

hm_input *
hm_input_new(const hm_input_options *options, size_t n_operands, const char *const *operands)
{
    hm_input *const input = hm_xrealloc_array(NULL, 1, sizeof *input);
    *input =
        (hm_input){.may_wait = reads_from_pipe(n_operands, operands), .format = options->format};
    if (!options->is_quiet && options->format == NULL)
        input->doubted = options->encoding == NULL ? "UTF-8" : options->encoding;

    hmrnn_error err;
    hm_message_check(hm_decoder_new(&input->decoder, options->encoding,
                                    (hm_invalid)options->invalid, &err),
                     &err);
    make_terminator(input, options->ends_in_nul);
    hm_message_check(hm_source_new(&input->source,
                                   &(hm_source_options){
                                       .n_operands = n_operands,
                                       .operands = operands,
                                       .member = options->member,
                                       .max_bytes = options->max_bytes,
                                   },
                                   &err),
                     &err);
    hm_message_check(hm_records_new(&input->records, read_bytes, input->source, input->terminator,
                                    input->n_terminator, hm_decoder_unit(input->decoder), &err),
                     &err);
    if (options->format != NULL) {
        hm_records_divide(input->records, options->format->max_bytes);
    } else if (options->divides && !hm_decoder_is_stateful(input->decoder)) {
        hm_message_check(hm_graphemes_new(&input->graphemes, &err), &err);
        hm_records_divide(input->records, HM_INPUT_PART);
    }
    return input;
}

/// Report the failure of an operand; without memory the others would fail, too.
static void
report(hmrnn_status status, const hmrnn_error *err)
{
    if (status == HMRNN_ENOMEM)
        hm_message_die("%s", err->text);
    hm_message_fail("%s", err->text);
}

static bool
begin_entry(hm_input *input)
{
    hmrnn_error err;
    for (;;) {
        const hmrnn_status status = hm_source_next(input->source, &input->name, &err);
        if (status == HMRNN_OK)
            break;
        report(status, &err);
    }
    hm_records_reset(input->records);
    input->n_chars = input->n_invalid = 0;
    return input->name != NULL;
}

/// Warn if an entry looks wrongly encoded.
static void
doubt_encoding(const hm_input *input)
{
    if (input->doubted != NULL && input->n_invalid >= MIN_INVALID &&
        input->n_invalid * MAX_VALID_PER_INVALID > input->n_chars)
        hm_message_note("%s: %.0f %% of it is not %s: say with --encoding what it is", input->name,
                        100.0 * (double)input->n_invalid / (double)input->n_chars, input->doubted);
}

/// End a part of a record where it may be divided; the rest comes with the next part. False if
/// nothing is left of this one.
static bool
shorten(hm_input *input, hm_record *part, hm_chars *chars)
{
    hmrnn_error err;
    size_t n_kept = 0;
    if (chars->n_chars > input->n_is_end) {
        input->is_end = hm_xrealloc_array(input->is_end, chars->n_chars, 1);
        input->n_is_end = chars->n_chars;
    }
    hm_message_check(hm_split_point(input->graphemes, chars, input->is_end, &n_kept, &err), &err);
    const size_t n_bytes = chars->offset[n_kept];
    hm_records_return(input->records, part, part->n_bytes - n_bytes);
    part->n_bytes = n_bytes;
    chars->n_chars = n_kept;
    return n_kept > 0;
}

/// The next record that is not text; record->bytes is NULL after the last.
static hmrnn_status
parse_record(hm_input *input, hm_record *record, hm_chars *chars, hmrnn_error *err)
{
    hmrnn_error found;
    HM_TRY(hm_records_next(input->records, record, err));
    if (record->bytes == NULL)
        return HMRNN_OK;
    if (record->goes_on)
        return hm_fail(err, HMRNN_ETEXT, "%s: record %" PRIu64 ": longer than %zu bytes",
                       input->name, record->number, input->format->max_bytes);
    const hmrnn_status status =
        input->format->parse(record->n_bytes, record->bytes, &input->elements, chars, &found);
    if (status == HMRNN_OK)
        return HMRNN_OK;
    return hm_fail(err, status, "%s: record %" PRIu64 ": %s", input->name, record->number,
                   found.text);
}

/// The next record or part with its characters; record->bytes is NULL after the last.
static hmrnn_status
read_record(hm_input *input, hm_record *record, hm_chars *chars, hmrnn_error *err)
{
    if (input->format != NULL)
        return parse_record(input, record, chars, err);
    do {
        HM_TRY(hm_records_next(input->records, record, err));
        if (record->bytes == NULL)
            return HMRNN_OK;
        hmrnn_error found;
        const hmrnn_status status =
            hm_decode_part(input->decoder, record->n_before, record->goes_on, record->n_bytes,
                           record->bytes, chars, &found);
        if (status != HMRNN_OK)
            return hm_fail(err, status, "%s: record %" PRIu64 ": %s", input->name, record->number,
                           found.text);
    } while (record->goes_on && !shorten(input, record, chars));
    input->n_chars_before = record->n_before == 0 ? 0 : input->n_chars_given;
    input->n_chars_given = input->n_chars_before + chars->n_chars;
    return HMRNN_OK;
}

hm_input_event
hm_input_next(hm_input *input, hm_record *record, hm_chars *chars)
{
    if (input->name == NULL)
        return begin_entry(input) ? HM_INPUT_ENTRY : HM_INPUT_END;

    hmrnn_error err;
    const hmrnn_status status = read_record(input, record, chars, &err);
    if (status != HMRNN_OK) {
        report(status, &err);
        input->name = NULL;
        return HM_INPUT_BROKEN;
    }
    input->n_chars += record->bytes == NULL ? 0 : chars->n_chars;
    input->n_invalid += record->bytes == NULL ? 0 : chars->n_invalid;
    if (record->bytes == NULL) {
        doubt_encoding(input);
        input->name = NULL;
        return hm_input_next(input, record, chars);
    }
    return HM_INPUT_RECORD;
}

const hm_bytes *
hm_input_elements(const hm_input *input)
{
    return &input->elements;
}

void
hm_input_check(const hm_input_options *options, const hm_option *rows, const hm_command *command)
{
    if (options->format != NULL && (hm_option_is_given(rows, command, "encoding") ||
                                    hm_option_is_given(rows, command, "invalid")))
        hm_message_usage("--encoding and --invalid are for text, not for --strokes");
}

uint64_t
hm_input_chars_before(const hm_input *input)
{
    return input->n_chars_before;
}

const char *
hm_input_name(const hm_input *input)
{
    return input->name;
}

bool
hm_input_is_idle(const hm_input *input)
{
    return input->may_wait && !hm_records_has_more(input->records);
}

hm_decoder *
hm_input_decoder(hm_input *input)
{
    return input->decoder;
}

const unsigned char *
hm_input_terminator(const hm_input *input, size_t *n_bytes)
{
    *n_bytes = input->n_terminator;
    return input->terminator;
}

void
hm_input_free(hm_input *input)
{
    if (input == NULL)
        return;
    hm_records_free(input->records);
    hm_source_free(input->source);
    hm_graphemes_free(input->graphemes);
    hm_decoder_free(input->decoder);
    hm_bytes_release(&input->elements);
    free(input->is_end);
    free(input);
}
