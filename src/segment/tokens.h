// SPDX-License-Identifier: BSD-2-Clause
//
// segment/tokens.h - records as tokens, and the spans of tokens within which words are looked for.
//
// A token is one token: a syllable of a script without spaces, a number (digits with what joins
// and follows them), a word of letters of a script with spaces, or a sign of punctuation with its
// repetitions. A syllable is a grapheme cluster, and with it those before and behind it that cannot
// stand without it, such as the vowels of Thai that are written before or after their consonant.
// A maximal sequence of syllables and numbers is a span, within which words have to be found; every
// other token is alone and a segment already. A space of no width ends a span, too; it belongs to
// the token before it and is no part of its key.
//
// In a text to segment, a span ends before each number: what counts, measures or names comes after
// it, and no word has one in its middle. In a text to learn from, spans do not end there, so that
// what stands before a number is counted as its neighbour.
#ifndef HM_SEGMENT_TOKENS_H
#define HM_SEGMENT_TOKENS_H

#include "base/range.h"
#include "segment/token_ids.h"

#include <stdbool.h>

#define HM_MAX_SPAN 1024  // a longer span is divided, so that memory is bounded

typedef struct hm_tokens {
    uint32_t *id;        ///< [n]
    uint32_t *end;       ///< [n] characters up to and including the token's
    uint32_t *span_end;  ///< [n] the index after its span; its own: alone
    size_t n, capacity;
    size_t n_chars;  ///< of all records added
} hm_tokens;

#define HM_TOKENS_INIT            \
    {                             \
        NULL, NULL, NULL, 0, 0, 0 \
    }

/// What letters of scripts with spaces are.
typedef enum hm_letters {
    HM_LETTERS_SEPARATE,  ///< each is a token of a span: the text's spaces were taken out
    HM_LETTERS_JOINED     ///< those that follow one another are a token, which is alone
} hm_letters;

/// Add a record of a text to segment; spans do not go beyond it. Tokens without an id are
/// HM_TOKEN_UNKNOWN.
///
/// \param is_end   [n_chars] not 0 where a grapheme cluster ends
/// Errors: HMRNN_ENOMEM, HMRNN_ETEXT beyond 2^32 - 2 characters; the tokens are then as they were.
hmrnn_status hm_tokens_add(hm_tokens *tokens, const hm_token_ids *token_ids, const hmrnn_text *text,
                           const uint8_t *is_end, hm_letters letters, hmrnn_error *err);

/// The same for a text to learn from: new tokens get an id, and spans do not end at numbers.
hmrnn_status hm_tokens_add_training(hm_tokens *tokens, hm_token_ids *token_ids,
                                    const hmrnn_text *text, const uint8_t *is_end,
                                    hm_letters letters, hmrnn_error *err);

/// Add a record of which each unit is a token without an id, all in one span.
///
/// \param end      [n] characters up to and including the unit's
/// Errors: as hm_tokens_add().
hmrnn_status hm_tokens_add_units(hm_tokens *tokens, size_t n, const uint32_t *end,
                                 hmrnn_error *err);

/// The mean length, in characters, of the sequences of letters of scripts with spaces; 0 if there
/// are none. Words of such scripts have some five letters; without spaces between them, many more.
double hm_tokens_mean_letters(const hmrnn_text *text);

/// Whether token i is in no span: it is a segment already.
static inline bool
hm_tokens_is_alone(const hm_tokens *tokens, size_t i)
{
    return tokens->span_end[i] <= i;
}

/// Whether token i is in the span of the one before it, so that there may or may not be a boundary
/// between the two.
static inline bool
hm_tokens_is_gap(const hm_tokens *tokens, size_t i)
{
    return i > 0 && tokens->span_end[i - 1] > i;
}

/// Go to the next span among the first n tokens, past those that are alone.
///
///     hm_range span = {0, 0};
///     while (hm_tokens_next_span(tokens, tokens->n, &span))
///
/// \return whether there is one
static inline bool
hm_tokens_next_span(const hm_tokens *tokens, size_t n, hm_range *span)
{
    size_t i = span->first + span->n;
    while (i < n && hm_tokens_is_alone(tokens, i))
        i++;
    if (i >= n)
        return false;
    *span = (hm_range){i, tokens->span_end[i] - i};
    return true;
}

/// Go to the next word of a segmentation among the first n tokens; a token that is alone is one.
///
///     hm_range word = {0, 0};
///     while (hm_tokens_next_word(tokens, begins, tokens->n, &word))
///
/// \param begins   [n] 1 where a word of a span begins; not read where a span does
/// \return whether there is one
static inline bool
hm_tokens_next_word(const hm_tokens *tokens, const uint8_t *begins, size_t n, hm_range *word)
{
    const size_t i = word->first + word->n;
    if (i >= n)
        return false;
    size_t k = 1;
    while (i + k < tokens->span_end[i] && begins[i + k] == 0)
        k++;
    *word = (hm_range){i, k};
    return true;
}

void hm_tokens_reset(hm_tokens *tokens);
void hm_tokens_release(hm_tokens *tokens);

#endif
