// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/data/stroke_corpus.h - drawings in memory, to train on or to validate with.
#ifndef HM_STROKES_DATA_STROKE_CORPUS_H
#define HM_STROKES_DATA_STROKE_CORPUS_H

#include "data/corpus.h"

/// Of corpora of drawings, which hmrnn_corpus_add_drawing() makes.
extern const hm_corpus_type hm_stroke_corpus_type;

#endif
