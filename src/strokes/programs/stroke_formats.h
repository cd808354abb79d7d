// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_formats.h - the output formats of hmrnn-segment for drawings.
#ifndef HM_STROKES_PROGRAMS_STROKE_FORMATS_H
#define HM_STROKES_PROGRAMS_STROKE_FORMATS_H

#include "write/formats.h"

extern const hm_writer hm_stroke_tsv_writer;
extern const hm_writer hm_stroke_jsonl_writer;
extern const hm_writer hm_stroke_svg_writer;

extern const hm_format hm_stroke_formats[];  ///< ends with {NULL, NULL}

#endif
