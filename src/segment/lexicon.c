// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lexicon.c - the lexicon at work: scores of words in any text.
#include <config.h>

#include "segment/lexicon.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "segment/pmi.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/// PMI of neighbours that were seen together too seldom to be among the pairs.
#define UNSEEN_PAIR 0.0f

/// The hash of a string of tokens, one token longer.
static inline uint64_t
extend(uint64_t hash, uint32_t id)
{
    return hm_hash_mix(hash * UINT64_C(0x9E3779B97F4A7C15) + id + 1);
}

static inline const float *
token_params_of(const hm_lexicon *lexicon, uint32_t id)
{
    return lexicon->token_params + (size_t)id * HM_N_TOKEN_PARAMS;
}

/// The parameters of a pair of tokens, as in pair_params; NULL where it is not kept.
static inline const float *
pair_at(const hm_lexicon *lexicon, uint32_t left, uint32_t right)
{
    const uint32_t pair = hm_hash_get(&lexicon->pair_of, (uint64_t)left << 16 | right, UINT32_MAX);
    return pair == UINT32_MAX ? NULL : &lexicon->pair_params[2 * (size_t)pair];
}

/// log q(right | left) inside a word.
///
/// \param pair     as pair_at() has it
static float
spelling_of(const hm_lexicon *lexicon, const float *pair, uint32_t left, uint32_t right)
{
    if (pair != NULL)
        return pair[0];
    return token_params_of(lexicon, left)[HM_TOKEN_BACKOFF] +
           token_params_of(lexicon, right)[HM_TOKEN_SPELL];
}

/// log l(k), and log m(k), of which there are two rows.
static float
log_l(const hm_lexicon *lexicon, size_t k)
{
    return lexicon->lengths[k];
}

static float
log_m(const hm_lexicon *lexicon, size_t k)
{
    return lexicon->lengths[HM_MAX_WORD + 1 + k];
}

/// log p(w) + gamma log e(w) of a word of k tokens that was seen `count` times.
static float
score_word(const hm_lexicon *lexicon, size_t k, const uint16_t *id, uint32_t count)
{
    float log_b = log_l(lexicon, k);
    float log_e = log_m(lexicon, k);
    for (size_t j = 0; j < k; j++) {
        const float *const params = token_params_of(lexicon, id[j]);
        log_b += j == 0
                     ? params[HM_TOKEN_FIRST]
                     : spelling_of(lexicon, pair_at(lexicon, id[j - 1], id[j]), id[j - 1], id[j]);
        log_e += params[HM_TOKEN_POSITIONS + hm_word_position(j, k)];
    }
    return hm_word_model_score(&lexicon->model, hm_word_model_log_p(&lexicon->model, count, log_b),
                               log_e, 0.0f);
}

static hmrnn_status
index_words(hm_lexicon *lexicon, hmrnn_error *err)
{
    lexicon->model = hm_word_model_of(&lexicon->options, lexicon->n_tokens, lexicon->n_types);
    if (!isfinite(lexicon->model.log_unseen))
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
            const uint16_t id = lexicon->word_tokens[at + i];
            if (id >= lexicon->token_ids.n)
                return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has a wrong token", w);
            hash = extend(hash, id);
        }
        uint32_t *word = NULL;
        if (hash == HM_HASH_FREE)
            hash = 0;
        HM_TRY(hm_hash_enter(&lexicon->word_of, hash, (uint32_t)w, &word, err));
        if (*word != w)
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon is there twice", w);
        lexicon->word_score[w] =
            score_word(lexicon, k, lexicon->word_tokens + at, lexicon->word_count[w]);
        if (lexicon->word_count[w] == 0 || !isfinite(lexicon->word_score[w]))
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the lexicon has no score", w);
        at += k;
    }
    if (at != lexicon->n_word_tokens)
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has tokens without a word");
    return HMRNN_OK;
}

uint64_t
hm_lexicon_checksum(const hm_lexicon *lexicon)
{
    uint64_t hash = lexicon->n_words;
    const uint16_t *id = lexicon->word_tokens;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        hash =
            hm_hash_mix(hash ^ ((uint64_t)lexicon->word_count[w] << 8) ^ lexicon->word_length[w]);
        for (size_t k = 0; k < lexicon->word_length[w]; k++)
            hash = hm_hash_mix(hash ^ *id++);
    }
    return hash | 1;
}

