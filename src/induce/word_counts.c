// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_counts.c - the counts of a segmentation, as a back end of segment/word_model.h.
#include <config.h>

#include "induce/word_counts.h"

#include "base/error.h"
#include "base/size.h"

#include <math.h>
#include <string.h>

#define LENGTH_FLOOR 1e-9

/// Bring the terms that all words share up to date.
static void
refresh_model(hm_word_counts *words)
{
    words->model = hm_word_model_of(&words->options, words->n_tokens, words->n_types);
}

/// All arrays of the counts.
static void
carve(hm_word_counts *w, hm_arena *arena)
{
    const size_t n_ngrams = hm_ngrams_size(w->ngrams);
    const size_t V = w->n_token_ids;
    w->count = hm_arena_take(arena, n_ngrams, sizeof *w->count);
    w->is_met = hm_arena_take(arena, n_ngrams, sizeof *w->is_met);
    w->emission = hm_arena_floats(arena, V * HM_N_POSITIONS);
    w->position_count = hm_arena_take(arena, V * HM_N_POSITIONS, sizeof *w->position_count);
    w->first_count = hm_arena_take(arena, V, sizeof *w->first_count);
    w->follow_count = hm_arena_take(arena, V, sizeof *w->follow_count);
    w->follow_types = hm_arena_take(arena, V, sizeof *w->follow_types);
    w->spell_count = hm_arena_take(arena, V, sizeof *w->spell_count);
    w->pair_count = hm_arena_take(arena, n_ngrams, sizeof *w->pair_count);
    w->spell_first = hm_arena_floats(arena, V);
    w->spelt = hm_arena_floats(arena, w->tokens->n);
    w->middle = hm_arena_floats(arena, w->tokens->n);
}

hmrnn_status
hm_word_counts_init(hm_word_counts *words, const hm_word_model_options *options,
                    const hm_tokens *tokens, const hm_ngrams *ngrams, size_t n_token_ids,
                    hmrnn_error *err)
{
    hm_word_counts w = {.options = *options,
                        .tokens = tokens,
                        .ngrams = ngrams,
                        .n_token_ids = n_token_ids,
                        .n_text = tokens->n,
                        .arena = HM_ARENA_INIT};
    refresh_model(&w);
    carve(&w, &w.arena);
    HM_TRY(hm_arena_allocate(&w.arena, "a model of words", err));
    carve(&w, &w.arena);
    *words = w;
    return HMRNN_OK;
}

void
hm_word_counts_count_span(hm_word_counts *words, const hm_range *span, const uint8_t *begins,
                          int sign)
{
    hm_range word = {span->first, 0};
    while (hm_tokens_next_word(words->tokens, begins, span->first + span->n, &word)) {
        const uint32_t w = words->ngrams->at[word.n][word.first];
        const uint32_t old = w == HM_NO_NGRAM ? (sign > 0 ? 0 : 1) : words->count[w];
        const uint32_t now = sign > 0 ? old + 1 : old - 1;
        if (w != HM_NO_NGRAM)
            words->count[w] = now;
        words->n_tokens += sign;
        words->n_types += (now > 0 ? 1.0 : 0.0) - (old > 0 ? 1.0 : 0.0);
    }
    refresh_model(words);
}

void
hm_word_counts_set_position_weight(hm_word_counts *words, float weight)
{
    words->options.position_weight = weight;
    refresh_model(words);
}

// ---------------------------------------------------------------------------------------- estimate

/// What is counted over types and tokens besides the words.
typedef struct tally {
    double types_of[HM_MAX_WORD + 1];  ///< [k]
    double tokens_of[HM_MAX_WORD + 1];
    double at[HM_N_POSITIONS];
    double n_spelt;        ///< tokens of all types
    double n_first_types;  ///< tokens that begin a type
} tally;

