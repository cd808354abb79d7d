// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment_options.c - the options of hmrnn-segment.
#include <config.h>

#include "programs/segment_options.h"

#include "write/formats.h"

#define AT(member) offsetof(hm_segment_options, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Boundaries"},
    {HM_OPTION_TEXT, 'm', "model", "MODEL", AT(model),
     "a model file, or the name of an installed one; if not given, $HMRNN_MODEL, or one that fits "
     "the text"},
    {HM_OPTION_TEXT, 'l', "layers", "LAYERS", AT(layers),
     "the layers whose boundaries to show: 1, 1,2 or all; if not given, 1, in a picture all"},
    {HM_OPTION_FLAG, '\0', "fast", NULL, AT(has_evidence),
     "use the lexicon alone and run no network"},
    {HM_OPTION_FLAG, '\0', "thorough", NULL, AT(has_evidence),
     "use all scores that the networks can give: slow"},
    {HM_OPTION_FLAG, '\0', "causal", NULL, AT(has_evidence),
     "use the forward detectors alone and do not look ahead"},
    {HM_OPTION_LIST, '\0', "words", "FILE", AT(words),
     "heed the words in FILE, one a line; =word: always one, ~string: never cut, two parts: never "
     "a word"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Output"},
    {HM_OPTION_LIST, 'd', "delimiter", "MARK", AT(delimiters),
     "put MARK between segments; once for each layer, lowest first; \\n \\t \\0 \\\\ \\xHH are "
     "understood"},
    {HM_OPTION_CHOICE, '\0', "format", HM_FORMAT_WORDS, AT(format),
     "what to write:" HM_FORMAT_LINES "\nif not given:"},
    {HM_OPTION_FLAG, '\0', "scores", NULL, AT(wants_scores),
     "in rows: the score of the boundary at the end"},
    {HM_OPTION_MAYBE_COUNT, '\0', "ask", "N", AT(n_questions),
     "write no text, but the N places most worth an answer by a person"},
    HM_INPUT_OPTIONS(hm_segment_options, input),
    HM_COMMON_OPTIONS(hm_segment_options, common),
    HM_OPTIONS_FOR_EXPERTS,
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about boundaries"},
    {HM_OPTION_CHOICE, '\0', "convention", "yes|no", AT(leaves_convention_out),
     "no: leave out what the model learned from examples"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about output"},
    {HM_OPTION_CHOICE, '\0', "color", "auto|always|never", AT(color),
     "colour the marks; auto: on a terminal"},
    {HM_OPTION_FLAG, '\0', "line-buffered", NULL, AT(is_line_buffered),
     "answer each record before reading the next"},
    HM_INPUT_EXPERT_OPTIONS(hm_segment_options, input),
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Sampling of drawings"},
    {HM_OPTION_COUNT, '\0', "sample", "N", AT(n_samples),
     "with --strokes: draw N samples from the model, and read nothing"},
    {HM_OPTION_NUMBER, '\0', "bias", "X", AT(bias),
     "sharpen the distribution; 0: as the model predicts it"},
    {HM_OPTION_INTEGER, 's', "seed", "N", AT(seed), "seed of the random numbers"},
    HM_OPTIONS_END,
};

const hm_tool hm_segment_tool = {
    .name = "hmrnn-segment",
    .usage = "[OPTION]... [FILE]...",
    .purpose = "Show where the segments of a text end: words, phrases, as a model learned them.\n"
               "Without FILE, or where it is -, read standard input.",
    .examples = "  cat novel.txt | hmrnn-segment\n"
                "  hmrnn-segment -l 1,2 -d ' ' -d '\\n' novel.txt\n"
                "  hmrnn-segment --format=tsv --scores books.tar.xz",
    .rows = rows,
    .n_options_bytes = sizeof(hm_segment_options),
};
