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
     "a model file, or the name of an installed one; if not\n"
     "given, $HMRNN_MODEL, or one that fits the text"},
    {HM_OPTION_TEXT, 'l', "layers", "LIST", AT(layers),
     "the layers whose boundaries to show: 1, 1,2 or all; if\n"
     "not given, 1, in a picture all"},
    {HM_OPTION_FLAG, '\0', "fast", NULL, AT(has_evidence),
     "words by the lexicon alone, without the networks"},
    {HM_OPTION_FLAG, '\0', "thorough", NULL, AT(has_evidence),
     "words with all that the networks know: slow"},
    {HM_OPTION_FLAG, '\0', "causal", NULL, AT(has_evidence),
     "by the forward detectors alone, without looking ahead"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Output"},
    {HM_OPTION_LIST, 'd', "delimiter", "MARK", AT(delimiters),
     "put MARK between segments; once for each layer, lowest\n"
     "first; \\n \\t \\0 \\\\ \\xHH are understood"},
    {HM_OPTION_CHOICE, '\0', "format", HM_FORMAT_WORDS, AT(format),
     "what to write:" HM_FORMAT_LINES "\nif not given:"},
    {HM_OPTION_FLAG, '\0', "scores", NULL, AT(wants_scores),
     "in rows: the evidence for the boundary at the end"},
    {HM_OPTION_CHOICE, '\0', "color", "auto|always|never", AT(color), "colour the marks"},
    {HM_OPTION_FLAG, '\0', "line-buffered", NULL, AT(is_line_buffered),
     "answer each record before reading the next"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "New drawings"},
    {HM_OPTION_COUNT, '\0', "sample", "N", AT(n_samples), "with --strokes: draw N, and read none"},
    {HM_OPTION_NUMBER, '\0', "bias", "X", AT(bias), "0: as the model says, above: neater"},
    {HM_OPTION_INTEGER, 's', "seed", "N", AT(seed), "of what is drawn"},
    HM_INPUT_OPTIONS(hm_segment_options, input),
    HM_COMMON_OPTIONS(hm_segment_options, common),
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
