// SPDX-License-Identifier: BSD-2-Clause
//
// induce/prior_lexicon.h - the words of a lexicon as prior counts for an inducer of other text.
//
// The words of the lexicon stand after the text as spans of their own, each counted as often as the
// lexicon has it. So they have numbers, and enter the counts of words, their spelling and the
// positions of their tokens; a short text adds to them, and a long one outweighs them. Each is
// there twice, because n-grams that occur once have no number. Counting them less (2, 1, 0.4 and
// 0.1 million words in place of 3.4) was worse for texts of 10 and 100 thousand characters, and no
// better for a million.
#ifndef HM_INDUCE_PRIOR_LEXICON_H
#define HM_INDUCE_PRIOR_LEXICON_H

#include "induce/branching_entropy.h"
#include "induce/ngrams.h"
#include "induce/word_classes.h"
#include "segment/lexicon.h"

typedef struct hm_prior_lexicon {
    const hm_lexicon *lexicon;  ///< lent
    hm_tokens tokens;           ///< the text, and after it the words
    size_t n_text;              ///< tokens of the text
    uint32_t *count;            ///< by number of the n-gram, as words
    double *class_count;        ///< [lexicon->n_classes] of words of the class
    double n_tokens, n_types;
} hm_prior_lexicon;

/// Put the words of a lexicon after a text whose tokens are those of the lexicon, and more.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_lexicon_read(hm_prior_lexicon *prior, const hm_lexicon *lexicon,
                                   const hm_tokens *text, hmrnn_error *err);

/// Count the words, when the n-grams of the text have been numbered. Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_lexicon_count(hm_prior_lexicon *prior, const hm_ngrams *ngrams,
                                    hmrnn_error *err);

/// Give each word of the lexicon the class that it has there.
void hm_prior_lexicon_classify(const hm_prior_lexicon *prior, const hm_ngrams *ngrams,
                               hm_word_classes *classes);

/// Segment the text by the lexicon and by branching entropy, and count how often spans end.
///
/// \param lattice  for the lexicon's longest word and every span
/// \param begins   [prior->tokens.n] result; words of the lexicon stay whole
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_lexicon_segment(hm_prior_lexicon *prior,
                                      const hm_branching_entropy *branching,
                                      const hm_ngrams *ngrams, hm_lattice *lattice, uint8_t *begins,
                                      hmrnn_error *err);

/// The lexicon's mean PMI of neighbours as gap scores: nats for a word that continues at a token.
///
/// \param goes_on  [prior->n_text]
void hm_prior_lexicon_pmi(const hm_prior_lexicon *prior, float *goes_on);

void hm_prior_lexicon_release(hm_prior_lexicon *prior);

#endif
