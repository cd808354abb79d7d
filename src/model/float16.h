// SPDX-License-Identifier: BSD-2-Clause
//
// model/float16.h - IEEE 754 half precision, for weights in files.
#ifndef HM_MODEL_FLOAT16_H
#define HM_MODEL_FLOAT16_H

#include <stddef.h>
#include <stdint.h>

/// Round to the nearest half, ties to even; beyond 65504 becomes infinity, NaN stays NaN.
void hm_float16_from_floats(size_t n, const float *x, uint16_t *half);

/// Exact. \param halves  [n], in memory of any alignment
void hm_float16_to_floats(size_t n, const void *halves, float *x);

#endif
