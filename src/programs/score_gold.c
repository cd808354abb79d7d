// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_gold.c - a segmented text against a better one, record by record.
#include <config.h>

#include "programs/score.h"

#include "cli/append.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/unescape.h"
#include "programs/gold.h"
#include "write/score_tables.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    hm_input *input;
    hm_chars chars;
    uint64_t number;  ///< of the record in its entry
} reader;

typedef struct judge {
    reader gold;
    reader found;
    hm_chars delimiter;
    hm_segmented gold_record;
    hm_segmented found_record;
    char *name;      ///< of the entry that is judged; NULL: none
    size_t n_files;  ///< that were compared to their end
    hmrnn_agreement file;
    hmrnn_agreement total;
    hm_table table;
    hm_bytes out;
} judge;

static void
add_agreement(hmrnn_agreement *total, const hmrnn_agreement *part)
{
    total->n_gold += part->n_gold;
    total->n_found += part->n_found;
    total->n_both += part->n_both;
    total->n_gold_ends += part->n_gold_ends;
    total->n_found_ends += part->n_found_ends;
    total->n_both_ends += part->n_both_ends;
}

static void
read_delimiter(const char *text, hm_chars *chars)
{
    hmrnn_error err;
    hm_bytes bytes = HM_BYTES_INIT;
    hm_decoder *decoder = NULL;
    if (hm_unescape(text, &bytes, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    hm_message_check(hm_decoder_new(&decoder, NULL, HM_INVALID_ERROR, &err), &err);
    if (hm_decode(decoder, bytes.n_bytes, bytes.data, chars, &err) != HMRNN_OK)
        hm_message_usage("--delimiter: %s", err.text);
    hm_decoder_free(decoder);
    hm_bytes_release(&bytes);
}

/// The next event; records that cannot be read end the comparison, since nothing after them would
/// stand beside its like.
static hm_input_event
next_event(reader *from)
{
    hm_record record;
    const hm_input_event event = hm_input_next(from->input, &record, &from->chars);
    if (event == HM_INPUT_RECORD)
        from->number = record.number;
    return event;
}

/// Go to the next record of the gold text, over the borders of its files; false at its end.
static bool
next_gold(reader *gold)
{
    hm_input_event event = HM_INPUT_ENTRY;
    while (event == HM_INPUT_ENTRY)
        event = next_event(gold);
    return event == HM_INPUT_RECORD;
}

static void
split(const judge *j, const hm_chars *chars, hm_segmented *segmented)
{
    const hmrnn_text record = {chars->chars, chars->n_chars};
    const hmrnn_text delimiter = {j->delimiter.chars, j->delimiter.n_chars};
    hm_gold_split(&record, &delimiter, segmented);
}

static bool
judge_record(judge *j)
{
    hmrnn_error err;
    if (!next_gold(&j->gold)) {
        if (hm_message_status() == HM_EXIT_DONE)  // else what is missing was said already
            hm_message_fail("%s: record %" PRIu64 ": the gold text has no more records", j->name,
                            j->found.number);
        return false;
    }
    split(j, &j->gold.chars, &j->gold_record);
    split(j, &j->found.chars, &j->found_record);
    if (hm_gold_add(&j->file, &j->gold_record, &j->found_record, &err) == HMRNN_OK)
        return true;
    hm_message_fail("%s: record %" PRIu64 " against %s: record %" PRIu64 ": %s", j->name,
                    j->found.number, hm_input_name(j->gold.input), j->gold.number, err.text);
    return false;
}

static void
finish_file(judge *j)
{
    if (j->name == NULL)
        return;
    hm_score_table_agreement(&j->table, "file", j->name, &j->file);
    add_agreement(&j->total, &j->file);
    j->n_files++;
    j->file = (hmrnn_agreement){.n_gold = 0};
    free(j->name);
    j->name = NULL;
}

/// True if all records of both texts were compared.
static bool
judge_all(judge *j)
{
    for (;;) {
        switch (next_event(&j->found)) {
        case HM_INPUT_ENTRY:
            finish_file(j);
            if (hm_message_status() != HM_EXIT_DONE)
                return false;  // a file is missing, and what follows stands beside
                               // the records of another
            j->name = hm_xstrdup(hm_input_name(j->found.input));
            break;
        case HM_INPUT_RECORD:
            if (!judge_record(j))
                return false;
            break;
        case HM_INPUT_BROKEN:
            return false;
        case HM_INPUT_END:
            finish_file(j);
            if (hm_message_status() != HM_EXIT_DONE || !next_gold(&j->gold))
                return true;
            hm_message_fail("%s: record %" PRIu64 ": the text to judge has no more records",
                            hm_input_name(j->gold.input), j->gold.number);
            return false;
        }
    }
}

void
hm_score_against_gold(const hm_score_options *options, hm_input *input)
{
    judge j = {.found = {.input = input}};
    if (options->delimiter != NULL)
        read_delimiter(options->delimiter, &j.delimiter);
    j.gold.input = hm_input_new(&options->input, 1, &options->against);
    j.table = hm_score_table_agreements(options->format, &j.out);
    hm_table_header(&j.table);
    if (judge_all(&j) && hm_message_status() == HM_EXIT_DONE)
        hm_score_table_agreement(&j.table, "total", "total", &j.total);
    if (j.n_files > 0 || hm_message_status() == HM_EXIT_DONE)
        hm_output_write(&j.out, false);

    free(j.name);
    hm_bytes_release(&j.out);
    hm_chars_release(&j.delimiter);
    hm_chars_release(&j.gold.chars);
    hm_chars_release(&j.found.chars);
    hm_segmented_release(&j.gold_record);
    hm_segmented_release(&j.found_record);
    hm_input_free(j.gold.input);
}
