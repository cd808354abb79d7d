// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_options.c - the options of hmrnn-score.
#include <config.h>

#include "programs/score_options.h"

#define AT(member) offsetof(hm_score_options, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Score"},
    {HM_OPTION_TEXT, 'm', "model", "MODEL", AT(model),
     "a model file, or the name of an installed one; if not given, $HMRNN_MODEL, or one that fits "
     "the text"},
    {HM_OPTION_FLAG, '\0', "per-record", NULL, AT(is_per_record),
     "score each record by itself: a row for each"},
    {HM_OPTION_FLAG, '\0', "per-char", NULL, AT(is_per_char),
     "a row for each character, with its surprisal"},
    {HM_OPTION_FLAG, '\0', "dynamic", NULL, AT(is_dynamic),
     "dynamic evaluation: train on what has been scored, in each file from the model as it is"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Evaluate a segmentation"},
    {HM_OPTION_TEXT, '\0', "against", "GOLD", AT(against),
     "compare FILE, a segmented text, with GOLD, the same text with the right words"},
    {HM_OPTION_TEXT, 'd', "delimiter", "MARK", AT(delimiter),
     "what separates the words of both; if not given, white space"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Output"},
    {HM_OPTION_CHOICE, '\0', "format", HM_TABLE_FORMATS, AT(format),
     "columns for people, for tools or for programs"},
    HM_INPUT_OPTIONS(hm_score_options, input),
    HM_COMMON_OPTIONS(hm_score_options, common),
    HM_OPTIONS_FOR_EXPERTS,
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about scores"},
    {HM_OPTION_FLAG, '\0', "entropy", NULL, AT(wants_entropy),
     "with --per-char: the entropy of the prediction"},
    {HM_OPTION_TEXT, '\0', "states", "LAYERS", AT(states),
     "with --per-char: the cell states of these layers before the character: 1, 1,2 or all"},
    {HM_OPTION_FLAG, '\0', "lifts", NULL, AT(wants_lifts),
     "with --strokes: how boundaries agree with pen lifts"},
    {HM_OPTION_NUMBER, '\0', "dynamic-rate", "X", AT(dynamic.rate),
     "learning rate of dynamic evaluation"},
    {HM_OPTION_NUMBER, '\0', "dynamic-decay", "X", AT(dynamic.decay),
     "decay of its changes towards the model, 0 to 1"},
    {HM_OPTION_COUNT, '\0', "dynamic-steps", "N", AT(dynamic.steps),
     "characters between its steps"},
    HM_INPUT_EXPERT_OPTIONS(hm_score_options, input),
    HM_OPTIONS_END,
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