hmrnn_status
hm_lexicon_index(hm_lexicon *lexicon, hmrnn_error *err)
{
    if (lexicon->max_length < 1 || lexicon->max_length > HM_MAX_WORD)
        return hm_fail(err, HMRNN_EFORMAT, "the lexicon has words of %zu tokens",
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
        if (pair[0] >= lexicon->token_ids.n || pair[1] >= lexicon->token_ids.n)
            return hm_fail(err, HMRNN_EFORMAT, "pair %zu of the lexicon has a wrong token", p);
        HM_TRY(hm_hash_enter(&lexicon->pair_of, (uint64_t)pair[0] << 16 | pair[1], (uint32_t)p,
                             &entered, err));
        if (*entered != p)
            return hm_fail(err, HMRNN_EFORMAT, "pair %zu of the lexicon is there twice", p);
    }
    return index_words(lexicon, err);
}

// -------------------------------------------------------------------------------------------- fill

/// The sums for a word that grows by one token at a time from one position.
typedef struct prefix {
    uint64_t hash;
    float log_spelling;  ///< log b(w) without l(k)
    float log_e;         ///< over all tokens but the last
    float gaps;          ///< g(w)
} prefix;

/// Terms of the gap before a token.
typedef struct gap_terms {
    float log_q;     ///< log q(the token | the one before)
    float boundary;  ///< B of segment/word_model.h
    float inside;    ///< C
} gap_terms;

/// B and C of the gap before token i:
///
///     B = w log sigma(z)    C = w log sigma(-z) + v (c - offset)
///
/// z being the logit and c, the PMI of the neighbours, HM_PMI_OF_PAIR of the mean over the pair and
/// the rest of that in this place.
static void
score_gap(const hm_lexicon *lexicon, const float *pair, size_t i, const float *logit,
          const float *pmi, gap_terms *gap)
{
    gap->boundary = 0.0f;
    gap->inside = 0.0f;
    if (logit != NULL) {
        gap->boundary = lexicon->detector_weight * hm_log_logistic(logit[i]);
        gap->inside = lexicon->detector_weight * hm_log_logistic(-logit[i]);
    }
    if (lexicon->pmi_weight == 0.0f)
        return;
    const float known = pair == NULL ? UNSEEN_PAIR : pair[1];
    const float in_context = pmi == NULL ? known : hm_pmi_clip(pmi[i]);
    const float of_pair = pair == NULL ? in_context : pair[1];
    const float c = HM_PMI_OF_PAIR * of_pair + (1.0f - HM_PMI_OF_PAIR) * in_context;
    gap->inside += lexicon->pmi_weight * (c - lexicon->pmi_offset);
}

void
hm_lexicon_fill(const hm_lexicon *lexicon, const hm_tokens *tokens, const hm_range *span,
                const float *logit, const float *pmi, hm_lattice *lattice, uint32_t *word)
{
    const hm_word_model *const model = &lexicon->model;
    const size_t L = lattice->max_length;
    const uint32_t *const id = tokens->id + span->first;
    const size_t n = span->n;
    gap_terms gaps[HM_MAX_SPAN];
    assert(n <= HM_MAX_SPAN);
    for (size_t j = 1; j < n; j++) {
        const float *const pair = pair_at(lexicon, id[j - 1], id[j]);
        gaps[j].log_q = spelling_of(lexicon, pair, id[j - 1], id[j]);
        score_gap(lexicon, pair, span->first + j, logit, pmi, &gaps[j]);
    }
    for (size_t j = 0; j < n; j++) {
        prefix w = {.log_spelling = token_params_of(lexicon, id[j])[HM_TOKEN_FIRST],
                    .gaps = j == 0 ? 0.0f : gaps[j].boundary};
        for (size_t k = 1; k <= hm_size_min(L, n - j); k++) {
            const uint32_t last = id[j + k - 1];
            const float *const emission = token_params_of(lexicon, last) + HM_TOKEN_POSITIONS;
            w.hash = extend(w.hash, last);
            if (k > 1) {
                w.log_spelling += gaps[j + k - 1].log_q;
                w.gaps += gaps[j + k - 1].inside;
            }
            const uint32_t number = hm_hash_get(&lexicon->word_of, w.hash, UINT32_MAX);
            const bool is_known = number != UINT32_MAX;
            if (word != NULL)
                word[(span->first + j) * L + k - 1] = number;
            lattice->score[j * L + k - 1] =
                is_known ? lexicon->word_score[number] + w.gaps
                         : hm_word_model_score(model,
                                               hm_word_model_log_p_unseen(model, w.log_spelling,
                                                                          log_l(lexicon, k)),
                                               log_m(lexicon, k) + w.log_e +
                                                   emission[k == 1 ? HM_WHOLE : HM_END],
                                               w.gaps);
            lattice->class[j * L + k - 1] =
                lexicon->n_classes == 0 ? 0
                : is_known && lexicon->word_class[number] >= HM_FIRST_CLASS
                    ? lexicon->word_class[number]
                    : hm_word_class_rare(k);
            w.log_e += emission[k == 1 ? HM_BEGIN : HM_MIDDLE];
        }
    }
}

