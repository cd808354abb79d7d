// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_formats.c - the output formats of hmrnn-segment for drawings.
#include <config.h>

#include "strokes/programs/stroke_formats.h"

const hm_format hm_stroke_formats[] = {
    {"text", &hm_text_writer},  // delimiters stand between points as they do between characters
    {"tsv", &hm_stroke_tsv_writer}, {"jsonl", &hm_stroke_jsonl_writer},
    {"svg", &hm_stroke_svg_writer}, {NULL, NULL},
};
