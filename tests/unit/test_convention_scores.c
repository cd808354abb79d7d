// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_convention_scores.c - the scores that are fast to run are the sums of the weights
// of the features that are learned.
#include <config.h>

#include "convention/convention.h"
#include "lexicon_fixture.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N = 300, MAX_KEYS = N * (HM_MAX_GAP_FEATURES + HM_MAX_SEGMENT * HM_MAX_SEGMENT_FEATURES) };

/// A record of known and unknown letters, digits, signs and spaces, and weights for its features.
typedef struct trial {
    lexicon_fixture l;
    hm_tokens tokens;
    uint32_t chars[N];
    uint8_t is_end[N];
    uint8_t begins[N];
    uint32_t *word;
    hm_convention convention;
    hm_convention_worker worker;
} trial;

static uint32_t
random_char(hm_rng *rng)
{
    static const uint32_t others[] = {0x3001, ' ', '7', 'a', 0x30A2, 0x20000, 0x5F00};
    return hm_rng_below(rng, 6) == 0 ? others[hm_rng_below(rng, sizeof others / sizeof others[0])]
                                     : 0x4E00 + (uint32_t)hm_rng_below(rng, 30);
}

static void
read_text(trial *t, hm_rng *rng)
{
    for (size_t i = 0; i < N; i++) {
        t->chars[i] = random_char(rng);
        t->is_end[i] = i + 1 == N || hm_rng_below(rng, 20) > 0;  // some units have several
    }
    const hm_lexicon *const lexicon = t->l.lexicon;
    const hmrnn_text text = {t->chars, N};
    assert_int_equal(hm_tokens_add(&t->tokens, &lexicon->token_ids, &text, t->is_end,
                                   lexicon->letters, NULL),
                     HMRNN_OK);
    t->word = calloc(t->tokens.n * lexicon->max_length, sizeof *t->word);
    assert_non_null(t->word);
    hm_lexicon_words(lexicon, &t->tokens, t->word);
    for (size_t i = 0; i < t->tokens.n; i++)
        t->begins[i] = !hm_tokens_is_gap(&t->tokens, i) || hm_rng_below(rng, 2) == 0;
    const hm_feature_source source = {lexicon, &t->tokens, t->word, t->chars, t->is_end, t->begins};
    assert_int_equal(hm_convention_read(&t->worker, &source, NULL), HMRNN_OK);
}

/// Some strings of the record are words of examples.
static void
add_words(trial *t, hm_rng *rng)
{
    hm_example_words *const words = &t->convention.words;
    const hm_feature_view *const view = &t->worker.view;
    for (size_t i = 0; i < N; i++) {
        const size_t first = hm_rng_below(rng, view->n - HM_MAX_SEGMENT);
        uint64_t string = 0;
        for (size_t k = hm_rng_below(rng, HM_MAX_SEGMENT) + 1, j = 0; j < k; j++)
            string = hm_string_extend(string, view->key[first + j]);
        assert_int_equal(hm_example_words_add(words, hm_string_key(string), NULL), HMRNN_OK);
        hm_example_words_see(words, hm_string_key(string));
        if (hm_rng_below(rng, 2) == 0)
            hm_example_words_see(words, hm_string_key(string));
    }
}

static int
compare_keys(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/// Weights for most of the features that hold anywhere.
static void
add_weights(trial *t, hm_rng *rng)
{
    static uint32_t key[MAX_KEYS];
    const hm_feature_view *const view = &t->worker.view;
    size_t n = 0;
    for (size_t u = 0; u < view->n; u++) {
        hm_gap_features gap = {.n = 0};
        hm_segment_features segment[HM_MAX_SEGMENT];
        if (u + 1 < view->n)
            hm_gap_features_find(view, u, &gap);
        for (size_t i = 0; i < gap.n; i++)
            key[n++] = gap.key[i];
        const size_t n_lengths =
            hm_segment_features_find(view, &t->convention.words, NULL, u, segment);
        for (size_t k = 0; k < n_lengths; k++)
            for (size_t i = 0; i < segment[k].n; i++)
                key[n++] = segment[k].key[i];
    }
    qsort(key, n, sizeof key[0], compare_keys);
    hm_feature_weights *const weights = &t->convention.weights;
    assert_int_equal(hm_feature_weights_init(weights, n, NULL), HMRNN_OK);
    weights->n = 0;
    for (size_t i = 0; i < n; i++) {
        if ((i > 0 && key[i] == key[i - 1]) || hm_rng_below(rng, 5) == 0)
            continue;
        weights->key[weights->n] = key[i];
        weights->weight[weights->n++] = (float)hm_rng_normal(rng);
    }
    for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++)
        t->convention.number[0][i] = (float)hm_rng_normal(rng);
}

static void
begin(trial *t, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    lexicon_fixture_make(&t->l, 4);
    t->tokens = (hm_tokens)HM_TOKENS_INIT;
    t->convention = (hm_convention){.words = HM_EXAMPLE_WORDS_INIT};
    hm_convention_worker_init(&t->worker);
    read_text(t, &rng);
    add_words(t, &rng);
    add_weights(t, &rng);
    assert_int_equal(hm_convention_index(&t->convention, NULL), HMRNN_OK);
}