void
hm_lexicon_words(const hm_lexicon *lexicon, const hm_tokens *tokens, uint32_t *word)
{
    const size_t L = lexicon->max_length;
    for (size_t i = 0; i < tokens->n; i++) {
        const size_t n = hm_size_min(L, hm_size_max(tokens->span_end[i], i) - i);
        uint64_t hash = 0;
        for (size_t k = 0; k < L; k++) {
            if (k < n)
                hash = extend(hash, tokens->id[i + k]);
            word[i * L + k] = k < n ? hm_hash_get(&lexicon->word_of, hash, UINT32_MAX) : UINT32_MAX;
        }
    }
}

bool
hm_lexicon_pair(const hm_lexicon *lexicon, uint32_t left, uint32_t right, float *pmi)
{
    const bool is_known = left < lexicon->token_ids.n && right < lexicon->token_ids.n;
    const float *const pair = is_known ? pair_at(lexicon, left, right) : NULL;
    if (pair != NULL)
        *pmi = pair[1];
    return pair != NULL;
}

static int
compare_counts(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

hmrnn_status
hm_lexicon_count_quantile(const hm_lexicon *lexicon, double share, uint32_t *count,
                          hmrnn_error *err)
{
    uint32_t *const of_length = hm_alloc_array(lexicon->n_words, sizeof *of_length, "counts", err);
    if (of_length == NULL)
        return HMRNN_ENOMEM;
    count[0] = 1;
    for (size_t k = 1; k <= HM_MAX_WORD; k++) {
        size_t n = 0;
        for (size_t w = 0; w < lexicon->n_words; w++)
            if (lexicon->word_length[w] == k)
                of_length[n++] = lexicon->word_count[w];
        if (n > 0)
            qsort(of_length, n, sizeof *of_length, compare_counts);
        count[k] = n == 0 ? count[k - 1] : of_length[(size_t)(share * (double)(n - 1))];
    }
    free(of_length);
    return HMRNN_OK;
}

float
hm_lexicon_gain(const hm_lexicon *lexicon, size_t k, const uint32_t *id, uint32_t count)
{
    uint64_t hash = 0;
    float log_b = log_l(lexicon, k);
    for (size_t j = 0; j < k; j++) {
        hash = extend(hash, id[j]);
        log_b += j == 0
                     ? token_params_of(lexicon, id[0])[HM_TOKEN_FIRST]
                     : spelling_of(lexicon, pair_at(lexicon, id[j - 1], id[j]), id[j - 1], id[j]);
    }
    const uint32_t number = hm_hash_get(&lexicon->word_of, hash, UINT32_MAX);
    const uint32_t known = number == UINT32_MAX ? 0 : lexicon->word_count[number];
    return known >= count ? 0.0f
                          : hm_word_model_log_p(&lexicon->model, count, log_b) -
                                hm_word_model_log_p(&lexicon->model, known, log_b);
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
    hm_token_ids_release(&lexicon->token_ids);
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
