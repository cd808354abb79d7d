// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_record.h - drawings as records of the programs.
//
// The elements of such a record (cli/record_format.h) are an array of hmrnn_point.
#ifndef HM_STROKES_PROGRAMS_STROKE_RECORD_H
#define HM_STROKES_PROGRAMS_STROKE_RECORD_H

#include "write/record_type.h"

extern const hm_record_type hm_stroke_records;

#endif
