// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_word_counts.c - words are counted, taken out and put back.
#include <config.h>

#include "induce/word_counts.h"

#include "tokens_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 2000 };

static const hm_word_model_options usual = {.discount = 0.8f,
                                            .strength = 10.0f,
                                            .position_weight = 1.5f};

/// A reading, a segmentation of it at random, and its words.
typedef struct fixture {
    tokens_fixture s;
    hm_ngrams ngrams;
    hm_word_counts words;
    uint8_t begins[MOST];
    size_t L;
} fixture;

static void
count_all(fixture *f, int sign)
{
    const hm_tokens *const tokens = &f->s.tokens;
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, tokens->n, &span))
        hm_word_counts_count_span(&f->words, &span, f->begins, sign);
}

static void
set_up(fixture *f, uint64_t seed, size_t max_length)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    memset(f, 0, sizeof *f);
    f->L = max_length;
    tokens_fixture_add_random(&f->s, &rng, 60, 4);
    const hm_tokens *const tokens = &f->s.tokens;
    assert_true(tokens->n < MOST);
    assert_int_equal(hm_ngrams_count(&f->ngrams, tokens, f->s.symbols.n, max_length, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_word_counts_init(&f->words, &usual, tokens, &f->ngrams, f->s.symbols.n,
                                         NULL),
                     HMRNN_OK);
    size_t k = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        const bool is_first = i == 0 || tokens->span_end[i - 1] <= i;
        k = is_first || k == max_length || hm_rng_below(&rng, 2) == 0 ? 1 : k + 1;
        f->begins[i] = k == 1 && tokens->span_end[i] > i ? 1 : 0;
    }
    count_all(f, 1);
    hm_word_counts_estimate(&f->words, f->begins);
}

static void
tear_down(fixture *f)
{
    hm_word_counts_release(&f->words);
    hm_ngrams_release(&f->ngrams);
    tokens_fixture_release(&f->s);
}

/// Whether a word of the segmentation is not there before it.
static bool
is_first_of_its_type(const fixture *f, const hm_range *word)
{
    const hm_tokens *const tokens = &f->s.tokens;
    hm_range other = {0, 0};
    while (hm_tokens_next_word(tokens, f->begins, word->first, &other))
        if (other.n == word->n && !hm_tokens_is_alone(tokens, other.first) &&
            tokens_fixture_equal(tokens, other.first, word->first, word->n))
            return false;
    return true;
}

// ------------------------------------------------------------------------------------------ tests

static void
words_and_types_are_counted(void **state)
{
    (void)state;
    fixture f;
    double n_tokens = 0.0;
    double n_types = 0.0;
    set_up(&f, 5, 4);

    hm_range word = {0, 0};
    while (hm_tokens_next_word(&f.s.tokens, f.begins, f.s.tokens.n, &word)) {
        const bool is_word = !hm_tokens_is_alone(&f.s.tokens, word.first);
        n_tokens += is_word ? 1.0 : 0.0;
        n_types += is_word && is_first_of_its_type(&f, &word) ? 1.0 : 0.0;
    }

    assert_true(f.words.n_tokens == n_tokens);
    assert_true(f.words.n_types == n_types);
    tear_down(&f);
}

static void
taking_a_run_out_and_putting_it_back_leaves_all_as_before(void **state)
{
    (void)state;
    fixture f;
    set_up(&f, 6, 4);
    const size_t n_bytes = hm_ngrams_size(&f.ngrams) * sizeof(uint32_t);
    uint32_t *const count = malloc(n_bytes);
    memcpy(count, f.words.count, n_bytes);
    const double n_tokens = f.words.n_tokens;
    const double n_types = f.words.n_types;

    hm_range span = {0, 0};
    while (hm_tokens_next_span(&f.s.tokens, f.s.tokens.n, &span)) {
        hm_word_counts_count_span(&f.words, &span, f.begins, -1);
        assert_true(f.words.n_tokens < n_tokens);
        hm_word_counts_count_span(&f.words, &span, f.begins, 1);

        assert_true(f.words.n_tokens == n_tokens && f.words.n_types == n_types);
        assert_memory_equal(f.words.count, count, n_bytes);
    }
    free(count);
    tear_down(&f);
}

