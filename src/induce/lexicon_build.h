// SPDX-License-Identifier: BSD-2-Clause
//
// induce/lexicon_build.h - what a word inducer learned, made into a lexicon that segments any text.
#ifndef HM_INDUCE_LEXICON_BUILD_H
#define HM_INDUCE_LEXICON_BUILD_H

#include "induce/word_inducer.h"
#include "segment/lexicon.h"

/// What a teacher learned. Symbols are the reading's, words those counted at least twice, the
/// commonest `most_words` of them.
///
/// \param symbols  copied
/// \param cohesion [reading->n] of the gap before each token of a run; or NULL
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lexicon_from_teacher(hm_lexicon **out, const hm_teacher *teacher,
                                     const hm_symbols *symbols, bool joins_letters,
                                     const float *cohesion, size_t most_words, hmrnn_error *err);

#endif