static void
end(trial *t)
{
    hm_convention_worker_release(&t->worker);
    hm_feature_weights_release(&t->convention.weights);
    hm_example_words_release(&t->convention.words);
    hm_tokens_release(&t->tokens);
    free(t->word);
    lexicon_fixture_release(&t->l);
}

/// The weight of a feature, looked for among all.
static double
weight_of(const hm_feature_weights *weights, uint32_t key)
{
    const uint32_t *const found = bsearch(&key, weights->key, weights->n, sizeof key, compare_keys);
    return found == NULL ? 0.0 : (double)weights->weight[found - weights->key];
}

static void
expect(double found, double wanted, const char *what, size_t u, size_t k)
{
    if (fabs(found - wanted) > 1e-4)
        fail_msg("%s, unit %zu, length %zu: %g, should be %g", what, u, k, found, wanted);
}

static trial the_trial;

static void
gaps_have_the_sums_of_their_features(void **state)
{
    (void)state;
    trial *const t = &the_trial;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        begin(t, seed);
        const hm_feature_view *const view = &t->worker.view;
        size_t n_in_span = 0;
        hm_gap_weights_score(&t->convention.gaps, &t->convention.weights, t->convention.number[0],
                             view, t->worker.gap);
        for (size_t u = 0; u + 1 < view->n; u++) {
            hm_gap_features found;
            hm_gap_features_find(view, u, &found);
            double sum = 0.0;
            for (size_t i = 0; i < found.n; i++)
                sum += weight_of(&t->convention.weights, found.key[i]);
            for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++)
                sum += (double)t->convention.number[0][i] * (double)found.number[i];
            expect((double)t->worker.gap[u], sum, "gap", u, 0);
            n_in_span += hm_feature_view_is_in_span(view, u);
        }
        assert_true(n_in_span > 20 && n_in_span + 20 < view->n);
        end(t);
    }
}

static void
segments_have_the_sums_of_their_features(void **state)
{
    (void)state;
    trial *const t = &the_trial;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        begin(t, seed);
        const hm_feature_view *const view = &t->worker.view;
        size_t n_words = 0;
        hm_segment_weights_score(&t->convention.segments, &t->convention.weights,
                                 &t->convention.words, view, t->worker.labels, &t->worker.types,
                                 t->worker.segment_ends, t->worker.segment);
        for (size_t u = 0; u < view->n; u++) {
            hm_segment_features found[HM_MAX_SEGMENT];
            const size_t n = hm_segment_features_find(view, &t->convention.words, NULL, u, found);
            for (size_t k = 1; k <= n; k++) {
                double sum = 0.0;
                for (size_t i = 0; i < found[k - 1].n; i++)
                    sum += weight_of(&t->convention.weights, found[k - 1].key[i]);
                const size_t last = u + k - 1;
                expect((double)t->worker.segment[last * HM_MAX_SEGMENT + k - 1], sum, "segment", u,
                       k);
                n_words += hm_feature_view_word(view, u, k) != UINT32_MAX;
                if (t->worker.labels[last] == 1)
                    break;  // what goes over a boundary that is decided has no score
            }
        }
        assert_true(n_words > 20);
        end(t);
    }
}

static void
keys_out_of_order_and_weights_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    const struct {
        uint32_t key[2];
        float weight;
        const char *message;
    } bad[] = {{{31, 15}, 1.0f, "order"}, {{15, 15}, 1.0f, "order"}, {{15, 31}, NAN, "no weight"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        hmrnn_error err;
        hm_feature_weights weights;
        assert_int_equal(hm_feature_weights_init(&weights, 2, NULL), HMRNN_OK);
        memcpy(weights.key, bad[i].key, sizeof bad[i].key);
        weights.weight[0] = 1.0f;
        weights.weight[1] = bad[i].weight;
        assert_int_equal(hm_feature_weights_index(&weights, &err), HMRNN_EFORMAT);
        assert_non_null(strstr(err.text, bad[i].message));
        hm_feature_weights_release(&weights);
    }
}

static void
a_word_of_the_examples_that_is_there_twice_is_refused(void **state)
{
    (void)state;
    uint32_t key[2] = {5, 5};
    uint16_t n_words[2] = {1, 0};
    uint16_t n_all[2] = {1, 1};
    hm_example_words words = HM_EXAMPLE_WORDS_INIT;
    hmrnn_error err;
    words.n = words.capacity = 2;
    words.key = malloc(sizeof key);
    words.n_words = malloc(sizeof n_words);
    words.n_all = malloc(sizeof n_all);
    assert_true(words.key != NULL && words.n_words != NULL && words.n_all != NULL);
    memcpy(words.key, key, sizeof key);
    memcpy(words.n_words, n_words, sizeof n_words);
    memcpy(words.n_all, n_all, sizeof n_all);
    assert_int_equal(hm_example_words_index(&words, &err), HMRNN_EFORMAT);
    assert_non_null(strstr(err.text, "twice"));
    hm_example_words_release(&words);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_have_the_sums_of_their_features),
        cmocka_unit_test(segments_have_the_sums_of_their_features),
        cmocka_unit_test(keys_out_of_order_and_weights_that_are_no_numbers_are_refused),
        cmocka_unit_test(a_word_of_the_examples_that_is_there_twice_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
