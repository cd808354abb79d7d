// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_word_inducer.c - the words of a made-up language are found in its raw text.
#include <config.h>

#include "induce/word_inducer.h"

#include "tokens_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_WORDS = 50, N_LETTERS = 30, N_SENTENCES = 3000, MOST = 120000 };

/// A text of the language, and where its words begin.
typedef struct text {
    tokens_fixture s;
    uint8_t gold[MOST];
} text;

/// Words of 1 to 4 letters, the first ones of the lexicon more often; sentences of 3 to 10 words.
static void
make_text(text *t, uint64_t seed)
{
    uint8_t word[N_WORDS][4];
    size_t length[N_WORDS];
    hm_rng rng = hm_rng_stream(seed, 0);
    *t = (text){.s = TOKENS_FIXTURE_INIT};
    for (size_t w = 0; w < N_WORDS; w++) {
        length[w] = 1 + hm_rng_below(&rng, 4);
        for (size_t j = 0; j < 4; j++)
            word[w][j] = (uint8_t)hm_rng_below(&rng, N_LETTERS);
    }
    for (size_t sentence = 0; sentence < N_SENTENCES; sentence++) {
        uint8_t letters[40];
        size_t n = 0;
        for (size_t left = 3 + hm_rng_below(&rng, 8); left > 0; left--) {
            const size_t w = hm_rng_below(&rng, 1 + hm_rng_below(&rng, N_WORDS));
            t->gold[t->s.tokens.n + n] = 1;
            memcpy(letters + n, word[w], length[w]);
            n += length[w];
        }
        tokens_fixture_add(&t->s, n, letters);
        assert_true(t->s.tokens.n < MOST - 40);
    }
}

static hm_word_inducer *
teach(const text *t, size_t max_length, size_t n_passes)
{
    hm_word_inducer_options options;
    hm_word_inducer *inducer = NULL;
    hm_word_inducer_options_init(&options);
    options.max_length = max_length;
    assert_int_equal(hm_word_inducer_new(&inducer, &options, &t->s.tokens, t->s.symbols.n, NULL,
                                         NULL),
                     HMRNN_OK);
    for (size_t pass = 0; pass < n_passes; pass++)
        assert_int_equal(hm_word_inducer_pass(inducer, NULL), HMRNN_OK);
    return inducer;
}

/// F1 of the beginnings of words inside runs.
static double
agreement(const text *t, const uint8_t *begins)
{
    const hm_tokens *const tokens = &t->s.tokens;
    double n_both = 0.0;
    double n_found = 0.0;
    double n_gold = 0.0;
    for (size_t i = 1; i < tokens->n; i++) {
        if (tokens->span_end[i - 1] != tokens->span_end[i])
            continue;
        n_found += begins[i];
        n_gold += t->gold[i];
        n_both += begins[i] != 0 && t->gold[i] != 0 ? 1.0 : 0.0;
    }
    return 2.0 * n_both / (n_found + n_gold);
}

static void
the_words_of_a_language_are_found_in_its_raw_text(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 1);

    hm_word_inducer *const inducer = teach(t, 0, 6);

    const double f1 = agreement(t, inducer->begins);
    if (f1 <= 0.9)
        fail_msg("F1 is %g only", f1);
    hm_word_inducer_free(inducer);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
equal_runs_give_equal_words(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 2);

    hm_word_inducer *const one = teach(t, 0, 4);
    hm_word_inducer *const two = teach(t, 0, 4);

    assert_memory_equal(one->begins, two->begins, t->s.tokens.n);
    hm_word_inducer_free(one);
    hm_word_inducer_free(two);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
the_last_pass_cuts_like_any_and_says_how_sure_it_is(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 2);
    hm_word_inducer *const asked = teach(t, 0, 3);
    hm_word_inducer *const plain = teach(t, 0, 4);
    double n_sure = 0.0;
    double n_right = 0.0;

    assert_int_equal(hm_word_inducer_last_pass(asked, NULL), HMRNN_OK);

    assert_memory_equal(asked->begins, plain->begins, t->s.tokens.n);
    for (size_t i = 1; i < t->s.tokens.n; i++) {
        const float p = asked->probability[i];
        if (!hm_tokens_is_gap(&t->s.tokens, i))
            continue;
        assert_true(p >= 0.0f && p <= 1.0f);
        if (p > 0.01f && p < 0.99f)
            continue;
        assert_int_equal(asked->begins[i], p > 0.5f);
        n_sure += 1.0;
        n_right += asked->begins[i] == t->gold[i] ? 1.0 : 0.0;
    }
    assert_true(n_sure > 0.5 * (double)t->s.tokens.n);
    assert_true(n_right > 0.9 * n_sure);
    hm_word_inducer_free(asked);
    hm_word_inducer_free(plain);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
