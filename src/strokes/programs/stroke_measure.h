// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_measure.h - the log-likelihood of drawings under a model, or how its
// boundaries agree with pen lifts.
#ifndef HM_STROKES_PROGRAMS_STROKE_MEASURE_H
#define HM_STROKES_PROGRAMS_STROKE_MEASURE_H

#include "write/measure.h"

extern const hm_measure hm_stroke_measure;

#endif
