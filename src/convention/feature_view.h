// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_view.h - a record as the features of a convention see it.
//
// Units are grapheme clusters: between any two of them there may be a boundary. A view has what is
// known of each unit and each gap before any example was seen: the characters, the words of the
// lexicon, and the words that the lattice has drawn.
#ifndef HM_CONVENTION_FEATURE_VIEW_H
#define HM_CONVENTION_FEATURE_VIEW_H

#include "base/arena.h"
#include "segment/lexicon.h"

#define HM_MAX_SEGMENT 12  // units of the longest segment that has features of its own

#define HM_TYPED_CHARS 0x10000  // the types of these characters are looked up once

/// What is read of a record.
typedef struct hm_feature_source {
    const hm_lexicon *lexicon;
    const hm_tokens *tokens;  ///< of the record alone
    const uint32_t *word;     ///< [tokens->n][max_length] of the lexicon: hm_lexicon_words()
    const uint32_t *chars;    ///< [n_chars]
    const uint8_t *is_end;    ///< [n_chars] not 0 where a grapheme cluster ends
    const uint8_t *begins;    ///< [tokens->n] the words that the lattice has drawn
} hm_feature_source;

typedef struct hm_feature_view {
    const hm_lexicon *lexicon;  ///< lent, as are the tokens and words
    const hm_tokens *tokens;
    const uint32_t *word;
    size_t n;                         ///< units
    uint32_t *end;                    ///< [n] characters up to and including the unit's
    uint32_t *key;                    ///< [n] hm_token_key() of its characters
    uint8_t *type;                    ///< [n] hm_unit_type() of its first character
    uint32_t *token;                  ///< [n] the token that it belongs to
    uint8_t *is_drawn;                ///< [n] a word that the lattice has drawn ends with the unit
    uint32_t *drawn_begin;            ///< [n] first unit of the drawn word around it
    uint32_t *drawn_end;              ///< [n] the unit after its last
    hm_arena arena;                   ///< of the arrays
    uint8_t type_of[HM_TYPED_CHARS];  ///< 1 + the type of a character that was met; 0: it was not
} hm_feature_view;

/// The type of a character: digit, punctuation, symbol, white space, or the script of a letter.
uint8_t hm_unit_type(uint32_t c);

/// Whether it is the type of white space.
bool hm_unit_type_is_space(uint8_t type);

/// Read a record. Memory is kept for the next one. Errors: HMRNN_ENOMEM.
hmrnn_status hm_feature_view_read(hm_feature_view *view, const hm_feature_source *source,
                                  hmrnn_error *err);

/// The lexicon's word that is units [first, first + n); UINT32_MAX: there is none.
uint32_t hm_feature_view_word(const hm_feature_view *view, size_t first, size_t n);

/// Whether the gap after a unit is within a span of tokens, so that the lattice has decided it.
static inline bool
hm_feature_view_is_in_span(const hm_feature_view *view, size_t unit)
{
    const uint32_t left = view->token[unit];
    const uint32_t right = view->token[unit + 1];
    return left != right && view->tokens->span_end[left] > right;
}

void hm_feature_view_release(hm_feature_view *view);

#endif
