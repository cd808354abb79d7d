// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment_options.h - the options of hmrnn-segment.
#ifndef HM_PROGRAMS_SEGMENT_OPTIONS_H
#define HM_PROGRAMS_SEGMENT_OPTIONS_H

#include "cli/input.h"
#include "cli/startup.h"
#include "write/table.h"

#include <stdbool.h>
#include <stddef.h>

/// As hm_format, and one more.
typedef enum hm_form { HM_FORM_TEXT, HM_FORM_TSV, HM_FORM_JSONL, HM_FORM_SVG } hm_form;
typedef enum hm_color { HM_COLOR_AUTO, HM_COLOR_ALWAYS, HM_COLOR_NEVER } hm_color;

typedef struct hm_segment_options {
    const char *model;
    const char *layers;
    bool is_fast, is_thorough, is_causal;
    hm_string_list delimiters;
    hm_form form;
    bool wants_scores;
    hm_color color;
    bool is_line_buffered;
    size_t n_samples;  ///< drawings to make in place of reading any
    double bias;       ///< of them
    uint64_t seed;
    hm_input_options input;
    hm_common_options common;
} hm_segment_options;

#define HM_SEGMENT_OPTIONS_INIT                   \
    {                                             \
        .seed = 1, .input = HM_INPUT_OPTIONS_INIT \
    }

extern const hm_tool hm_segment_tool;

#endif
