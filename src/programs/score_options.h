// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_options.h - the options of hmrnn-score.
#ifndef HM_PROGRAMS_SCORE_OPTIONS_H
#define HM_PROGRAMS_SCORE_OPTIONS_H

#include "cli/startup.h"
#include "write/measure.h"

#define HM_SCORE_OPTIONS_INIT          \
    {                                  \
        .input = HM_INPUT_OPTIONS_INIT \
    }

extern const hm_tool hm_score_tool;

#endif
