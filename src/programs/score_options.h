// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_options.h - the options of hmrnn-score.
#ifndef HM_PROGRAMS_SCORE_OPTIONS_H
#define HM_PROGRAMS_SCORE_OPTIONS_H

#include "cli/input.h"
#include "cli/startup.h"
#include "write/table.h"

#include <stdbool.h>

typedef struct hm_score_options {
    const char *model;
    bool is_per_record;
    bool is_per_char;
    bool wants_entropy;
    const char *states;  ///< list of layers; NULL: none
    bool wants_lifts;
    bool is_dynamic;
    hmrnn_dynamic_options dynamic;
    hm_table_format format;
    const char *against;  ///< NULL: score with a model
    const char *delimiter;
    hm_input_options input;
    hm_common_options common;
} hm_score_options;

#define HM_SCORE_OPTIONS_INIT          \
    {                                  \
        .input = HM_INPUT_OPTIONS_INIT \
    }

extern const hm_tool hm_score_tool;

#endif