/// Spell a type that is met for the first time.
static void
spell(hm_word_counts *words, size_t i, size_t k, tally *t)
{
    const uint32_t *const id = words->tokens->id;
    t->types_of[k] += 1.0;
    if (words->first_count[id[i]]++ == 0)
        t->n_first_types += 1.0;
    for (size_t j = i; j < i + k; j++) {
        words->spell_count[id[j]]++;
        t->n_spelt += 1.0;
        if (j == i)
            continue;
        const uint32_t pair = words->ngrams->at[2][j - 1];
        words->follow_count[id[j - 1]]++;
        if (pair == HM_NO_NGRAM || words->pair_count[pair]++ == 0)
            words->follow_types[id[j - 1]]++;
    }
}

static void
count_everything(hm_word_counts *words, const uint8_t *begins, tally *t)
{
    const hm_tokens *const tokens = words->tokens;
    hm_range word = {0, 0};
    while (hm_tokens_next_word(tokens, begins, tokens->n, &word)) {
        const size_t i = word.first;
        const size_t k = word.n;
        if (hm_tokens_is_alone(tokens, i))
            continue;
        const uint32_t w = words->ngrams->at[k][i];
        if (w == HM_NO_NGRAM || words->is_met[w] == 0)
            spell(words, i, k, t);
        if (w != HM_NO_NGRAM)
            words->is_met[w] = 1;
        const bool is_text = i < words->n_text;
        const double n = is_text ? 1.0 : (double)words->prior_count[w];
        t->tokens_of[k] += n;
        for (size_t j = 0; j < k; j++) {
            const enum hm_position p = hm_word_position(j, k);
            words->position_count[tokens->id[i + j] * HM_N_POSITIONS + p] += n;
            t->at[p] += n;
        }
        if (!is_text)
            word.n = 2 * k;  // a word of a prior is there twice and counted once
    }
}

/// log p(token | position), smoothed by the token's own frequency.
static void
estimate_emissions(hm_word_counts *words, const tally *t)
{
    const double V = (double)words->n_token_ids;
    const double total = t->at[HM_BEGIN] + t->at[HM_MIDDLE] + t->at[HM_END] + t->at[HM_WHOLE];
    for (size_t s = 0; s < words->n_token_ids; s++) {
        const double *const count = words->position_count + s * HM_N_POSITIONS;
        const double p = (count[0] + count[1] + count[2] + count[3] + 0.1) / (total + 0.1 * V);
        for (size_t a = 0; a < HM_N_POSITIONS; a++)
            words->emission[s * HM_N_POSITIONS + a] =
                (float)log((count[a] + V * p) / (t->at[a] + V));
    }
}

static void
estimate_lengths(hm_word_counts *words, const tally *t)
{
    double n_types = LENGTH_FLOOR;
    double n_tokens = (double)words->ngrams->max_length;
    double n_longer = 0.0;
    double n_inside = 0.0;
    for (size_t k = 1; k <= words->ngrams->max_length; k++) {
        n_types += t->types_of[k];
        n_tokens += t->tokens_of[k];
        if (k >= 2) {
            n_longer += t->tokens_of[k] + 1.0;
            n_inside += (t->tokens_of[k] + 1.0) * (double)(k - 2);
        }
    }
    const double p_whole = (t->tokens_of[1] + 1.0) / n_tokens;
    const double p_on = n_inside / (n_inside + n_longer + LENGTH_FLOOR);
    for (size_t k = 1; k <= words->ngrams->max_length; k++) {
        words->length[k] = (float)log((t->types_of[k] + LENGTH_FLOOR) / n_types);
        words->shape[k] =
            (float)(k == 1 ? log(p_whole)
                           : log(1.0 - p_whole) + (double)(k - 2) * log(p_on + LENGTH_FLOOR) +
                                 log(1.0 - p_on));
    }
}

