// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lexicon.c - the lexicon at work: scores of words in any text.
#include <config.h>

#include "segment/lexicon.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "segment/pmi.h"

#include <math.h>
#include <stdlib.h>

/// Cohesion of neighbours that were too seldom seen together to be among the pairs: neither tells
/// anything of the other.
#define UNSEEN_PAIR 0.0f

/// The hash of a string of symbols, one symbol longer.
static inline uint64_t
extend(uint64_t hash, uint32_t symbol)
{
    return hm_hash_mix(hash * UINT64_C(0x9E3779B97F4A7C15) + symbol + 1);
}

static inline const float *
facts_of(const hm_lexicon *lexicon, uint32_t symbol)
{
    return lexicon->token_params + (size_t)symbol * HM_N_TOKEN_PARAMS;
}

/// What is known of a pair of symbols, as in pair_params; NULL if nothing is.
static inline const float *
pair_at(const hm_lexicon *lexicon, uint32_t left, uint32_t right)
{
    const uint32_t pair = hm_hash_get(&lexicon->pair_of, (uint64_t)left << 16 | right, UINT32_MAX);
    return pair == UINT32_MAX ? NULL : &lexicon->pair_params[2 * (size_t)pair];
}

/// log p(right | left) inside a word.
static float
spelling_of(const hm_lexicon *lexicon, uint32_t left, uint32_t right)
{
    const float *const pair = pair_at(lexicon, left, right);
    if (pair != NULL)
        return pair[0];
    return facts_of(lexicon, left)[HM_TOKEN_BACKOFF] + facts_of(lexicon, right)[HM_TOKEN_SPELL];
}

/// What spelling and positions say of a word, as in induce/word_counts.c.
static void
judge_string(const hm_lexicon *lexicon, size_t k, const uint16_t *symbol, float *spelling,
             float *positions)
{
    const float *const first = facts_of(lexicon, symbol[0]);
    *spelling = lexicon->lengths[k] + first[HM_TOKEN_FIRST];
    *positions = lexicon->lengths[HM_MAX_WORD + 1 + k] +
                 first[HM_TOKEN_POSITIONS + (k == 1 ? HM_WHOLE : HM_BEGIN)];
    for (size_t i = 1; i < k; i++) {
        *spelling += spelling_of(lexicon, symbol[i - 1], symbol[i]);
        *positions +=
            facts_of(lexicon, symbol[i])[HM_TOKEN_POSITIONS + (i + 1 == k ? HM_END : HM_MIDDLE)];
    }
}

static hmrnn_status
index_words(hm_lexicon *lexicon, hmrnn_error *err)
{
    const float d = lexicon->options.discount;
    const float s = lexicon->options.strength;
    const float mass = s + d * (float)lexicon->n_types;
    const float total = logf((float)lexicon->n_tokens + s);
    lexicon->unknown = logf(mass) - total;
    if (!isfinite(lexicon->unknown))
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has counts that make no sense");
    HM_TRY(hm_hash_reserve(&lexicon->word_of, lexicon->n_words, err));
    size_t at = 0;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        const size_t k = lexicon->word_length[w];
        if (k < 1 || k > lexicon->max_length || k > lexicon->n_word_tokens - at)
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has a wrong length", w);
        if (lexicon->n_classes > 0 && lexicon->word_class[w] >= lexicon->n_classes)
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has a wrong class", w);
        uint64_t hash = 0;
        for (size_t i = 0; i < k; i++) {
            const uint16_t symbol = lexicon->word_tokens[at + i];
            if (symbol >= lexicon->symbols.n)
                return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has a wrong symbol", w);
            hash = extend(hash, symbol);
        }
        uint32_t *word = NULL;
        if (hash == HM_HASH_FREE)
            hash = 0;
        HM_TRY(hm_hash_enter(&lexicon->word_of, hash, (uint32_t)w, &word, err));
        if (*word != w)
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon is there twice", w);
        float spelling = 0.0f;
        float positions = 0.0f;
        judge_string(lexicon, k, lexicon->word_tokens + at, &spelling, &positions);
        lexicon->word_score[w] = logf((float)lexicon->word_count[w] - d + mass * expf(spelling)) -
                                 total + lexicon->options.position_weight * positions;
        if (!isfinite(lexicon->word_score[w]))
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has no score", w);
        at += k;
    }
    if (at != lexicon->n_word_tokens)
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has symbols without a word");
    return HMRNN_OK;
}

uint64_t
hm_lexicon_checksum(const hm_lexicon *lexicon)
{
    uint64_t hash = lexicon->n_words;
    const uint16_t *symbol = lexicon->word_tokens;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        hash =
            hm_hash_mix(hash ^ ((uint64_t)lexicon->word_count[w] << 8) ^ lexicon->word_length[w]);
        for (size_t k = 0; k < lexicon->word_length[w]; k++)
            hash = hm_hash_mix(hash ^ *symbol++);
    }
    return hash | 1;
}

hmrnn_status
hm_lexicon_index(hm_lexicon *lexicon, hmrnn_error *err)
{
    if (lexicon->max_length < 1 || lexicon->max_length > HM_MAX_WORD)
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has words of %zu symbols",
                       lexicon->max_length);
    if (lexicon->n_classes > 0 && lexicon->n_classes <= HM_FIRST_CLASS)
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has %zu classes", lexicon->n_classes);
    lexicon->word_score = hm_alloc_array(lexicon->n_words, sizeof(float), "a lexicon", err);
    if (lexicon->word_score == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(hm_hash_reserve(&lexicon->pair_of, lexicon->n_pairs, err));
    for (size_t p = 0; p < lexicon->n_pairs; p++) {
        const uint16_t *const pair = &lexicon->pair_tokens[2 * p];
        uint32_t *entered = NULL;
        if (pair[0] >= lexicon->symbols.n || pair[1] >= lexicon->symbols.n)
            return hm_fail(err, HMRNN_EFORMAT, "pair %zu of the lexicon has a wrong symbol", p);
        HM_TRY(hm_hash_enter(&lexicon->pair_of, (uint64_t)pair[0] << 16 | pair[1], (uint32_t)p,
                             &entered, err));
        if (*entered != p)
            return hm_fail(err, HMRNN_EFORMAT, "pair %zu of the lexicon is there twice", p);
    }
    return index_words(lexicon, err);
}

