// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_classes.c - classes of words that stand in like places, and what stands beside what.
#include <config.h>

#include "induce/word_classes.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/exchange_clustering.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PRIOR 5.0  // pseudo-counts of each row of the matrix

static void
carve(hm_word_classes *classes, hm_arena *arena)
{
    classes->class = hm_arena_take(arena, classes->n_ngrams, sizeof *classes->class);
    classes->score = hm_arena_floats(arena, classes->n_all * classes->n_all);
}

hmrnn_status
hm_word_classes_init(hm_word_classes *classes, const hm_word_classes_options *options,
                     size_t n_ngrams, hmrnn_error *err)
{
    hm_word_classes fresh = {.options = *options, .n_ngrams = n_ngrams, .arena = HM_ARENA_INIT};
    if (options->n_classes > 0) {
        fresh.n_all = HM_FIRST_CLASS + options->n_classes;
        carve(&fresh, &fresh.arena);
        HM_TRY(hm_arena_allocate(&fresh.arena, "classes", err));
        carve(&fresh, &fresh.arena);
    }
    *classes = fresh;
    return HMRNN_OK;
}

/// A frequent word, for sorting.
typedef struct ranked {
    uint32_t count, word;
} ranked;

static int
compare_ranked(const void *a, const void *b)
{
    const ranked *const x = a;
    const ranked *const y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->word < y->word ? -1 : x->word > y->word;
}

/// List the frequent words, the commonest first, in the exchange; give new ones a first class.
/// rank[w] becomes the place of a word in that list.
static hmrnn_status
list_words(hm_word_classes *classes, const uint32_t *count, size_t n_words, uint32_t *rank,
           uint8_t *stays, hm_exchange *exchange, hmrnn_error *err)
{
    ranked *const list = hm_alloc_array(n_words, sizeof *list, "classes", err);
    if (list == NULL)
        return HMRNN_ENOMEM;
    size_t n = 0;
    for (uint32_t w = 0; w < classes->n_ngrams; w++)
        if (count[w] >= classes->options.least_count)
            list[n++] = (ranked){count[w], w};
    qsort(list, n, sizeof *list, compare_ranked);
    const hmrnn_status status = hm_exchange_init(exchange, n, HM_FIRST_CLASS, classes->n_all, err);
    for (size_t i = 0; status == HMRNN_OK && i < n; i++) {
        uint16_t *const class = &classes->class[list[i].word];
        if (*class < HM_FIRST_CLASS)
            *class = (uint16_t)(HM_FIRST_CLASS + i % classes->options.n_classes);
        exchange->class[i] = *class;
        rank[list[i].word] = (uint32_t)i + 1;
        if (stays != NULL)
            stays[i] = 2 * (uint64_t)classes->prior_count[list[i].word] >= list[i].count;
    }
    free(list);
    return status;
}

/// The item of the exchange that the word of k tokens at i is: a frequent word or a fixed class.
static uint32_t
item_at(const hm_ngrams *ngrams, const uint32_t *rank, const hm_exchange *exchange, size_t i,
        size_t k)
{
    const uint32_t w = ngrams->at[k][i];
    if (w != HM_NO_NGRAM && rank[w] > 0)
        return rank[w] - 1;
    return hm_exchange_fixed(exchange, hm_word_class_rare(k));
}

static hmrnn_status
add_pairs(const hm_tokens *tokens, size_t n_text, const hm_ngrams *ngrams, const uint32_t *rank,
          const uint8_t *begins, hm_exchange *exchange, hmrnn_error *err)
{
    const uint32_t edge = hm_exchange_fixed(exchange, HM_CLASS_EDGE);
    uint32_t left = edge;
    hm_range word = {0, 0};
    while (hm_tokens_next_word(tokens, begins, n_text, &word)) {
        if (hm_tokens_is_alone(tokens, word.first))
            continue;
        const uint32_t item = item_at(ngrams, rank, exchange, word.first, word.n);
        HM_TRY(hm_exchange_add(exchange, left, item, err));
        left = item;
        if (word.first + word.n == tokens->span_end[word.first]) {
            HM_TRY(hm_exchange_add(exchange, left, edge, err));
            left = edge;
        }
    }
    return HMRNN_OK;
}

