// SPDX-License-Identifier: BSD-2-Clause
//
// induce/lexicon_build.c - from a word inducer to a lexicon.
#include <config.h>

#include "induce/lexicon_build.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/prior_lexicon.h"
#include "segment/pmi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SYMBOLS ((size_t)65535)
#define MIN_PAIR 4  // a pair that occurs less often is spelt by the backoff
#define MAX_PAIRS ((size_t)200000)
#define PRIOR_PAIR 8.0  // occurrences that the mean PMI of a prior's pair counts as

/// A word, or a pair, and where it is spelt.
typedef struct entry {
    uint32_t count;
    uint32_t at;      ///< first position
    uint32_t number;  ///< of the n-gram
    uint8_t k;
} entry;

static int
compare_entries(const void *a, const void *b)
{
    const entry *const x = a;
    const entry *const y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static bool
can_store(const hm_word_inducer *inducer, size_t i, size_t k)
{
    for (size_t j = i; j < i + k; j++)
        if (inducer->tokens->id[j] >= MAX_SYMBOLS)
            return false;
    return true;
}

/// The words of the segmentation that are counted twice or more, the commonest first.
///
/// \param is_met   [n-grams] zeros; scratch
/// \param list     [n-grams] result. \return how many
static size_t
list_words(const hm_word_inducer *inducer, uint8_t *is_met, entry *list)
{
    const hm_tokens *const tokens = inducer->tokens;
    size_t n = 0;
    hm_range word = {0, 0};
    while (hm_tokens_next_word(tokens, inducer->begins, tokens->n, &word)) {
        if (hm_tokens_is_alone(tokens, word.first))
            continue;
        const uint32_t w = inducer->ngrams.at[word.n][word.first];
        if (w != HM_NO_NGRAM && is_met[w] == 0 && inducer->words.count[w] > 1 &&
            can_store(inducer, word.first, word.n)) {
            is_met[w] = 1;
            list[n++] = (entry){inducer->words.count[w], (uint32_t)word.first, w, (uint8_t)word.n};
        }
    }
    qsort(list, n, sizeof *list, compare_entries);
    return n;
}

static hmrnn_status
export_words(hm_lexicon *lexicon, const hm_word_inducer *inducer, size_t most_words,
             hmrnn_error *err)
{
    const size_t n_ngrams = hm_ngrams_size(&inducer->ngrams);
    uint8_t *const is_met = hm_alloc_array(n_ngrams, 1, "a lexicon", err);
    entry *const list = hm_alloc_array(n_ngrams, sizeof *list, "a lexicon", err);
    hmrnn_status status = is_met == NULL || list == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    if (status == HMRNN_OK) {
        const size_t n = hm_size_min(list_words(inducer, is_met, list), most_words);
        lexicon->n_words = n;
        for (size_t w = 0; w < n; w++)
            lexicon->n_word_tokens += list[w].k;
        lexicon->word_length = hm_alloc_array(n, 1, "a lexicon", err);
        lexicon->word_tokens =
            hm_alloc_array(lexicon->n_word_tokens, sizeof(uint16_t), "a lexicon", err);
        lexicon->word_count = hm_alloc_array(n, sizeof(uint32_t), "a lexicon", err);
        lexicon->word_class = hm_alloc_array(n, 1, "a lexicon", err);
        if (lexicon->word_length == NULL || lexicon->word_tokens == NULL ||
            lexicon->word_count == NULL || lexicon->word_class == NULL)
            status = HMRNN_ENOMEM;
        size_t at = 0;
        for (size_t w = 0; status == HMRNN_OK && w < n; w++) {
            lexicon->word_length[w] = list[w].k;
            lexicon->word_count[w] = list[w].count;
            if (lexicon->n_classes > 0)
                lexicon->word_class[w] =
                    (uint8_t)hm_word_classes_of(&inducer->classes, list[w].number, list[w].k);
            for (size_t j = 0; j < list[w].k; j++)
                lexicon->word_tokens[at++] = (uint16_t)inducer->tokens->id[list[w].at + j];
        }
    }
    free(is_met);
    free(list);
    return status;
}

/// The pairs of tokens that occur often inside spans, the commonest first.
static size_t
list_pairs(const hm_word_inducer *inducer, uint8_t *is_met, entry *list)
{
    const hm_tokens *const tokens = inducer->tokens;
    size_t n = 0;
    for (size_t i = 0; inducer->ngrams.max_length > 1 && i + 1 < tokens->n; i++) {
        if (tokens->span_end[i] < i + 2)
            continue;
        const uint32_t pair = inducer->ngrams.at[2][i];
        if (pair == HM_NO_NGRAM || is_met[pair] != 0 || inducer->ngrams.count[pair] < MIN_PAIR ||
            !can_store(inducer, i, 2))
            continue;
        is_met[pair] = 1;
        list[n++] = (entry){inducer->ngrams.count[pair], (uint32_t)i, pair, 2};
    }
    qsort(list, n, sizeof *list, compare_entries);
    return n;
}

/// The mean PMI of each pair that is kept, pair_params[1] of it. rank[number] is its place plus 1.
/// The mean of a prior counts as much as PRIOR_PAIR occurrences.
static hmrnn_status
average_pmi(const hm_lexicon *lexicon, const hm_word_inducer *inducer, const uint32_t *rank,
            const float *pmi, hmrnn_error *err)
{
    const hm_tokens *const tokens = inducer->tokens;
    double *const n = hm_alloc_array(lexicon->n_pairs, sizeof *n, "a lexicon", err);
    double *const sum = hm_alloc_array(lexicon->n_pairs, sizeof *sum, "a lexicon", err);
    if (n == NULL || sum == NULL) {
        free(n);
        free(sum);
        return HMRNN_ENOMEM;
    }
    for (size_t p = 0; inducer->prior != NULL && p < lexicon->n_pairs; p++) {
        float mean = 0.0f;
        const bool is_known = hm_lexicon_pair(inducer->prior->lexicon, lexicon->pair_tokens[2 * p],
                                              lexicon->pair_tokens[2 * p + 1], &mean);
        n[p] = is_known ? PRIOR_PAIR : 0.0;
        sum[p] = n[p] * (double)mean;
    }
    for (size_t i = 1; pmi != NULL && i < inducer->n_text; i++) {
        const uint32_t pair =
            hm_tokens_is_gap(tokens, i) ? inducer->ngrams.at[2][i - 1] : HM_NO_NGRAM;
        if (pair == HM_NO_NGRAM || rank[pair] == 0)
            continue;
        sum[rank[pair] - 1] += (double)hm_pmi_clip(pmi[i]);
        n[rank[pair] - 1] += 1.0;
    }
    for (size_t p = 0; p < lexicon->n_pairs; p++)
        lexicon->pair_params[2 * p + 1] = (float)(sum[p] / fmax(n[p], 1.0));
    free(n);
    free(sum);
    return HMRNN_OK;
}

/// log q(right | left) of a pair that is in no word.
static float
backoff_of(const hm_lexicon *lexicon, uint32_t left, uint32_t right)
{
    return lexicon->token_params[(size_t)left * HM_N_TOKEN_PARAMS + HM_TOKEN_BACKOFF] +
           lexicon->token_params[(size_t)right * HM_N_TOKEN_PARAMS + HM_TOKEN_SPELL];
}

/// Keep the pairs of a prior that are not among those of the text, with their mean PMI.
static hmrnn_status
add_prior_pairs(hm_lexicon *lexicon, const hm_lexicon *old, hmrnn_error *err)
{
    hm_hash listed = HM_HASH_INIT;
    uint32_t *value = NULL;
    hmrnn_status status = HMRNN_OK;
    for (size_t p = 0; status == HMRNN_OK && p < lexicon->n_pairs; p++)
        status = hm_hash_enter(&listed,
                               (uint64_t)lexicon->pair_tokens[2 * p] << 16 |
                                   lexicon->pair_tokens[2 * p + 1],
                               0, &value, err);
    for (size_t p = 0; status == HMRNN_OK && p < old->n_pairs && lexicon->n_pairs < MAX_PAIRS;
         p++) {
        const uint16_t *const pair = &old->pair_tokens[2 * p];
        if (hm_hash_get(&listed, (uint64_t)pair[0] << 16 | pair[1], 1) == 0)
            continue;
        const size_t at = lexicon->n_pairs++;
        memcpy(&lexicon->pair_tokens[2 * at], pair, 2 * sizeof *pair);
        lexicon->pair_params[2 * at] = backoff_of(lexicon, pair[0], pair[1]);
        lexicon->pair_params[2 * at + 1] = old->pair_params[2 * p + 1];
    }
    hm_hash_release(&listed);
    return status;
}

static hmrnn_status
export_pairs(hm_lexicon *lexicon, const hm_word_inducer *inducer, const float *pmi,
             hmrnn_error *err)
{
    const hm_word_counts *const words = &inducer->words;
    const hm_lexicon *const old = inducer->prior == NULL ? NULL : inducer->prior->lexicon;
    const size_t n_ngrams = hm_ngrams_size(&inducer->ngrams);
    uint8_t *const is_met = hm_alloc_array(n_ngrams, 1, "a lexicon", err);
    uint32_t *const rank = hm_alloc_array(n_ngrams, sizeof *rank, "a lexicon", err);
    entry *const list = hm_alloc_array(n_ngrams, sizeof *list, "a lexicon", err);
    hmrnn_status status = is_met == NULL || rank == NULL || list == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    if (status == HMRNN_OK) {
        const size_t n = hm_size_min(list_pairs(inducer, is_met, list), MAX_PAIRS);
        lexicon->n_pairs = n;
        const size_t capacity = n + (old == NULL ? 0 : old->n_pairs);
        lexicon->pair_tokens = hm_alloc_array(2 * capacity, sizeof(uint16_t), "a lexicon", err);
        lexicon->pair_params = hm_alloc_array(2 * capacity, sizeof(float), "a lexicon", err);
        if (lexicon->pair_tokens == NULL || lexicon->pair_params == NULL)
            status = HMRNN_ENOMEM;
        for (size_t p = 0; status == HMRNN_OK && p < n; p++) {
            const uint32_t left = inducer->tokens->id[list[p].at];
            const uint32_t right = inducer->tokens->id[list[p].at + 1];
            const float backoff = backoff_of(lexicon, left, right);
            const double seen = hm_bigram_seen((double)words->pair_count[list[p].number],
                                               (double)words->follow_count[left]);
            lexicon->pair_tokens[2 * p] = (uint16_t)left;
            lexicon->pair_tokens[2 * p + 1] = (uint16_t)right;
            lexicon->pair_params[2 * p] =
                seen > 0.0 ? (float)log(seen + exp((double)backoff)) : backoff;
            rank[list[p].number] = (uint32_t)p + 1;
        }
    }
    if (status == HMRNN_OK && lexicon->n_pairs > 0)
        status = average_pmi(lexicon, inducer, rank, pmi, err);
    if (status == HMRNN_OK && old != NULL)
        status = add_prior_pairs(lexicon, old, err);
    free(is_met);
    free(rank);
    free(list);
    return status;
}

static hmrnn_status
export_symbols(hm_lexicon *lexicon, const hm_word_inducer *inducer, const hm_token_ids *token_ids,
               hmrnn_error *err)
{
    const hm_word_counts *const words = &inducer->words;
    const size_t n = hm_size_min(token_ids->n, MAX_SYMBOLS);
    for (size_t s = 1; s < n; s++) {
        uint32_t id = 0;
        HM_TRY(hm_token_ids_enter(&lexicon->token_ids, token_ids->key[s], &id, err));
    }
    lexicon->token_params = hm_alloc_array(n * HM_N_TOKEN_PARAMS, sizeof(float), "a lexicon", err);
    if (lexicon->token_params == NULL)
        return HMRNN_ENOMEM;
    double n_spelt = 0.0;
    for (size_t s = 0; s < token_ids->n; s++)
        n_spelt += (double)words->spell_count[s];
    for (size_t s = 0; s < n; s++) {
        float *const params = lexicon->token_params + s * HM_N_TOKEN_PARAMS;
        memcpy(params + HM_TOKEN_POSITIONS, words->emission + s * HM_N_POSITIONS,
               HM_N_POSITIONS * sizeof(float));
        params[HM_TOKEN_FIRST] = words->spell_first[s];
        params[HM_TOKEN_BACKOFF] = (float)log(
            hm_bigram_backoff((double)words->follow_count[s], (double)words->follow_types[s]));
        params[HM_TOKEN_SPELL] = (float)log(((double)words->spell_count[s] + 0.5) /
                                            (n_spelt + 0.5 * (double)token_ids->n));
    }
    return HMRNN_OK;
}

static hmrnn_status
export_all(hm_lexicon *lexicon, const hm_word_inducer *inducer, const hm_token_ids *token_ids,
           const float *pmi, size_t most_words, hmrnn_error *err)
{
    lexicon->max_length = inducer->max_length;
    lexicon->options = inducer->words.options;
    lexicon->n_tokens = inducer->words.n_tokens;
    lexicon->n_types = inducer->words.n_types;
    lexicon->n_classes = inducer->classes.n_all;
    for (size_t k = 1; k <= lexicon->max_length; k++) {
        lexicon->lengths[k] = inducer->words.length[k];
        lexicon->lengths[HM_MAX_WORD + 1 + k] = inducer->words.shape[k];
    }
    const size_t n_transitions = lexicon->n_classes * lexicon->n_classes;
    lexicon->transitions = hm_alloc_array(n_transitions, sizeof(float), "a lexicon", err);
    if (lexicon->transitions == NULL)
        return HMRNN_ENOMEM;
    if (n_transitions > 0)
        memcpy(lexicon->transitions, inducer->classes.score, n_transitions * sizeof(float));
    HM_TRY(export_symbols(lexicon, inducer, token_ids, err));
    HM_TRY(export_words(lexicon, inducer, most_words, err));
    HM_TRY(export_pairs(lexicon, inducer, pmi, err));
    return hm_lexicon_index(lexicon, err);
}

hmrnn_status
hm_lexicon_build(hm_lexicon **out, const hm_word_inducer *inducer, const hm_token_ids *token_ids,
                 hm_letters letters, const float *pmi, size_t most_words, hmrnn_error *err)
{
    hm_lexicon *const lexicon = hm_alloc_array(1, sizeof *lexicon, "a lexicon", err);
    if (lexicon == NULL)
        return HMRNN_ENOMEM;
    lexicon->letters = letters;
    const hmrnn_status status = export_all(lexicon, inducer, token_ids, pmi, most_words, err);
    if (status != HMRNN_OK) {
        hm_lexicon_free(lexicon);
        return status;
    }
    *out = lexicon;
    return HMRNN_OK;
}
