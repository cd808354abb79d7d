// SPDX-License-Identifier: BSD-2-Clause
//
// sketches.h - made-up drawings, and small models of them, written to the folder of the test.
#ifndef HM_TESTS_STROKES_FIXTURE_H
#define HM_TESTS_STROKES_FIXTURE_H

#include "hmrnn_strokes.h"
#include "tmpdir.h"

#define STROKES_FIXTURE_POINTS 40  ///< most of a drawing
#define SKETCHES 60                ///< drawings to train on
#define STROKES_FIXTURE_MODEL "sketches.hmrnn"
#define STROKES_FIXTURE_CHECKPOINT "sketches.ckpt"

typedef struct strokes_fixture {
    hmrnn_point points[STROKES_FIXTURE_POINTS];
    size_t n;
} strokes_fixture;

/// Squares and zigzags of several strokes, all a little crooked.
void strokes_fixture_make(strokes_fixture *s, uint64_t seed);

/// The sketches of n seeds. Those to validate with are the 15 from 1000 on.
hmrnn_corpus *strokes_fixture_corpus(uint64_t first, size_t n);

/// A small network that learns for six epochs.
hmrnn_train_options strokes_fixture_options(void);

hmrnn_trainer *strokes_fixture_begin(const hmrnn_train_options *options);

/// \return windows learned from, at most `most`
size_t strokes_fixture_advance(hmrnn_trainer *trainer, size_t most);

/// Save the model, free the trainer. \return the file's bytes, the caller's
unsigned char *strokes_fixture_save(hmrnn_trainer *trainer, size_t *n);

/// All of it with strokes_fixture_options().
unsigned char *strokes_fixture_train(unsigned n_threads, size_t *n);

/// The model that comes out.
hmrnn_model *strokes_fixture_model(void);

#endif
