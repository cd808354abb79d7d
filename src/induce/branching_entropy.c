// SPDX-License-Identifier: BSD-2-Clause
//
// induce/branching_entropy.c - the entropy of what follows and precedes a string.
#include <config.h>

#include "induce/branching_entropy.h"

#include "base/error.h"

#include <math.h>

/// The entropy of what follows a string w that occurs n times, of which c(x) times before x:
///
///     h_right(w) = - sum over x of c(x)/n log (c(x)/n) = log n - (sum over x of c(x) log c(x)) / n
///
/// and h_left(w) likewise. What follows once only, an end of a span included, adds nothing to the
/// sum.
static void
measure_entropies(hm_branching_entropy *branching, const hm_ngrams *ngrams)
{
    const size_t n = hm_ngrams_size(ngrams);
    for (size_t w = ngrams->first[2]; w < n; w++) {
        const float c = (float)ngrams->count[w];
        const float term = c * logf(c);
        branching->right[ngrams->prefix[w]] += term;
        branching->left[ngrams->suffix[w]] += term;
    }
    for (size_t w = 0; w < ngrams->first[ngrams->max_length + 1]; w++) {
        const float c = (float)ngrams->count[w];
        const float most = c > 0.0f ? logf(c) : 0.0f;
        branching->right[w] = c > 0.0f ? most - branching->right[w] / c : 0.0f;
        branching->left[w] = c > 0.0f ? most - branching->left[w] / c : 0.0f;
    }
    double total = 0.0;
    double sum = 0.0;
    for (size_t s = 0; s < ngrams->first[2]; s++) {
        const double c = (double)ngrams->count[s];
        total += c;
        sum += c > 0.0 ? c * log(c) : 0.0;
    }
    branching->id = total > 0.0 ? (float)(log(total) - sum / total) : 0.0f;
}

static float
entropy(const float *of, uint32_t w)
{
    return w == HM_NO_NGRAM ? 0.0f : of[w];  // what occurs once is followed by one thing
}

/// v(w) = h_right(w) - h_right(w without its last) + h_left(w) - h_left(w without its first); the
/// empty string has the entropy of the tokens on both sides.
static float
variation(const hm_branching_entropy *b, const hm_ngrams *ngrams, size_t i, size_t k)
{
    const uint32_t w = ngrams->at[k][i];
    const float here = entropy(b->right, w) + entropy(b->left, w);
    if (k == 1)
        return here - 2.0f * b->id;
    return here - entropy(b->right, ngrams->at[k - 1][i]) -
           entropy(b->left, ngrams->at[k - 1][i + 1]);
}

/// The mean of v over the strings w of k tokens, each weighted by log(1 + c(w)): an occurrence has
/// the weight log(1 + c(w)) / c(w).
static void
measure_means(hm_branching_entropy *branching, const hm_ngrams *ngrams, const hm_tokens *tokens)
{
    for (size_t k = 1; k <= ngrams->max_length; k++) {
        double sum = 0.0;
        double total = 0.0;
        for (size_t i = 0; i < tokens->n; i++) {
            if (tokens->span_end[i] < i + k)
                continue;
            const uint32_t w = ngrams->at[k][i];
            const double count = w == HM_NO_NGRAM ? 1.0 : (double)ngrams->count[w];
            const double weight = log1p(count) / count;
            sum += weight * (double)variation(branching, ngrams, i, k);
            total += weight;
        }
        branching->mean[k] = total > 0.0 ? (float)(sum / total) : 0.0f;
    }
}

static void
carve(hm_branching_entropy *branching, size_t n_ngrams, hm_arena *arena)
{
    branching->right = hm_arena_floats(arena, n_ngrams);
    branching->left = hm_arena_floats(arena, n_ngrams);
}

hmrnn_status
hm_branching_entropy_measure(hm_branching_entropy *branching, const hm_ngrams *ngrams,
                             const hm_tokens *tokens, hmrnn_error *err)
{
    const size_t n = hm_ngrams_size(ngrams);
    hm_branching_entropy fresh = {.arena = HM_ARENA_INIT};
    carve(&fresh, n, &fresh.arena);
    HM_TRY(hm_arena_allocate(&fresh.arena, "branching entropies", err));
    carve(&fresh, n, &fresh.arena);
    measure_entropies(&fresh, ngrams);
    measure_means(&fresh, ngrams, tokens);
    *branching = fresh;
    return HMRNN_OK;
}

float
hm_branching_entropy_variation(const hm_branching_entropy *branching, const hm_ngrams *ngrams,
                               size_t i, size_t k)
{
    return variation(branching, ngrams, i, k) - branching->mean[k];
}

void
hm_branching_entropy_release(hm_branching_entropy *branching)
{
    if (branching == NULL)
        return;
    hm_arena_release(&branching->arena);
    *branching = (hm_branching_entropy){.arena = HM_ARENA_INIT};
}
