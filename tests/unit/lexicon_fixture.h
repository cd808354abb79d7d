// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/lexicon_fixture.h - a made-up language, an inducer of its words, and the lexicon.
#ifndef LEXICON_FIXTURE_H
#define LEXICON_FIXTURE_H

#include "induce/lexicon_build.h"
#include "induce/word_inducer.h"
#include "segment/lexicon.h"
#include "tokens_fixture.h"

#define LEXICON_FIXTURE_MAX 40000  // more tokens than the text has

typedef struct lexicon_fixture {
    tokens_fixture s;
    hm_word_inducer *inducer;
    hm_lexicon *lexicon;
} lexicon_fixture;

/// Set up in place: the inducer keeps an address in it. Fails the test without memory.
void lexicon_fixture_make(lexicon_fixture *l, size_t max_length);

void lexicon_fixture_release(lexicon_fixture *l);

/// Cut a text by a lexicon.
///
/// \param logit    log-odds of a boundary before each token, or NULL
/// \param begins   [tokens->n] result, for tokens of runs
void lexicon_fixture_segment(const hm_lexicon *lexicon, const hm_tokens *tokens, const float *logit,
                             uint8_t *begins);

#endif