/// How often a prior has a class.
static double
prior_count_of(const hm_word_classes *classes, size_t class)
{
    return classes->prior_class_count == NULL ? 0.0 : classes->prior_class_count[class];
}

/// From counts of pairs of classes to scores, W being the weight, p(b) the share of class b and P
/// the PRIOR and what a prior has of class a:
///
///     score(a, b) = W log ((n(a, b) + P p'(b | a)) / (n(a) + P) / p(b))
///
/// p'(b | a) is p(b) or, with a prior, p(b) exp(its score / W).
static void
score_pairs(hm_word_classes *classes, const hm_exchange *exchange)
{
    const size_t K = classes->n_all;
    double total = 0.0;
    for (size_t a = 0; a < K; a++)
        total += exchange->n_left[a] + prior_count_of(classes, a);
    for (size_t a = 0; a < K; a++) {
        const double n_prior = PRIOR + prior_count_of(classes, a);
        for (size_t b = 0; b < K; b++) {
            const double p =
                (exchange->n_right[b] + prior_count_of(classes, b) + 1.0) / (total + (double)K);
            const double both = exchange->pair[a * K + b] +
                                (classes->prior_score == NULL
                                     ? PRIOR
                                     : n_prior * exp((double)(classes->prior_score[a * K + b] /
                                                              classes->options.weight))) *
                                    p;
            classes->score[a * K + b] =
                classes->options.weight * (float)log(both / (exchange->n_left[a] + n_prior) / p);
        }
    }
}

hmrnn_status
hm_word_classes_find(hm_word_classes *classes, const hm_tokens *tokens, const hm_ngrams *ngrams,
                     const uint32_t *count, const uint8_t *begins, hmrnn_error *err)
{
    if (classes->options.n_classes == 0)
        return HMRNN_OK;
    size_t n_words = 0;
    for (size_t w = 0; w < classes->n_ngrams; w++) {
        const bool is_frequent = count[w] >= classes->options.least_count;
        classes->class[w] = is_frequent ? classes->class[w] : 0;
        n_words += is_frequent ? 1 : 0;
    }
    uint32_t *const rank = hm_alloc_array(classes->n_ngrams, sizeof *rank, "classes", err);
    uint8_t *const stays =
        classes->prior_count == NULL ? NULL : hm_alloc_array(n_words, 1, "classes", err);
    if (rank == NULL || (stays == NULL && classes->prior_count != NULL)) {
        free(rank);
        free(stays);
        return HMRNN_ENOMEM;
    }
    hm_exchange exchange = HM_EXCHANGE_INIT;
    hmrnn_status status = list_words(classes, count, n_words, rank, stays, &exchange, err);
    exchange.stays = stays;
    if (status == HMRNN_OK)
        status = add_pairs(tokens, classes->prior_count == NULL ? tokens->n : classes->n_text,
                           ngrams, rank, begins, &exchange, err);
    if (status == HMRNN_OK)
        status = hm_exchange_run(&exchange, classes->options.n_passes, err);
    if (status == HMRNN_OK) {
        for (size_t w = 0; w < classes->n_ngrams; w++)
            if (rank[w] > 0)
                classes->class[w] = exchange.class[rank[w] - 1];
        score_pairs(classes, &exchange);
    }
    hm_exchange_release(&exchange);
    free(rank);
    free(stays);
    return status;
}

void
hm_word_classes_forget(hm_word_classes *classes)
{
    if (classes->class != NULL)
        memset(classes->class, 0, classes->n_ngrams * sizeof *classes->class);
}

hm_transitions
hm_word_classes_transitions(const hm_word_classes *classes)
{
    return (hm_transitions){classes->n_all, classes->score};
}

void
hm_word_classes_release(hm_word_classes *classes)
{
    if (classes == NULL)
        return;
    hm_arena_release(&classes->arena);
    *classes = (hm_word_classes){.n_all = 0};
}
