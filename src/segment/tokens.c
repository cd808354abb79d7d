// SPDX-License-Identifier: BSD-2-Clause
//
// segment/tokens.c - records as the lattice reads them.
#include <config.h>

#include "segment/tokens.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/char_props.h"

#include <stdlib.h>

/// What a cluster is to the lattice, by its first character.
enum kind { ALONE, NUMBER, LETTER, CLUSTER };

static enum kind
kind_of(uint32_t c)
{
    switch (hm_char_category_of(c)) {
    case HM_CATEGORY_DIGIT:
        return NUMBER;
    case HM_CATEGORY_LETTER:
        return hm_char_is_continuous(c) ? CLUSTER : LETTER;
    case HM_CATEGORY_OTHER:
    case HM_CATEGORY_SPACE:
    case HM_CATEGORY_PUNCTUATION:
    case HM_CATEGORY_SYMBOL:
    case HM_N_CATEGORIES:
    default:
        return ALONE;
    }
}

/// A record while it is read.
typedef struct walk {
    const hmrnn_text *text;
    const uint8_t *is_end;
    hm_letters letters;
    size_t at;  ///< the character that comes next
} walk;

static bool
is_kind(const walk *w, size_t i, enum kind kind)
{
    return i < w->text->n_chars && kind_of(w->text->chars[i]) == kind;
}

static size_t
cluster_end(const walk *w, size_t i)
{
    while (w->is_end[i] == 0 && i + 1 < w->text->n_chars)
        i++;
    return i + 1;
}

/// Whether the cluster at i cannot be read without the one before it.
static bool
holds_on(const walk *w, size_t i)
{
    const uint32_t *const chars = w->text->chars;
    return hm_char_holds_on(chars[i]) || hm_char_holds_next(chars[i - 1]) ||
           (i + 1 < w->text->n_chars && w->is_end[i] == 0 && hm_char_silences(chars[i + 1]));
}

/// Behind the cluster that begins at i and those without which it, or they, could not be read.
static size_t
syllable_end(const walk *w, size_t i)
{
    i = cluster_end(w, i);
    while (is_kind(w, i, CLUSTER) && holds_on(w, i))
        i = cluster_end(w, i);
    return i;
}

/// Behind the number that begins at i: digits, single joiners between digits, signs that follow.
static size_t
number_end(const walk *w, size_t i)
{
    const uint32_t *const chars = w->text->chars;
    while (is_kind(w, i, NUMBER) ||
           (i < w->text->n_chars && hm_char_joins_digits(chars[i]) && is_kind(w, i + 1, NUMBER)))
        i = cluster_end(w, i);
    while (i < w->text->n_chars && hm_char_follows_digits(chars[i]))
        i = cluster_end(w, i);
    return i;
}

static bool
is_of_word(const walk *w, size_t i)
{
    return is_kind(w, i, LETTER) || is_kind(w, i, NUMBER);
}

/// Behind the word that begins with a letter or digit at i: "MP3", "1990s" and "don't" are words.
static size_t
word_end(const walk *w, size_t i)
{
    while (is_of_word(w, i) || (i < w->text->n_chars && hm_char_joins_letters(w->text->chars[i]) &&
                                is_of_word(w, i + 1)))
        i = cluster_end(w, i);
    return i;
}

/// Whether the digits at i are followed by letters.
static bool
begins_word(const walk *w, size_t i)
{
    while (is_kind(w, i, NUMBER))
        i = cluster_end(w, i);
    return is_kind(w, i, LETTER);
}

/// Whether an apostrophe or the like stands at i.
static bool
is_between_letters(const walk *w, size_t i)
{
    return i > 0 && is_kind(w, i - 1, LETTER) && hm_char_joins_letters(w->text->chars[i]) &&
           is_kind(w, i + 1, LETTER);
}

static size_t
repetition_end(const walk *w, size_t i)
{
    const uint32_t c = w->text->chars[i];
    const size_t first_end = cluster_end(w, i);
    i = first_end;
    while (i < w->text->n_chars && first_end == w->at + 1 && w->text->chars[i] == c)
        i = cluster_end(w, i);
    return i;
}

/// The next token: its key, where it ends, and whether it may be part of a longer word.
static bool
next_token(walk *w, uint32_t *key)
{
    const uint32_t *const chars = w->text->chars;
    const size_t first = w->at;
    const bool joins_letters = w->letters == HM_LETTERS_JOINED;
    enum kind kind = kind_of(chars[first]);
    if (!joins_letters && (kind == LETTER || is_between_letters(w, first)))
        kind = CLUSTER;
    if (kind == NUMBER && joins_letters && begins_word(w, first))
        kind = LETTER;
    if (kind == NUMBER)
        w->at = number_end(w, first);
    else if (kind == LETTER)
        w->at = word_end(w, first);
    else if (kind == CLUSTER)
        w->at = syllable_end(w, first);
    else
        w->at = repetition_end(w, first);
    *key = kind == NUMBER    ? HM_TOKEN_KEY_NUMBER
           : kind == LETTER  ? HM_TOKEN_KEY_WORD
           : kind == CLUSTER ? hm_token_key(w->at - first, chars + first)
                             : hm_token_key(1, chars + first);
    return kind == NUMBER || kind == CLUSTER;
}