static void
taking_all_out_leaves_nothing(void **state)
{
    (void)state;
    fixture f;
    set_up(&f, 7, 4);

    count_all(&f, -1);

    assert_true(f.words.n_tokens == 0.0 && f.words.n_types == 0.0);
    for (size_t w = 0; w < hm_ngrams_size(&f.ngrams); w++)
        assert_int_equal(f.words.count[w], 0);
    tear_down(&f);
}

static void
estimating_twice_is_estimating_once(void **state)
{
    (void)state;
    fixture f;
    set_up(&f, 8, 4);
    const float before = hm_word_counts_score(&f.words, 3, 1);

    hm_word_counts_estimate(&f.words, f.begins);

    assert_true(hm_word_counts_score(&f.words, 3, 1) == before);
    tear_down(&f);
}

static void
evidence_is_added_to_the_score(void **state)
{
    (void)state;
    static const uint8_t letters[] = {0, 1, 2, 3};
    fixture f = {.s = TOKENS_FIXTURE_INIT, .begins = {1, 0, 1, 0}};
    static const float before[] = {0.0f, 0.5f, -1.0f, 0.0f};
    static const float inside[] = {0.0f, 0.25f, 2.25f, 2.0f};
    tokens_fixture_add(&f.s, 4, letters);
    assert_int_equal(hm_ngrams_count(&f.ngrams, &f.s.tokens, f.s.symbols.n, 3, NULL), HMRNN_OK);
    assert_int_equal(hm_word_counts_init(&f.words, &usual, &f.s.tokens, &f.ngrams, f.s.symbols.n,
                                         NULL),
                     HMRNN_OK);
    count_all(&f, 1);
    hm_word_counts_estimate(&f.words, f.begins);
    const float alone = hm_word_counts_score(&f.words, 1, 2);

    f.words.before = before;
    f.words.inside = inside;

    assert_float_equal(hm_word_counts_score(&f.words, 1, 2), alone + 0.5f + 2.0f, 1e-5f);
    tear_down(&f);
}

static void
words_of_one_symbol_only_have_finite_scores(void **state)
{
    (void)state;
    fixture f;
    set_up(&f, 9, 1);

    for (size_t i = 0; i < f.s.tokens.n; i++)
        if (tokens_fixture_has(&f.s.tokens, i, 1))
            assert_true(isfinite(hm_word_counts_score(&f.words, i, 1)));
    tear_down(&f);
}

static void
long_words_of_no_likely_spelling_have_finite_scores(void **state)
{
    (void)state;
    enum { N = 200 };
    fixture f = {.s = TOKENS_FIXTURE_INIT, .L = HM_MAX_WORD};
    uint8_t letters[N];
    for (size_t i = 0; i < N; i++) {
        letters[i] = (uint8_t)i;
        f.begins[i] = 1;
    }
    tokens_fixture_add(&f.s, N, letters);
    assert_int_equal(hm_ngrams_count(&f.ngrams, &f.s.tokens, f.s.symbols.n, f.L, NULL), HMRNN_OK);
    assert_int_equal(hm_word_counts_init(&f.words, &usual, &f.s.tokens, &f.ngrams, f.s.symbols.n,
                                         NULL),
                     HMRNN_OK);
    count_all(&f, 1);
    hm_word_counts_estimate(&f.words, f.begins);

    assert_true(hm_word_counts_spelling(&f.words, 0, f.L) < -104.0f);  // its exponential is 0
    assert_true(isfinite(hm_word_counts_score(&f.words, 0, f.L)));
    tear_down(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_types_are_counted),
        cmocka_unit_test(taking_a_run_out_and_putting_it_back_leaves_all_as_before),
        cmocka_unit_test(taking_all_out_leaves_nothing),
        cmocka_unit_test(estimating_twice_is_estimating_once),
        cmocka_unit_test(evidence_is_added_to_the_score),
        cmocka_unit_test(words_of_one_symbol_only_have_finite_scores),
        cmocka_unit_test(long_words_of_no_likely_spelling_have_finite_scores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
