// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_sampling.h - new drawings, sampled from a model, in batches as if they
// had been read.
#ifndef HM_STROKES_PROGRAMS_STROKE_SAMPLING_H
#define HM_STROKES_PROGRAMS_STROKE_SAMPLING_H

#include "write/record_type.h"

extern const hm_sampling hm_stroke_sampling;

#endif
