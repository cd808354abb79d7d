// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_batch.h - drawings as the ids and elements that a batch runner runs.
#ifndef HM_STROKES_STROKE_BATCH_H
#define HM_STROKES_STROKE_BATCH_H

#include "hmrnn_strokes.h"
#include "infer/batch_runner.h"

/// What hm_batch_runner_read() is to text: runner->records, ids, origin, begin and elements.
/// Errors: HMRNN_EARG (the model is not one of drawings), HMRNN_ENOMEM.
hmrnn_status hm_stroke_batch_read(hm_batch_runner *runner, size_t n_drawings,
                                  const hmrnn_drawing *drawings, hmrnn_error *err);

#endif
