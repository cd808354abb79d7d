// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment_options.h - the options of hmrnn-segment.
#ifndef HM_PROGRAMS_SEGMENT_OPTIONS_H
#define HM_PROGRAMS_SEGMENT_OPTIONS_H

#include "cli/input.h"
#include "cli/startup.h"
#include "write/delimiters.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hm_segment_options {
    const char *model;
    const char *layers;
    bool has_evidence;          ///< one of --fast, --thorough and --causal is given
    hmrnn_evidence evidence;    ///< set by the program: which of them
    hm_string_list words;       ///< files of words
    int leaves_convention_out;  ///< --convention=no
    hm_string_list delimiters;
    int format;  ///< of hm_formats
    bool wants_scores;
    size_t n_questions;  ///< of --ask
    hm_color color;
    bool is_line_buffered;
    size_t n_samples;  ///< drawings to make in place of reading any
    double bias;       ///< of them
    uint64_t seed;
    hm_input_options input;
    hm_common_options common;
} hm_segment_options;

#define HM_SEGMENT_OPTIONS_INIT                                       \
    {                                                                 \
        .n_questions = 100, .seed = 1, .input = HM_INPUT_OPTIONS_INIT \
    }

extern const hm_tool hm_segment_tool;

#endif
