// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score.h - the three things that hmrnn-score does. All write to standard output and
// report failures as they meet them.
#ifndef HM_PROGRAMS_SCORE_H
#define HM_PROGRAMS_SCORE_H

#include "cli/input.h"
#include "programs/score_options.h"

/// Bits, by a model.
void hm_score_with_model(const hm_score_options *options, hm_input *input);

/// Drawings, by a model of drawings: log-likelihoods, or boundaries beside pen lifts.
void hm_score_drawings(const hm_score_options *options, hm_input *input);

/// Words and boundaries, by another segmentation of the same text.
void hm_score_against_gold(const hm_score_options *options, hm_input *input);

#endif
