// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_matcher.c - a word list made ready for a lexicon, and where its entries stand.
#include <config.h>

#include "segment/word_matcher.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "text/char_props.h"
#include "text/grapheme.h"

#include <stdlib.h>

/// Evidence stands for as many occurrences as this share of the lexicon's words of the same length
/// has at most (tuned on development sets).
#define EVIDENCE_QUANTILE 0.98

/// An entry while it is made ready.
typedef struct reading {
    hm_normalizer *normalizer;
    hm_graphemes *graphemes;
    hm_view view;
    uint32_t chars[HMRNN_MAX_WORD_CHARS];  ///< a piece between white space, or the entry without
    uint32_t *key;                         ///< normalised, without white space
    uint8_t *is_end;
    size_t n, capacity;
    hm_tokens tokens;
} reading;

static hmrnn_status
reading_init(reading *r, hmrnn_normalization normalization, hmrnn_error *err)
{
    *r = (reading){.view = HM_VIEW_INIT, .tokens = HM_TOKENS_INIT};
    HM_TRY(hm_normalizer_new(&r->normalizer, normalization, err));
    return hm_graphemes_new(&r->graphemes, err);
}

static void
reading_release(reading *r)
{
    hm_normalizer_free(r->normalizer);
    hm_graphemes_free(r->graphemes);
    hm_view_release(&r->view);
    hm_tokens_release(&r->tokens);
    free(r->key);
    free(r->is_end);
}

/// Add what is left of a piece after normalisation to the key.
static hmrnn_status
read_piece(reading *r, size_t n, hmrnn_error *err)
{
    const hmrnn_text piece = {r->chars, n};
    HM_TRY(hm_normalize(r->normalizer, &piece, &r->view, err));
    const hm_column columns[] = {{&r->key, sizeof *r->key}, {&r->is_end, 1}};
    HM_TRY(hm_alloc_grow_columns(2, columns, &r->capacity, r->n + r->view.n_chars, "a word list",
                                 err));
    for (size_t i = 0; i < r->view.n_chars; i++)
        r->key[r->n++] = r->view.chars[i];
    return HMRNN_OK;
}

/// Normalise an entry, and note where it is cut.
static hmrnn_status
read_entry(hm_word_matcher *matcher, reading *r, const hmrnn_text *text, hm_matched_word *word,
           hmrnn_error *err)
{
    size_t n = 0;
    r->n = 0;
    word->first_cut = (uint32_t)matcher->n_cuts;
    HM_TRY(hm_alloc_grow(&matcher->cut, &matcher->cuts_capacity, matcher->n_cuts + text->n_chars,
                         sizeof *matcher->cut, "a word list", err));
    for (size_t i = 0; i < text->n_chars; i++) {
        if (!hm_word_list_is_gap(text->chars[i])) {
            r->chars[n++] = text->chars[i];
            continue;
        }
        HM_TRY(read_piece(r, n, err));
        if (n > 0)
            matcher->cut[matcher->n_cuts++] = (uint16_t)r->n;
        n = 0;
    }
    HM_TRY(read_piece(r, n, err));
    word->n_cuts = (uint8_t)(matcher->n_cuts - word->first_cut);
    return HMRNN_OK;
}

/// What evidence adds to the score of an entry that is a word of one span. Others have none.
static hmrnn_status
score_entry(const hm_word_matcher *matcher, reading *r, float *gain, hmrnn_error *err)
{
    const hmrnn_text text = {r->key, r->n};
    HM_TRY(hm_graphemes_mark(r->graphemes, r->n, r->key, r->is_end, err));
    hm_tokens_reset(&r->tokens);
    HM_TRY(hm_tokens_add(&r->tokens, &matcher->lexicon->token_ids, &text, r->is_end,
                         matcher->lexicon->letters, err));
    const size_t k = r->tokens.n;
    if (k > 0 && k <= matcher->lexicon->max_length && r->tokens.span_end[0] == k)
        *gain = hm_lexicon_gain(matcher->lexicon, k, r->tokens.id, matcher->count[k]);
    return HMRNN_OK;
}

/// Whether two entries of the same key are cut at the same places.
static bool
are_cut_alike(const hm_word_matcher *matcher, const hm_matched_word *a, const hm_matched_word *b)
{
    if (a->n_cuts != b->n_cuts)
        return false;
    for (size_t i = 0; i < a->n_cuts; i++)
        if (matcher->cut[a->first_cut + i] != matcher->cut[b->first_cut + i])
            return false;
    return true;
}

static hmrnn_status
enter_entry(hm_word_matcher *matcher, const hmrnn_word_list *list, size_t i, reading *r,
            hmrnn_error *err)
{
    const hmrnn_text text = hm_word_list_text(list, i);
    hm_matched_word *const word = &matcher->word[i];
    uint32_t *entered = NULL;
    word->strength = list->entry[i].strength;
    matcher->same_as[i] = (uint32_t)i;
    HM_TRY(read_entry(matcher, r, &text, word, err));
    if (r->n == 0)  // normalisation left nothing
        return HMRNN_OK;
    if (word->strength == HMRNN_WORD_EVIDENCE)
        HM_TRY(score_entry(matcher, r, &word->gain, err));
    HM_TRY(hm_char_trie_enter(&matcher->trie, r->n, r->key, (uint32_t)i, &entered, err));
    const uint32_t other = *entered;
    if (other == i)
        return HMRNN_OK;
    if (matcher->word[other].strength != word->strength ||
        !are_cut_alike(matcher, &matcher->word[other], word))
        return hm_word_list_contradiction(list, other, i, err);
    matcher->same_as[i] = other;
    return HMRNN_OK;
}

