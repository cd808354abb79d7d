// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_inducer.h - unsupervised segmentation of raw text into words.
//
// The first segmentation is the path of the largest sum of len(w) v(w), v being the normalised
// variation of branching entropy. Words, their spelling, the places of tokens in them and classes
// of words are estimated from it. Then, pass after pass, each span is taken out of the counts,
// segmented by the model of the rest, and put back (Viterbi training that leaves one span out).
#ifndef HM_INDUCE_WORD_INDUCER_H
#define HM_INDUCE_WORD_INDUCER_H

#include "induce/branching_entropy.h"
#include "induce/word_classes.h"
#include "induce/word_counts.h"

typedef struct hm_word_inducer_options {
    size_t max_length;  ///< tokens of a word; 0: as the text suggests
    hm_word_model_options words;
    hm_word_classes_options classes;
    size_t first_class_pass;  ///< passes before there are classes
} hm_word_inducer_options;

struct hm_lexicon;
struct hm_prior_lexicon;

typedef struct hm_word_inducer {
    size_t max_length;               ///< tokens of the longest word
    size_t first_class_pass;         ///< see hm_word_inducer_options
    const hm_tokens *tokens;         ///< lent; with a prior, that of the prior
    size_t n_text;                   ///< tokens of the text that are text
    struct hm_prior_lexicon *prior;  ///< or NULL
    hm_ngrams ngrams;
    hm_word_counts words;
    hm_word_classes classes;
    hm_lattice lattice;
    uint8_t *begins;         ///< [tokens->n] 1 where a word of a span begins
    float *before, *inside;  ///< [tokens->n] see hm_word_counts; NULL: no evidence
    float *probability;      ///< [tokens->n] of a word's beginning, as the
                             ///< latest hm_word_inducer_last_pass() saw it; or NULL
    size_t n_passes;         ///< done
} hm_word_inducer;

void hm_word_inducer_options_init(hm_word_inducer_options *options);

/// Count a text and make the first segmentation.
///
/// \param tokens  lent: must outlive the inducer
/// \param lexicon  what was learned before, from other text, with the same token ids; lent
///                 likewise; NULL: nothing. The first segmentation is then the lexicon's, its words
///                 are a prior (induce/prior_lexicon.h), and words and classes are of its sizes
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_inducer_new(hm_word_inducer **out, const hm_word_inducer_options *options,
                                 const hm_tokens *tokens, size_t n_token_ids,
                                 const struct hm_lexicon *lexicon, hmrnn_error *err);

/// One more pass over all spans. Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_inducer_pass(hm_word_inducer *inducer, hmrnn_error *err);

/// The same, with the posterior probability that a word begins at each token. Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_inducer_last_pass(hm_word_inducer *inducer, hmrnn_error *err);

/// Start from a given segmentation: counts and estimates are its own, classes are found again.
///
/// \param begins   [n]; copied
void hm_word_inducer_restart(hm_word_inducer *inducer, const uint8_t *begins);

/// Set the gap scores B and C of segment/word_model.h for the passes to come.
///
/// \param begins   [n] B: nats for a word that begins at each token of a span
/// \param goes_on  [n] C: nats for a word that continues there
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_inducer_set_gap_scores(hm_word_inducer *inducer, const float *begins,
                                            const float *goes_on, hmrnn_error *err);

/// Set gamma, the weight of the positions of tokens (segment/word_model.h): in the passes to come,
/// and in the lexicon that is built of them.
void hm_word_inducer_set_position_weight(hm_word_inducer *inducer, float weight);

void hm_word_inducer_free(hm_word_inducer *inducer);

#endif