static hmrnn_status
reserve(hm_tokens *tokens, size_t n_more, hmrnn_error *err)
{
    const size_t n = tokens->n + n_more;
    const hm_column columns[] = {{&tokens->id, sizeof *tokens->id},
                                 {&tokens->end, sizeof *tokens->end},
                                 {&tokens->span_end, sizeof *tokens->span_end}};
    return hm_alloc_grow_columns(3, columns, &tokens->capacity, n, "tokens", err);
}

/// Spaces of no width belong to the token before them. \return whether there are any
static bool
pass_parting(walk *w)
{
    const size_t first = w->at;
    while (w->at < w->text->n_chars && hm_char_parts_words(w->text->chars[w->at]))
        w->at = cluster_end(w, w->at);
    return w->at > first;
}

static void
end_span(hm_tokens *tokens, size_t first)
{
    for (size_t i = first; i < tokens->n; i++)
        tokens->span_end[i] = (uint32_t)tokens->n;
}

/// Add the tokens of a record, for which there is memory.
///
/// \param fresh    where new tokens get an id; NULL: a text to segment
static hmrnn_status
add_tokens(hm_tokens *tokens, const hm_token_ids *token_ids, hm_token_ids *fresh, walk *w,
           hmrnn_error *err)
{
    size_t span = tokens->n;
    while (w->at < w->text->n_chars) {
        uint32_t key = 0;
        const bool is_of_span = next_token(w, &key);
        const bool is_parted = pass_parting(w);
        const size_t i = tokens->n;
        if (fresh != NULL)
            HM_TRY(hm_token_ids_enter(fresh, key, &tokens->id[i], err));
        else
            tokens->id[i] = hm_token_ids_find(token_ids, key);
        tokens->end[i] = (uint32_t)(tokens->n_chars + w->at);
        const bool begins_span =
            (key == HM_TOKEN_KEY_NUMBER && fresh == NULL) || i - span == HM_MAX_SPAN;
        if (!is_of_span || begins_span) {
            end_span(tokens, span);
            span = is_of_span ? i : i + 1;
        }
        tokens->span_end[i] = (uint32_t)i;
        tokens->n++;
        if (is_parted) {
            end_span(tokens, span);
            span = tokens->n;
        }
    }
    end_span(tokens, span);
    return HMRNN_OK;
}

static hmrnn_status
add_record(hm_tokens *tokens, const hm_token_ids *token_ids, hm_token_ids *fresh, walk *w,
           hmrnn_error *err)
{
    const hmrnn_text *const text = w->text;
    if (text->n_chars > UINT32_MAX - 1 - tokens->n_chars)
        return hm_fail(err, HMRNN_ETEXT, "a text of more than %u characters is too long: divide it",
                       (unsigned)UINT32_MAX - 1);
    HM_TRY(reserve(tokens, text->n_chars, err));
    const size_t n_before = tokens->n;
    const hmrnn_status status = add_tokens(tokens, token_ids, fresh, w, err);
    if (status == HMRNN_OK)
        tokens->n_chars += text->n_chars;
    else
        tokens->n = n_before;
    return status;
}

hmrnn_status
hm_tokens_add(hm_tokens *tokens, const hm_token_ids *token_ids, const hmrnn_text *text,
              const uint8_t *is_end, hm_letters letters, hmrnn_error *err)
{
    walk w = {text, is_end, letters, 0};
    return add_record(tokens, token_ids, NULL, &w, err);
}

hmrnn_status
hm_tokens_add_training(hm_tokens *tokens, hm_token_ids *token_ids, const hmrnn_text *text,
                       const uint8_t *is_end, hm_letters letters, hmrnn_error *err)
{
    walk w = {text, is_end, letters, 0};
    return add_record(tokens, token_ids, token_ids, &w, err);
}

double
hm_tokens_mean_letters(const hmrnn_text *text)
{
    size_t n_letters = 0;
    size_t n_runs = 0;
    bool was_letter = false;
    for (size_t i = 0; i < text->n_chars; i++) {
        const bool is_letter = kind_of(text->chars[i]) == LETTER;
        n_letters += is_letter ? 1 : 0;
        n_runs += is_letter && !was_letter ? 1 : 0;
        was_letter = is_letter;
    }
    return n_runs == 0 ? 0.0 : (double)n_letters / (double)n_runs;
}

hmrnn_status
hm_tokens_add_units(hm_tokens *tokens, size_t n, const uint32_t *end, hmrnn_error *err)
{
    HM_TRY(reserve(tokens, n, err));
    const size_t first = tokens->n;
    for (size_t i = 0; i < n; i++) {
        tokens->id[first + i] = HM_TOKEN_UNKNOWN;
        tokens->end[first + i] = (uint32_t)(tokens->n_chars + end[i]);
        tokens->span_end[first + i] = (uint32_t)(first + n);
    }
    tokens->n += n;
    tokens->n_chars += n == 0 ? 0 : end[n - 1];
    return HMRNN_OK;
}

void
hm_tokens_reset(hm_tokens *tokens)
{
    tokens->n = 0;
    tokens->n_chars = 0;
}

void
hm_tokens_release(hm_tokens *tokens)
{
    if (tokens == NULL)
        return;
    free(tokens->id);
    free(tokens->end);
    free(tokens->span_end);
    *tokens = (hm_tokens)HM_TOKENS_INIT;
}
