// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_text.h - what a text costs a model, in bits.
#ifndef HM_PROGRAMS_SCORE_TEXT_H
#define HM_PROGRAMS_SCORE_TEXT_H

#include "write/measure.h"

extern const hm_measure hm_text_measure;

#endif
