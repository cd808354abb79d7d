// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_counts.h - the counts of a segmentation, as a back end of segment/word_model.h.
//
// The counts belong to one text. Words are the n-grams of that text; a word that occurs once
// in it has no number and is known to its own place only, so leaving a span out of the counts
// leaves it unknown. The logarithms of spelling and positions are running sums over the text, so
// a word costs two differences whatever its length.
#ifndef HM_INDUCE_WORD_COUNTS_H
#define HM_INDUCE_WORD_COUNTS_H

#include "base/arena.h"
#include "induce/ngrams.h"
#include "segment/lattice.h"

typedef struct hm_word_counts {
    hm_word_model_options options;
    hm_word_model model;      ///< of the options and what is counted
    const hm_tokens *tokens;  ///< lent
    const hm_ngrams *ngrams;  ///< lent
    size_t n_token_ids;
    size_t n_text;                ///< tokens of the text that are text; after it
                                  ///< are the words of a prior, each twice
    const uint32_t *prior_count;  ///< by number: of a prior; NULL: there is none
    double n_prior_tokens, n_prior_types;
    uint32_t *count;                ///< by number of the n-gram: c(w)
    uint8_t *is_met;                ///< by number: scratch
    double n_tokens, n_types;       ///< N, T
    float length[HM_MAX_WORD + 1];  ///< log l(k)
    float shape[HM_MAX_WORD + 1];   ///< log m(k), geometric beyond 1
    float *emission;                ///< [n_token_ids][HM_N_POSITIONS] log e(token | position)
    double *position_count;         ///< [n_token_ids][HM_N_POSITIONS] scratch
    uint32_t *first_count;          ///< [n_token_ids] types that begin with the token
    uint32_t *follow_count, *follow_types;  ///< [n_token_ids] c(a), t(a)
    uint32_t *spell_count;                  ///< [n_token_ids] in types
    uint32_t *pair_count;                   ///< by number of the n-gram of two: c(a, b)
    float *spell_first;                     ///< [n_token_ids] log q(token | begin)
    float *spelt;                           ///< [n] running sum of log q(token | its
                                            ///< predecessor)
    float *middle;                          ///< [n] running sum of log e(token | middle)
    const float *before;                    ///< [n] B of the gap before; NULL: no gap scores
    const float *inside;                    ///< [n] running sum of C
    hm_arena arena;                         ///< of all arrays
} hm_word_counts;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_counts_init(hm_word_counts *words, const hm_word_model_options *options,
                                 const hm_tokens *tokens, const hm_ngrams *ngrams,
                                 size_t n_token_ids, hmrnn_error *err);

/// Put the words of a span into the counts (sign 1) or take them out (-1).
///
/// With counts taken out, the scores are those of the rest; spelling and positions stay.
void hm_word_counts_count_span(hm_word_counts *words, const hm_range *span, const uint8_t *begins,
                               int sign);

/// Count all words of a segmentation, and nothing else, and estimate everything from it.
void hm_word_counts_recount(hm_word_counts *words, const uint8_t *begins);

/// Estimate spelling, lengths and positions anew from a segmentation whose words are all counted.
///
/// \param begins   [n] 1 where a word of a span begins
void hm_word_counts_estimate(hm_word_counts *words, const uint8_t *begins);

/// Set gamma.
void hm_word_counts_set_position_weight(hm_word_counts *words, float weight);

/// log b(w) of the k tokens at position i.
static inline float
hm_word_counts_spelling(const hm_word_counts *words, size_t i, size_t k)
{
    return words->spell_first[words->tokens->id[i]] + words->spelt[i + k - 1] - words->spelt[i] +
           words->length[k];
}

/// log e(w).
float hm_word_counts_positions(const hm_word_counts *words, size_t i, size_t k);

/// score(w).
float hm_word_counts_score(const hm_word_counts *words, size_t i, size_t k);

void hm_word_counts_release(hm_word_counts *words);

#endif
