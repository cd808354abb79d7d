// SPDX-License-Identifier: BSD-2-Clause
//
// programs/sample.h - new drawings, sampled from a model, in batches as if they had been read.
#ifndef HM_PROGRAMS_SAMPLE_H
#define HM_PROGRAMS_SAMPLE_H

#include "cli/batch.h"
#include "hmrnn_strokes.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_samples hm_samples;

/// \param bias     as in hmrnn_sampler_new()
/// Does not return if the model or the bias makes no sense.
hm_samples *hm_samples_new(const hmrnn_model *model, size_t n_samples, uint64_t seed, double bias);

/// As hm_batch_fill(): false when there are no more.
bool hm_samples_fill(hm_samples *samples, hm_batch *batch);

void hm_samples_free(hm_samples *samples);

#endif
