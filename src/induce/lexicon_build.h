// SPDX-License-Identifier: BSD-2-Clause
//
// induce/lexicon_build.h - what a word inducer learned, made into a lexicon that segments any text.
#ifndef HM_INDUCE_LEXICON_BUILD_H
#define HM_INDUCE_LEXICON_BUILD_H

#include "induce/word_inducer.h"
#include "segment/lexicon.h"

/// Build a lexicon of what an inducer learned: all token ids, and of the words that are counted at
/// least twice the commonest `most_words`.
///
/// \param token_ids  copied
/// \param pmi      [tokens->n] of the gap before each token of a span; or NULL
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lexicon_build(hm_lexicon **out, const hm_word_inducer *inducer,
                              const hm_token_ids *token_ids, hm_letters letters, const float *pmi,
                              size_t most_words, hmrnn_error *err);

#endif
