// SPDX-License-Identifier: BSD-2-Clause
//
// induce/branching_entropy.h - the entropy of what follows and precedes a string.
//
// Normalised variation of branching entropy (Magistry & Sagot 2012, "Unsupervized word
// segmentation: the case for Mandarin Chinese"). The entropy of the token that follows a string
// falls while a word goes on and rises where it ends. For a string w
//
//     v(w) = h_right(w) - h_right(w without its last) + h_left(w) - h_left(w without its first)
//
// less the mean of v over the strings of that length, each weighted by log(1 + count). An end of a
// span counts as a following token that occurs nowhere else.
#ifndef HM_INDUCE_BRANCHING_ENTROPY_H
#define HM_INDUCE_BRANCHING_ENTROPY_H

#include "base/arena.h"
#include "induce/ngrams.h"

typedef struct hm_branching_entropy {
    float *right, *left;          ///< by number of the n-gram: entropies, in nats
    float id;                     ///< entropy of the tokens
    float mean[HM_MAX_WORD + 1];  ///< [k] of v over strings of k tokens
    hm_arena arena;               ///< of right and left
} hm_branching_entropy;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_branching_entropy_measure(hm_branching_entropy *branching, const hm_ngrams *ngrams,
                                          const hm_tokens *tokens, hmrnn_error *err);

/// The normalised variation v of the k tokens that begin at position i of a span.
float hm_branching_entropy_variation(const hm_branching_entropy *branching, const hm_ngrams *ngrams,
                                     size_t i, size_t k);

void hm_branching_entropy_release(hm_branching_entropy *branching);

#endif
