// SPDX-License-Identifier: BSD-2-Clause
//
// induce/ngrams.h - the n-grams of a text that occur at least twice, numbered, with their
// counts.
//
// Most long n-grams of a text occur once. Their counts add nothing to those of their parts, so they
// get no number: a position knows the number of the n-gram that begins there, or HM_NO_NGRAM. An
// n-gram can occur twice only if both its parts of n - 1 tokens do, so each length is counted
// among what the one before left over. Memory: 4 (L + 1) bytes a token and 12 a number while all
// is counted; in tens of millions of characters of Chinese and Japanese at L = 7 there are two
// numbers to three tokens.
#ifndef HM_INDUCE_NGRAMS_H
#define HM_INDUCE_NGRAMS_H

#include "segment/tokens.h"
#include "segment/word_model.h"

#define HM_NO_NGRAM UINT32_MAX

typedef struct hm_ngrams {
    size_t max_length;                ///< L
    uint32_t *at[HM_MAX_WORD + 2];    ///< [k][n] 1 <= k <= L: number of the k tokens
                                      ///< that begin at a position of a span
    uint32_t first[HM_MAX_WORD + 3];  ///< [k]: numbers of length k begin here;
                                      ///< [L + 2]: how many there are
    uint32_t *count;                  ///< by number
    uint32_t *prefix, *suffix;        ///< by number: the parts; HM_NO_NGRAM at length 1
    size_t capacity;                  ///< of each of the three
} hm_ngrams;

/// Count the n-grams of 1 ... L + 1 tokens inside the spans. Those of one token are numbered by
/// token, however often they occur.
///
/// \param max_length  L, 1 to HM_MAX_WORD
/// Errors: HMRNN_ENOMEM, HMRNN_ETEXT beyond 2^32 - 2 numbers.
hmrnn_status hm_ngrams_count(hm_ngrams *ngrams, const hm_tokens *tokens, size_t n_token_ids,
                             size_t max_length, hmrnn_error *err);

/// How many different numbers there are.
static inline size_t
hm_ngrams_size(const hm_ngrams *ngrams)
{
    return ngrams->first[ngrams->max_length + 2];
}

/// Forget parts and what is longer than a word: counts and where each n-gram stands remain.
void hm_ngrams_keep_words(hm_ngrams *ngrams);

void hm_ngrams_release(hm_ngrams *ngrams);

#endif