evidence_can_outweigh_what_the_text_says(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 3);
    const size_t n = t->s.tokens.n;
    float *const begins = calloc(n, sizeof *begins);
    float *const goes_on = calloc(n, sizeof *goes_on);
    for (size_t i = 0; i < n; i++) {
        begins[i] = t->gold[i] != 0 ? 100.0f : 0.0f;
        goes_on[i] = 100.0f - begins[i];
    }
    hm_word_inducer *const inducer = teach(t, 0, 0);

    assert_int_equal(hm_word_inducer_set_gap_scores(inducer, begins, goes_on, NULL), HMRNN_OK);
    assert_int_equal(hm_word_inducer_pass(inducer, NULL), HMRNN_OK);

    assert_memory_equal(inducer->begins, t->gold, n);
    hm_word_inducer_free(inducer);
    free(begins);
    free(goes_on);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
words_are_no_longer_than_they_may_be(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 4);
    for (size_t max_length = 1; max_length <= 3; max_length += 2) {
        hm_word_inducer *const inducer = teach(t, max_length, 3);

        size_t k = 0;
        for (size_t i = 0; i < t->s.tokens.n; i++) {
            k = inducer->begins[i] != 0 ? 1 : k + 1;
            assert_true(k <= max_length);
        }
        hm_word_inducer_free(inducer);
    }
    tokens_fixture_release(&t->s);
    free(t);
}

static void
words_that_are_taken_over_are_cut_where_they_are_longer(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 4);
    hm_word_inducer *const inducer = teach(t, 3, 2);
    const size_t n = t->s.tokens.n;
    uint8_t *const begins = calloc(n, 1);
    assert_non_null(begins);

    hm_word_inducer_restart(inducer, begins);

    for (size_t i = 0; i + 3 < n; i++) {
        const bool is_inside = t->s.tokens.span_end[i] > i + 3;
        assert_false(is_inside && inducer->begins[i + 1] == 0 && inducer->begins[i + 2] == 0 &&
                     inducer->begins[i + 3] == 0);
    }
    free(begins);
    hm_word_inducer_free(inducer);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
a_text_of_nothing_and_one_of_punctuation_have_no_words(void **state)
{
    (void)state;
    static const uint8_t comma[] = {TOKENS_FIXTURE_COMMA};
    text *const t = calloc(1, sizeof *t);
    hm_word_inducer_free(teach(t, 0, 4));
    tokens_fixture_add(&t->s, 1, comma);
    tokens_fixture_add(&t->s, 1, comma);

    hm_word_inducer *const inducer = teach(t, 0, 4);

    assert_int_equal(inducer->begins[0], 0);
    assert_int_equal(inducer->begins[1], 0);
    assert_true(inducer->words.n_tokens == 0.0);
    hm_word_inducer_free(inducer);
    tokens_fixture_release(&t->s);
    free(t);
}

static void
the_position_weight_that_is_set_is_the_one_of_scores(void **state)
{
    (void)state;
    text *const t = malloc(sizeof *t);
    make_text(t, 5);
    hm_word_inducer *const inducer = teach(t, 0, 2);
    const float positions = hm_word_counts_positions(&inducer->words, 0, 1);

    hm_word_inducer_set_position_weight(inducer, 0.0f);
    const float without = hm_word_counts_score(&inducer->words, 0, 1);
    hm_word_inducer_set_position_weight(inducer, 0.25f);
    const float with = hm_word_counts_score(&inducer->words, 0, 1);

    assert_true(positions < -1e-3f);
    assert_float_equal(with - without, 0.25f * positions, 1e-5);  // of numbers below 20, in floats
    hm_word_inducer_free(inducer);
    tokens_fixture_release(&t->s);
    free(t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_a_language_are_found_in_its_raw_text),
        cmocka_unit_test(equal_runs_give_equal_words),
        cmocka_unit_test(the_last_pass_cuts_like_any_and_says_how_sure_it_is),
        cmocka_unit_test(evidence_can_outweigh_what_the_text_says),
        cmocka_unit_test(words_are_no_longer_than_they_may_be),
        cmocka_unit_test(words_that_are_taken_over_are_cut_where_they_are_longer),
        cmocka_unit_test(the_position_weight_that_is_set_is_the_one_of_scores),
        cmocka_unit_test(a_text_of_nothing_and_one_of_punctuation_have_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