// -------------------------------------------------------------------------------------------- fill

/// What is summed over the inner gaps and symbols of words that begin at one position.
typedef struct path {
    uint64_t hash;
    float spelling;
    float positions;  ///< all but the last symbol
    float evidence;
} path;

/// What the network says of the gap before token i.
static void
weigh_gap(const hm_lexicon *lexicon, const float *pair, size_t i, const float *logit,
          const float *pmi, float *begins, float *goes_on)
{
    *begins = 0.0f;
    *goes_on = 0.0f;
    if (logit != NULL) {
        *begins = lexicon->detector_weight * hm_log_logistic(logit[i]);
        *goes_on = lexicon->detector_weight * hm_log_logistic(-logit[i]);
    }
    if (lexicon->pmi_weight == 0.0f)
        return;
    const float known = pair == NULL ? UNSEEN_PAIR : pair[1];
    const float in_context = pmi == NULL ? known : hm_pmi_clip(pmi[i]);
    const float of_pair = pair == NULL ? in_context : pair[1];
    const float c = HM_PMI_OF_PAIR * of_pair + (1.0f - HM_PMI_OF_PAIR) * in_context;
    *goes_on += lexicon->pmi_weight * (c - lexicon->pmi_offset);
}

void
hm_lexicon_fill(const hm_lexicon *lexicon, const hm_tokens *tokens, size_t first, size_t end,
                const float *logit, const float *pmi, hm_lattice *lattice)
{
    const size_t L = lattice->max_length;
    const uint32_t *const symbol = tokens->symbol;
    const float gamma = lexicon->options.position_weight;
    const size_t n = end - first;
    float *const spelt = lattice->best;  // not in use yet: [n][3] of the gap before a token
    for (size_t j = 1; j < n; j++) {
        const uint32_t left = symbol[first + j - 1];
        const uint32_t right = symbol[first + j];
        const float *const pair = pair_at(lexicon, left, right);
        spelt[3 * j] = pair != NULL ? pair[0]
                                    : facts_of(lexicon, left)[HM_TOKEN_BACKOFF] +
                                          facts_of(lexicon, right)[HM_TOKEN_SPELL];
        weigh_gap(lexicon, pair, first + j, logit, pmi, &spelt[3 * j + 1], &spelt[3 * j + 2]);
    }
    for (size_t j = 0; j < n; j++) {
        const float *const facts = facts_of(lexicon, symbol[first + j]);
        path p = {0, facts[HM_TOKEN_FIRST], 0.0f, j == 0 ? 0.0f : spelt[3 * j + 1]};
        for (size_t k = 1; k <= hm_size_min(L, n - j); k++) {
            const uint32_t s = symbol[first + j + k - 1];
            const float *const last = facts_of(lexicon, s) + HM_TOKEN_POSITIONS;
            p.hash = extend(p.hash, s);
            if (k > 1) {
                p.spelling += spelt[3 * (j + k - 1)];
                p.evidence += spelt[3 * (j + k - 1) + 2];
            }
            const uint32_t w = hm_hash_get(&lexicon->word_of, p.hash, UINT32_MAX);
            float score = 0.0f;
            if (w != UINT32_MAX)
                score = lexicon->word_score[w];
            else
                score = lexicon->unknown + p.spelling + lexicon->lengths[k] +
                        gamma * (lexicon->lengths[HM_MAX_WORD + 1 + k] + p.positions +
                                 last[k == 1 ? HM_WHOLE : HM_END]);
            lattice->score[j * L + k - 1] = score + p.evidence;
            lattice->class[j * L + k - 1] =
                lexicon->n_classes == 0 ? 0
                : w != UINT32_MAX && lexicon->word_class[w] >= HM_FIRST_CLASS
                    ? lexicon->word_class[w]
                    : hm_word_class_rare(k);
            p.positions += last[k == 1 ? HM_BEGIN : HM_MIDDLE];
        }
    }
}

bool
hm_lexicon_pair(const hm_lexicon *lexicon, uint32_t left, uint32_t right, float *pmi)
{
    const bool is_known = left < lexicon->symbols.n && right < lexicon->symbols.n;
    const float *const pair = is_known ? pair_at(lexicon, left, right) : NULL;
    if (pair != NULL)
        *pmi = pair[1];
    return pair != NULL;
}

hm_transitions
hm_lexicon_transitions(const hm_lexicon *lexicon)
{
    return (hm_transitions){lexicon->n_classes, lexicon->transitions};
}

void
hm_lexicon_free(hm_lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    hm_token_ids_release(&lexicon->symbols);
    hm_chunker_release(&lexicon->chunker);
    hm_hash_release(&lexicon->word_of);
    hm_hash_release(&lexicon->pair_of);
    free(lexicon->word_length);
    free(lexicon->word_tokens);
    free(lexicon->word_count);
    free(lexicon->word_class);
    free(lexicon->token_params);
    free(lexicon->transitions);
    free(lexicon->pair_tokens);
    free(lexicon->pair_params);
    free(lexicon->word_score);
    free(lexicon);
}
