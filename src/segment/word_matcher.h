// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_matcher.h - a word list made ready for a lexicon, and where its entries stand.
//
// The entries are a trie over the characters that the model sees: each is normalised as a text is.
// A walk starts at each token and an entry is found only where a token ends, so that it stands
// neither inside a cluster nor inside a number or a word of letters.
#ifndef HM_SEGMENT_WORD_MATCHER_H
#define HM_SEGMENT_WORD_MATCHER_H

#include "segment/char_trie.h"
#include "segment/lexicon.h"
#include "segment/word_list.h"
#include "text/normalize.h"

/// What is known of an entry.
typedef struct hm_matched_word {
    float gain;        ///< nats that HMRNN_WORD_EVIDENCE adds to the score of the word; 0: the
                       ///< lexicon knows it as well
    uint8_t strength;  ///< hmrnn_word_strength
    uint8_t n_cuts;
    uint32_t first_cut;  ///< of HMRNN_WORD_NEVER: its places in cut[]
} hm_matched_word;

typedef struct hm_word_matcher {
    const hm_lexicon *lexicon;  ///< lent
    hm_char_trie trie;          ///< of the normalised entries to their index
    hm_matched_word *word;      ///< [n_words] in the order of the list
    uint32_t *same_as;          ///< [n_words] the first entry that is this one, normalised
    size_t n_words;
    uint16_t *cut;  ///< characters before a cut
    size_t n_cuts, cuts_capacity;
    uint32_t count[HM_MAX_WORD + 1];  ///< c(w) that evidence stands for, by tokens of the word
} hm_word_matcher;

/// An entry that stands in a record.
typedef struct hm_word_match {
    uint32_t first, n;  ///< tokens
    uint32_t word;
} hm_word_match;

/// Errors: HMRNN_ETEXT (entries that contradict each other once normalised), HMRNN_ENOMEM,
/// HMRNN_EIO if ICU has no data.
hmrnn_status hm_word_matcher_init(hm_word_matcher *matcher, const hmrnn_word_list *list,
                                  const hm_lexicon *lexicon, hmrnn_normalization normalization,
                                  hmrnn_error *err);

/// All entries that stand in a record, by their first token and then from short to long.
///
/// \param tokens   of this record alone
/// \param match    [*n] grown by hm_alloc_grow()
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_matcher_find(const hm_word_matcher *matcher, const hm_tokens *tokens,
                                  const uint32_t *chars, hm_word_match **match, size_t *n,
                                  size_t *capacity, hmrnn_error *err);

void hm_word_matcher_release(hm_word_matcher *matcher);

#endif