/// The running sums over positions.
static void
estimate_spelling(hm_word_counts *words, const uint8_t *begins, const tally *t)
{
    const hm_tokens *const tokens = words->tokens;
    const double V = (double)words->n_token_ids;
    const double n_types = words->n_types;
    for (size_t s = 0; s < words->n_token_ids; s++) {
        const double p = ((double)words->spell_count[s] + 0.5) / (t->n_spelt + 0.5 * V);
        words->spell_first[s] = (float)log(
            hm_bigram_discounted((double)words->first_count[s], n_types, t->n_first_types, p));
    }
    for (size_t i = 0; i < tokens->n; i++) {
        const uint32_t s = tokens->id[i];
        words->spelt[i] = 0.0f;
        words->middle[i] = 0.0f;
        if (!hm_tokens_is_gap(tokens, i))
            continue;
        const uint32_t s_before = tokens->id[i - 1];
        const uint32_t pair =
            words->ngrams->max_length > 1 ? words->ngrams->at[2][i - 1] : HM_NO_NGRAM;
        const double count =
            pair != HM_NO_NGRAM ? (double)words->pair_count[pair] : (begins[i] == 0 ? 1.0 : 0.0);
        const double p = ((double)words->spell_count[s] + 0.5) / (t->n_spelt + 0.5 * V);
        words->spelt[i] =
            words->spelt[i - 1] +
            (float)log(hm_bigram_discounted(count, (double)words->follow_count[s_before],
                                            (double)words->follow_types[s_before], p));
        words->middle[i] = words->middle[i - 1] + words->emission[s * HM_N_POSITIONS + HM_MIDDLE];
    }
}

void
hm_word_counts_estimate(hm_word_counts *words, const uint8_t *begins)
{
    const size_t n_ngrams = hm_ngrams_size(words->ngrams);
    const size_t V = words->n_token_ids;
    memset(words->is_met, 0, n_ngrams);
    memset(words->pair_count, 0, n_ngrams * sizeof *words->pair_count);
    memset(words->position_count, 0, V * HM_N_POSITIONS * sizeof *words->position_count);
    memset(words->first_count, 0, V * sizeof *words->first_count);
    memset(words->follow_count, 0, V * sizeof *words->follow_count);
    memset(words->follow_types, 0, V * sizeof *words->follow_types);
    memset(words->spell_count, 0, V * sizeof *words->spell_count);
    tally t = {.n_spelt = 0.0};
    count_everything(words, begins, &t);
    estimate_emissions(words, &t);
    estimate_lengths(words, &t);
    estimate_spelling(words, begins, &t);
}

void
hm_word_counts_recount(hm_word_counts *words, const uint8_t *begins)
{
    const hm_tokens *const tokens = words->tokens;
    const size_t n_bytes = hm_ngrams_size(words->ngrams) * sizeof *words->count;
    if (words->prior_count != NULL)
        memcpy(words->count, words->prior_count, n_bytes);
    else
        memset(words->count, 0, n_bytes);
    words->n_tokens = words->n_prior_tokens;
    words->n_types = words->n_prior_types;
    refresh_model(words);
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, words->n_text, &span))
        hm_word_counts_count_span(words, &span, begins, 1);
    hm_word_counts_estimate(words, begins);
}

// ------------------------------------------------------------------------------------------- score

float
hm_word_counts_positions(const hm_word_counts *words, size_t i, size_t k)
{
    const uint32_t *const id = words->tokens->id;
    if (k == 1)
        return words->shape[1] + words->emission[id[i] * HM_N_POSITIONS + HM_WHOLE];
    return words->shape[k] + words->emission[id[i] * HM_N_POSITIONS + HM_BEGIN] +
           words->middle[i + k - 2] - words->middle[i] +
           words->emission[id[i + k - 1] * HM_N_POSITIONS + HM_END];
}

float
hm_word_counts_score(const hm_word_counts *words, size_t i, size_t k)
{
    const uint32_t w = words->ngrams->at[k][i];
    const uint32_t count = w == HM_NO_NGRAM ? 0 : words->count[w];
    const float log_p =
        hm_word_model_log_p(&words->model, count, hm_word_counts_spelling(words, i, k));
    const float log_e =
        words->options.position_weight == 0.0f ? 0.0f : hm_word_counts_positions(words, i, k);
    const float gaps = words->before == NULL
                           ? 0.0f
                           : words->before[i] + words->inside[i + k - 1] - words->inside[i];
    return hm_word_model_score(&words->model, log_p, log_e, gaps);
}

void
hm_word_counts_release(hm_word_counts *words)
{
    if (words == NULL)
        return;
    hm_arena_release(&words->arena);
    *words = (hm_word_counts){.n_token_ids = 0};
}
