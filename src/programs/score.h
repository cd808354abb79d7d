// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score.h - the two things that hmrnn-score does. Both write to standard output and report
// failures as they meet them.
#ifndef HM_PROGRAMS_SCORE_H
#define HM_PROGRAMS_SCORE_H

#include "cli/input.h"
#include "programs/score_options.h"
#include "write/record_type.h"

/// Measure the records by a model: type->measure.
void hm_score_with_model(const hm_score_options *options, const hm_record_type *type,
                         hm_input *input);

/// Compare the words and boundaries of a segmented text with those of another segmentation of it.
void hm_score_against_gold(const hm_score_options *options, hm_input *input);

#endif
