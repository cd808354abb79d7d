// SPDX-License-Identifier: BSD-2-Clause
//
// induce/prior_lexicon.h - what a lexicon knows already, for a teacher that learns from other text.
//
// The words of the lexicon stand behind the text as runs of their own, each counted as often as the
// lexicon has seen it. So they have numbers, and enter the counts of words, their spelling and the
// positions of their symbols; a short text adds to them, and a long one outvotes them. Each is
// written twice, because n-grams that occur once have no number. Counting them less (2, 1, 0.4 and
// 0.1 million words in place of 3.4) was worse for texts of 10 and 100 thousand characters, and no
// better for a million.
#ifndef HM_INDUCE_PRIOR_LEXICON_H
#define HM_INDUCE_PRIOR_LEXICON_H

#include "induce/branching_entropy.h"
#include "induce/ngrams.h"
#include "induce/word_classes.h"
#include "segment/lexicon.h"

typedef struct hm_prior {
    const hm_lexicon *lexicon;                  ///< lent
    hm_reading reading;                         ///< the text, and behind it the words
    size_t n_text;                              ///< tokens of the text
    uint32_t *count;                            ///< by number of the n-gram, as words
    double *class_count;                        ///< [lexicon->n_classes] of words of the class
    double n_tokens, n_types;
} hm_prior;

/// Put the words of a lexicon behind a text whose symbols are those of the lexicon, and more.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_read(hm_prior *prior, const hm_lexicon *lexicon, const hm_reading *text,
                           hmrnn_error *err);

/// Count the words, when the n-grams of the reading have been numbered. Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_count(hm_prior *prior, const hm_ngrams *ngrams, hmrnn_error *err);

/// Give each word of the lexicon the class that it has there.
void hm_prior_classify(const hm_prior *prior, const hm_ngrams *ngrams, hm_classes *classes);

/// Cut the text by the lexicon and by what branches in the text, and see how often runs end.
///
/// \param lattice  has the lexicon's longest word, and room for every run
/// \param begins   [prior->reading.n] result; words of the lexicon are not cut
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_prior_cut(hm_prior *prior, const hm_branching *branching, const hm_ngrams *ngrams,
                          hm_lattice *lattice, uint8_t *begins, hmrnn_error *err);

/// What the lexicon says of the cohesion of neighbours, in nats for a word that goes on at each
/// token.
///
/// \param goes_on  [prior->n_text]
void hm_prior_cohesion(const hm_prior *prior, float *goes_on);

void hm_prior_release(hm_prior *prior);

#endif
