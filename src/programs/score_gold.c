// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_gold.c - a segmented text compared with a gold segmentation, record by record.
#include <config.h>

#include "programs/score.h"

#include "cli/append.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/mark_option.h"
#include "programs/gold.h"
#include "text/decode.h"
#include "write/score_tables.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    hm_input *input;
    hm_chars chars;
    uint64_t number;  ///< of the record in its entry
} reader;

typedef struct comparison {
    reader gold;
    reader found;
    hm_chars delimiter;
    hm_marked_text gold_record;
    hm_marked_text found_record;
    char *name;      ///< of the file that is compared; NULL: none
    size_t n_files;  ///< that were compared to their end
    hmrnn_agreement file;
    hmrnn_agreement total;
    hm_table table;
    hm_bytes out;
} comparison;

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
split(const comparison *c, const hm_chars *chars, hm_marked_text *segmented)
{
    hmrnn_error err;
    const hmrnn_text record = {chars->chars, chars->n_chars};
    const hmrnn_text delimiter = {c->delimiter.chars, c->delimiter.n_chars};
    hm_message_check(hm_gold_split(&record, &delimiter, segmented, &err), &err);
}

static bool
compare_record(comparison *c)
{
    hmrnn_error err;
    if (!next_gold(&c->gold)) {
        if (hm_message_status() == HM_EXIT_DONE)  // otherwise the reason is reported already
            hm_message_fail("%s: record %" PRIu64 ": the gold text has no more records", c->name,
                            c->found.number);
        return false;
    }
    split(c, &c->gold.chars, &c->gold_record);
    split(c, &c->found.chars, &c->found_record);
    if (hm_gold_add(&c->file, &c->gold_record, &c->found_record, &err) == HMRNN_OK)
        return true;
    hm_message_fail("%s: record %" PRIu64 " against %s: record %" PRIu64 ": %s", c->name,
                    c->found.number, hm_input_name(c->gold.input), c->gold.number, err.text);
    return false;
}

static void
finish_file(comparison *c)
{
    if (c->name == NULL)
        return;
    hm_score_table_agreement(&c->table, "file", c->name, &c->file);
    add_agreement(&c->total, &c->file);
    c->n_files++;
    c->file = (hmrnn_agreement){.n_gold = 0};
    free(c->name);
    c->name = NULL;
}

/// True if all records of both texts were compared.
static bool
compare_all(comparison *c)
{
    for (;;) {
        switch (next_event(&c->found)) {
        case HM_INPUT_ENTRY:
            finish_file(c);
            if (hm_message_status() != HM_EXIT_DONE)
                return false;  // a file is missing: what follows would be compared with its records
            c->name = hm_xstrdup(hm_input_name(c->found.input));
            break;
        case HM_INPUT_RECORD:
            if (!compare_record(c))
                return false;
            break;
        case HM_INPUT_BROKEN:
            return false;
        case HM_INPUT_END:
            finish_file(c);
            if (hm_message_status() != HM_EXIT_DONE || !next_gold(&c->gold))
                return true;
            hm_message_fail("%s: record %" PRIu64 ": the text to judge has no more records",
                            hm_input_name(c->gold.input), c->gold.number);
            return false;
        }
    }
}

void
hm_score_against_gold(const hm_score_options *options, hm_input *input)
{
    comparison c = {.found = {.input = input}};
    if (options->delimiter != NULL)
        hm_mark_option_decode(options->delimiter, &c.delimiter);
    c.gold.input = hm_input_new(&options->input, 1, &options->against);
    c.table = hm_score_table_agreements(options->format, &c.out);
    hm_table_header(&c.table);
    if (compare_all(&c) && hm_message_status() == HM_EXIT_DONE)
        hm_score_table_agreement(&c.table, "total", "total", &c.total);
    if (c.n_files > 0 || hm_message_status() == HM_EXIT_DONE)
        hm_output_write(&c.out, false);

    free(c.name);
    hm_bytes_release(&c.out);
    hm_chars_release(&c.delimiter);
    hm_chars_release(&c.gold.chars);
    hm_chars_release(&c.found.chars);
    hm_marked_text_release(&c.gold_record);
    hm_marked_text_release(&c.found_record);
    hm_input_free(c.gold.input);
}
