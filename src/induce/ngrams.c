// SPDX-License-Identifier: BSD-2-Clause
//
// induce/ngrams.c - the n-grams of a text that occur at least twice, numbered, with their
// counts.
#include <config.h>

#include "induce/ngrams.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static hmrnn_status
reserve(hm_ngrams *ngrams, size_t n, hmrnn_error *err)
{
    const hm_column columns[] = {{&ngrams->count, sizeof *ngrams->count},
                                 {&ngrams->prefix, sizeof *ngrams->prefix},
                                 {&ngrams->suffix, sizeof *ngrams->suffix}};
    return hm_alloc_grow_columns(3, columns, &ngrams->capacity, n, "n-grams", err);
}

static hmrnn_status
count_symbols(hm_ngrams *ngrams, const hm_tokens *tokens, size_t n_token_ids, hmrnn_error *err)
{
    HM_TRY(reserve(ngrams, hm_size_max(n_token_ids, 1), err));
    memset(ngrams->count, 0, n_token_ids * sizeof(uint32_t));
    for (size_t s = 0; s < n_token_ids; s++)
        ngrams->prefix[s] = ngrams->suffix[s] = HM_NO_NGRAM;
    for (size_t i = 0; i < tokens->n; i++) {
        if (tokens->span_end[i] > i)
            ngrams->count[tokens->id[i]]++;
        ngrams->at[1][i] = tokens->id[i];
    }
    ngrams->first[1] = 0;
    ngrams->first[2] = (uint32_t)n_token_ids;
    return HMRNN_OK;
}

/// Whether the part of k - 1 tokens at i may be a part of something that occurs twice.
static bool
recurs(const hm_ngrams *ngrams, size_t k, size_t i)
{
    const uint32_t part = ngrams->at[k - 1][i];
    return part != HM_NO_NGRAM && (k > 2 || ngrams->count[part] > 1);
}

/// Number everything of length k provisionally, from 0, once included; count it.
static hmrnn_status
count_all(hm_ngrams *ngrams, const hm_tokens *tokens, size_t k, hm_hash *seen, uint32_t **counts,
          hmrnn_error *err)
{
    size_t capacity = 0;
    uint32_t n = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        ngrams->at[k][i] = HM_NO_NGRAM;
        if (i + k > tokens->span_end[i] || !recurs(ngrams, k, i) || !recurs(ngrams, k, i + 1))
            continue;
        const uint64_t key = (uint64_t)ngrams->at[k - 1][i] << 32 | tokens->id[i + k - 1];
        uint32_t *number = NULL;
        HM_TRY(hm_hash_enter(seen, key, n, &number, err));
        if (*number == n) {
            HM_TRY(
                hm_alloc_grow(counts, &capacity, (size_t)n + 1, sizeof **counts, "n-grams", err));
            (*counts)[n++] = 0;
        }
        (*counts)[*number]++;
        ngrams->at[k][i] = *number;
    }
    return HMRNN_OK;
}

/// Give those that occurred more than once their numbers, in the order of their first place.
static hmrnn_status
keep_recurring(hm_ngrams *ngrams, const hm_tokens *tokens, size_t k, size_t n_seen,
               const uint32_t *counts, hmrnn_error *err)
{
    uint32_t n = ngrams->first[k];
    uint32_t *const number = hm_alloc_array(n_seen, sizeof *number, "n-grams", err);
    if (number == NULL)
        return HMRNN_ENOMEM;
    size_t n_kept = n;
    for (size_t i = 0; i < n_seen; i++) {
        n_kept += counts[i] > 1 ? 1 : 0;
        number[i] = HM_NO_NGRAM;
    }
    const hmrnn_status status =
        n_kept < HM_NO_NGRAM
            ? reserve(ngrams, n_kept, err)
            : hm_fail(err, HMRNN_ETEXT, "a text where so many strings recur is too long");
    for (size_t i = 0; status == HMRNN_OK && i < tokens->n; i++) {
        const uint32_t seen = ngrams->at[k][i];
        if (seen == HM_NO_NGRAM)
            continue;
        if (counts[seen] > 1 && number[seen] == HM_NO_NGRAM) {
            ngrams->count[n] = counts[seen];
            ngrams->prefix[n] = ngrams->at[k - 1][i];
            ngrams->suffix[n] = ngrams->at[k - 1][i + 1];
            number[seen] = n++;
        }
        ngrams->at[k][i] = number[seen];
    }
    free(number);
    ngrams->first[k + 1] = n;
    return status;
}

static hmrnn_status
count_length(hm_ngrams *ngrams, const hm_tokens *tokens, size_t k, hmrnn_error *err)
{
    hm_hash seen = HM_HASH_INIT;
    uint32_t *counts = NULL;
    hmrnn_status status = count_all(ngrams, tokens, k, &seen, &counts, err);
    const size_t n_seen = seen.n;
    hm_hash_release(&seen);
    if (status == HMRNN_OK)
        status = keep_recurring(ngrams, tokens, k, n_seen, counts, err);
    free(counts);
    return status;
}

hmrnn_status
hm_ngrams_count(hm_ngrams *ngrams, const hm_tokens *tokens, size_t n_token_ids, size_t max_length,
                hmrnn_error *err)
{
    assert(max_length >= 1 && max_length <= HM_MAX_WORD);
    hm_ngrams fresh = {.max_length = max_length};
    hmrnn_status status = HMRNN_OK;
    for (size_t k = 1; status == HMRNN_OK && k <= max_length + 1; k++) {
        fresh.at[k] = hm_alloc_array(tokens->n, sizeof(uint32_t), "n-grams", err);
        if (fresh.at[k] == NULL)
            status = HMRNN_ENOMEM;
        else
            status = k == 1 ? count_symbols(&fresh, tokens, n_token_ids, err)
                            : count_length(&fresh, tokens, k, err);
    }
    if (status != HMRNN_OK) {
        hm_ngrams_release(&fresh);
        return status;
    }
    free(fresh.at[max_length + 1]);  // only its counts are asked for
    fresh.at[max_length + 1] = NULL;
    *ngrams = fresh;
    return HMRNN_OK;
}

void
hm_ngrams_keep_words(hm_ngrams *ngrams)
{
    free(ngrams->prefix);
    free(ngrams->suffix);
    ngrams->prefix = ngrams->suffix = NULL;
    ngrams->first[ngrams->max_length + 2] = ngrams->first[ngrams->max_length + 1];
}

void
hm_ngrams_release(hm_ngrams *ngrams)
{
    if (ngrams == NULL)
        return;
    for (size_t k = 0; k < HM_MAX_WORD + 2; k++)
        free(ngrams->at[k]);
    free(ngrams->count);
    free(ngrams->prefix);
    free(ngrams->suffix);
    *ngrams = (hm_ngrams){.max_length = 0};
}
