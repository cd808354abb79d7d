// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_options.c - the options of hmrnn-score.
#include <config.h>

#include "programs/score_options.h"

#define AT(member) offsetof(hm_score_options, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Score"},
    {HM_OPTION_TEXT, 'm', "model", "MODEL", AT(model),
     "a model file, or the name of an installed one; if not\n"
     "given, $HMRNN_MODEL, or one that fits the text"},
    {HM_OPTION_FLAG, '\0', "per-record", NULL, AT(is_per_record),
     "score each record by itself: a line for each"},
    {HM_OPTION_FLAG, '\0', "per-char", NULL, AT(is_per_char),
     "a line for each character: how much it surprised"},
    {HM_OPTION_FLAG, '\0', "entropy", NULL, AT(wants_entropy),
     "with --per-char: how much it was expected to"},
    {HM_OPTION_TEXT, '\0', "states", "LIST", AT(states),
     "with --per-char: the cell states of these layers before\n"
     "it, such as 1 or 1,2 or all"},
    {HM_OPTION_FLAG, '\0', "lifts", NULL, AT(wants_lifts),
     "with --strokes: how boundaries agree with pen lifts"},
    {HM_OPTION_FLAG, '\0', "dynamic", NULL, AT(is_dynamic),
     "go on learning from what has been scored, in each file\n"
     "from the model as it is"},
    {HM_OPTION_NUMBER, '\0', "dynamic-rate", "X", AT(dynamic.rate), "at this rate"},
    {HM_OPTION_NUMBER, '\0', "dynamic-decay", "X", AT(dynamic.decay),
     "and this share of the way back each time, 0 to 1"},
    {HM_OPTION_COUNT, '\0', "dynamic-steps", "N", AT(dynamic.steps), "after so many characters"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Judge a segmentation"},
    {HM_OPTION_TEXT, '\0', "against", "GOLD", AT(against),
     "FILE is a text with its words apart: hold it against\n"
     "GOLD, the same text with the right words apart"},
    {HM_OPTION_TEXT, 'd', "delimiter", "MARK", AT(delimiter),
     "what separates the words of both: white space if not\n"
     "given"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Output"},
    {HM_OPTION_CHOICE, '\0', "format", HM_TABLE_FORMATS, AT(format),
     "columns for people, for tools or for programs"},
    HM_INPUT_OPTIONS(hm_score_options, input),
    HM_COMMON_OPTIONS(hm_score_options, common),
};

const hm_tool hm_score_tool = {
    .name = "hmrnn-score",
    .usage = "[OPTION]... [FILE]...",
    .purpose = "Say how many bits a text costs a model, how likely drawings are to one, or how\n"
               "well a text is segmented.\n"
               "Without FILE, or where it is -, read standard input.",
    .examples = "  hmrnn-score -m my.hmrnn *.txt\n"
                "  hmrnn-score --per-record --format=tsv lines.txt | sort -k5,5gr | head\n"
                "  hmrnn-segment raw.txt | hmrnn-score --against gold.txt",
    .rows = rows,
    .n_options_bytes = sizeof(hm_score_options),
};