static hmrnn_status
enter_all(hm_word_matcher *matcher, const hmrnn_word_list *list, reading *r, hmrnn_error *err)
{
    matcher->word = hm_alloc_array(list->n, sizeof *matcher->word, "a word list", err);
    if (matcher->word == NULL)
        return HMRNN_ENOMEM;
    matcher->same_as = hm_alloc_array(list->n, sizeof *matcher->same_as, "a word list", err);
    if (matcher->same_as == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(hm_char_trie_init(&matcher->trie, list->n, err));
    matcher->n_words = list->n;
    for (size_t i = 0; i < list->n; i++)
        HM_TRY(enter_entry(matcher, list, i, r, err));
    return HMRNN_OK;
}

hmrnn_status
hm_word_matcher_init(hm_word_matcher *matcher, const hmrnn_word_list *list,
                     const hm_lexicon *lexicon, hmrnn_normalization normalization, hmrnn_error *err)
{
    hm_word_matcher fresh = {.lexicon = lexicon};
    reading r;
    hmrnn_status status = hm_lexicon_count_quantile(lexicon, EVIDENCE_QUANTILE, fresh.count, err);
    if (status != HMRNN_OK)
        return status;
    status = reading_init(&r, normalization, err);
    if (status == HMRNN_OK)
        status = enter_all(&fresh, list, &r, err);
    reading_release(&r);
    if (status != HMRNN_OK) {
        hm_word_matcher_release(&fresh);
        return status;
    }
    *matcher = fresh;
    return HMRNN_OK;
}

/// Whether only spaces of no width are left of a token, which are no part of a word.
static bool
is_rest_of_token(const uint32_t *chars, size_t at, size_t end)
{
    while (at < end && hm_char_parts_words(chars[at]))
        at++;
    return at == end;
}

/// A walk along the trie from the beginning of a token.
typedef struct walk {
    uint32_t node;
    uint32_t word;  ///< of the characters so far, or HM_TRIE_NO_VALUE
    size_t at;      ///< the next character
} walk;

/// Go on by the characters of a token. \return whether all of it that is of a word was passed
static bool
pass_token(const hm_char_trie *trie, const uint32_t *chars, size_t end, walk *w)
{
    while (w->at < end) {
        const hm_trie_edge *const edge = hm_char_trie_step(trie, w->node, chars[w->at]);
        if (edge == NULL)
            return is_rest_of_token(chars, w->at, end);
        w->node = edge->node;
        w->word = edge->value;
        w->at++;
    }
    return true;
}

#define BLOCK ((size_t)16)            // tokens whose walks are loaded at once
#define STEPS 4                       // of each of them
#define SMALL_TRIE ((size_t)1 << 16)  // slots that lie in a cache anyway

/// Load the edges that the walks from a block of tokens will pass. The walks of a block are
/// independent, so the accesses to memory overlap; one walk alone waits for each of its own.
static void
load_block(const hm_char_trie *trie, const hm_tokens *tokens, const uint32_t *chars, size_t first)
{
    uint32_t node[BLOCK];
    size_t at[BLOCK];
    size_t n = 0;
    for (size_t i = first; i < hm_size_min(first + BLOCK, tokens->n); i++) {
        const size_t begin = i == 0 ? 0 : tokens->end[i - 1];
        if (!hm_char_trie_may_begin(trie, tokens->n_chars - begin, chars + begin))
            continue;
        node[n] = 0;
        at[n++] = begin;
    }
    for (size_t step = 0; step < STEPS && n > 0; step++) {
        for (size_t i = 0; i < n; i++)
            hm_char_trie_prefetch(trie, node[i], chars[at[i]]);
        size_t n_left = 0;
        for (size_t i = 0; i < n; i++) {
            const hm_trie_edge *const edge = hm_char_trie_step(trie, node[i], chars[at[i]]);
            if (edge == NULL || at[i] + 1 == tokens->n_chars)
                continue;
            node[n_left] = edge->node;
            at[n_left++] = at[i] + 1;
        }
        n = n_left;
    }
}

hmrnn_status
hm_word_matcher_find(const hm_word_matcher *matcher, const hm_tokens *tokens, const uint32_t *chars,
                     hm_word_match **match, size_t *n, size_t *capacity, hmrnn_error *err)
{
    const hm_char_trie *const trie = &matcher->trie;
    *n = 0;
    for (size_t first = 0; first < tokens->n; first++) {
        const size_t begin = first == 0 ? 0 : tokens->end[first - 1];
        if (first % BLOCK == 0 && trie->n_slots > SMALL_TRIE)
            load_block(trie, tokens, chars, first);
        if (!hm_char_trie_may_begin(trie, tokens->n_chars - begin, chars + begin))
            continue;
        walk w = {0, HM_TRIE_NO_VALUE, begin};
        for (size_t i = first; i < tokens->n && pass_token(trie, chars, tokens->end[i], &w); i++) {
            if (w.word != HM_TRIE_NO_VALUE) {
                HM_TRY(hm_alloc_grow(match, capacity, *n + 1, sizeof **match, "words", err));
                (*match)[(*n)++] =
                    (hm_word_match){(uint32_t)first, (uint32_t)(i + 1 - first), w.word};
                __builtin_prefetch(&matcher->word[w.word]);
            }
            if (w.at < tokens->end[i])
                break;
        }
    }
    return HMRNN_OK;
}

void
hm_word_matcher_release(hm_word_matcher *matcher)
{
    if (matcher == NULL)
        return;
    hm_char_trie_release(&matcher->trie);
    free(matcher->word);
    free(matcher->same_as);
    free(matcher->cut);
    *matcher = (hm_word_matcher){.lexicon = NULL};
}
