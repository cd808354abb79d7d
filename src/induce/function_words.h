// SPDX-License-Identifier: BSD-2-Clause
//
// induce/function_words.h - learning which words attach to a neighbour (clitics), from where they
// stand beside pauses (segment/chunker.h has what is learned and how it is used).
#ifndef HM_INDUCE_FUNCTION_WORDS_H
#define HM_INDUCE_FUNCTION_WORDS_H

#include "segment/chunker.h"

typedef struct hm_function_words_options {
    size_t n_function_words;  ///< so many of the most frequent words may be clitics
    size_t n_apart;           ///< ... may have a segment of layer 2 to themselves
    size_t n_parts;           ///< ... may be the end of a longer word
    double rarity;            ///< nats: how much rarer beside pauses they are
    double script_share;      ///< of gaps with a boundary, for a pair of scripts
} hm_function_words_options;

void hm_function_words_options_init(hm_function_words_options *options);

/// Learn from the words of a text. Words are counted by hm_chunker_word_key(): among n different
/// ones, n^2 / 2^33 pairs are expected to share a key and to be counted as one; 5 among 200,000.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_function_words_learn(hm_chunker *chunker, const hm_function_words_options *options,
                                     const hm_chunk_units *units, const uint32_t *chars,
                                     hmrnn_error *err);

#endif
