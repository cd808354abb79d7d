// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_classes.h - classes of words that stand in like places, and what stands beside what.
//
// Exchange clustering (Kneser & Ney 1993, "Improved clustering techniques for class-based
// statistical language modelling"): each frequent word is moved to the class that makes the bigram
// of classes most likely, words in the order of their frequency, a few times over. Rare words have
// classes by their length, and what lies beyond a span has one.
#ifndef HM_INDUCE_WORD_CLASSES_H
#define HM_INDUCE_WORD_CLASSES_H

#include "base/arena.h"
#include "induce/ngrams.h"
#include "segment/lattice.h"

typedef struct hm_word_classes_options {
    size_t n_classes;      ///< of frequent words; 0: neighbours do not matter
    uint32_t least_count;  ///< of a frequent word
    size_t n_passes;       ///< over the words in each call
    float weight;          ///< of the log-ratio
} hm_word_classes_options;

typedef struct hm_word_classes {
    hm_word_classes_options options;
    uint16_t *class;  ///< by number of the n-gram; 0: not yet one
    size_t n_ngrams;
    const uint32_t *prior_count;      ///< by number: words of a prior, which keep their
                                      ///< class until the text has them more often; NULL
    const double *prior_class_count;  ///< [n_all]
    const float *prior_score;         ///< [n_all][n_all] as score
    size_t n_text;                    ///< tokens of the text that stand side by side
    float *score;                     ///< [n_all][n_all] weight * log p(right | left) /
                                      ///< p(right)
    size_t n_all;                     ///< classes in all
    hm_arena arena;                   ///< of class and score
} hm_word_classes;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_classes_init(hm_word_classes *classes, const hm_word_classes_options *options,
                                  size_t n_ngrams, hmrnn_error *err);

/// Find classes for the words of a segmentation, beginning with those that words have.
///
/// \param count    by number of the n-gram: as a word
/// \param begins   [n] 1 where a word of a span begins
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_classes_find(hm_word_classes *classes, const hm_tokens *tokens,
                                  const hm_ngrams *ngrams, const uint32_t *count,
                                  const uint8_t *begins, hmrnn_error *err);

/// No word has a class any more.
void hm_word_classes_forget(hm_word_classes *classes);

/// The class of the word of k tokens with that number.
static inline uint16_t
hm_word_classes_of(const hm_word_classes *classes, uint32_t word, size_t k)
{
    return word == HM_NO_NGRAM || classes->class[word] < HM_FIRST_CLASS ? hm_word_class_rare(k)
                                                                        : classes->class[word];
}

/// For the lattice; lent.
hm_transitions hm_word_classes_transitions(const hm_word_classes *classes);

void hm_word_classes_release(hm_word_classes *classes);

#endif
