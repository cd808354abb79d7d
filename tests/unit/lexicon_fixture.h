// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/lexicon_fixture.h - a made-up language, a teacher that has read it, and its lexicon.
#ifndef LEXICON_FIXTURE_H
#define LEXICON_FIXTURE_H

#include "induce/lexicon_build.h"
#include "induce/word_inducer.h"
#include "segment/lexicon.h"
#include "tokens_fixture.h"

#define LESSON_MOST 40000                       // more tokens than the text has

typedef struct lesson {
    speech s;
    hm_teacher *teacher;
    hm_lexicon *lexicon;
} lesson;

/// A lesson where it lies: the teacher keeps an address in it. Fails the test without memory.
void lesson_teach(lesson *l, size_t n_longest);

void lesson_forget(lesson *l);

/// Cut a text by a lexicon.
///
/// \param logit    log-odds of a boundary before each token, or NULL
/// \param begins   [reading->n] result, for tokens of runs
void lesson_cut(const hm_lexicon *lexicon, const hm_reading *reading, const float *logit,
                uint8_t *begins);

#endif
