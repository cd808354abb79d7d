// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_prior_lexicon.c - what a lexicon knows goes into what is learned from other text.
#include <config.h>

#include "induce/prior_lexicon.h"

#include "lexicon_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_PASSES = 4, N_NEW = 250 };

/// A lesson, and a second text whose symbols begin with those of the first.
typedef struct sequel {
    lexicon_fixture first;
    tokens_fixture s;
    uint8_t known[LEXICON_FIXTURE_MAX];  ///< the second text cut by the lexicon of the first
    hm_word_inducer *inducer;            ///< of the second text
} sequel;

static sequel *
begin(void)
{
    sequel *const q = calloc(1, sizeof *q);
    assert_non_null(q);
    lexicon_fixture_make(&q->first, 4);
    for (size_t s = 1; s < q->first.s.symbols.n; s++) {
        uint32_t id = 0;
        assert_int_equal(hm_token_ids_enter(&q->s.symbols, q->first.s.symbols.key[s], &id, NULL),
                         HMRNN_OK);
    }
    return q;
}

/// The run of the first text that begins at token i, as letters of the second.
static size_t
repeat_run(sequel *q, size_t i)
{
    const hm_tokens *const tokens = &q->first.s.tokens;
    uint8_t letters[64];
    size_t n = 0;
    for (; i + n < tokens->span_end[i] && n < 60; n++)
        letters[n] = (uint8_t)(q->first.s.symbols.key[tokens->id[i + n]] - 0x4E00);
    tokens_fixture_add(&q->s, n, letters);
    return i + n;
}

/// Learn from the second text, with the first lexicon or without.
static void
learn(sequel *q, const hm_lexicon *lexicon)
{
    hm_word_inducer_options options;
    hm_word_inducer_options_init(&options);
    options.max_length = 4;
    assert_int_equal(hm_word_inducer_new(&q->inducer, &options, &q->s.tokens, q->s.symbols.n,
                                         lexicon, NULL),
                     HMRNN_OK);
    for (size_t pass = 0; pass < N_PASSES; pass++)
        assert_int_equal(hm_word_inducer_pass(q->inducer, NULL), HMRNN_OK);
}

static double
share_that_agrees(sequel *q)
{
    lexicon_fixture_segment(q->first.lexicon, &q->s.tokens, NULL, q->known);
    size_t n = 0;
    for (size_t i = 0; i < q->s.tokens.n; i++)
        n += q->inducer->begins[i] == q->known[i] ? 1 : 0;
    return (double)n / (double)q->s.tokens.n;
}

static void
end(sequel *q)
{
    hm_word_inducer_free(q->inducer);
    tokens_fixture_release(&q->s);
    lexicon_fixture_release(&q->first);
    free(q);
}

static void
a_few_sentences_are_cut_as_the_lexicon_before_would(void **state)
{
    (void)state;
    double share[2];
    for (size_t has_prior = 0; has_prior < 2; has_prior++) {
        sequel *const q = begin();
        size_t at = 0;
        for (size_t sentence = 0; sentence < 5; sentence++)
            at = repeat_run(q, at);

        learn(q, has_prior == 1 ? q->first.lexicon : NULL);

        share[has_prior] = share_that_agrees(q);
        end(q);
    }
    assert_true(share[1] > 0.97);
    assert_true(share[0] < share[1]);
}

static void
symbols_that_the_lexicon_lacks_can_be_learned(void **state)
{
    (void)state;
    sequel *const q = begin();
    hm_rng rng = hm_rng_stream(3, 0);
    hm_lexicon *lexicon = NULL;
    for (size_t i = 0; i < N_NEW; i++) {
        const uint8_t record[] = {(uint8_t)hm_rng_below(&rng, 30), 40, 41,
                                  (uint8_t)(40 + hm_rng_below(&rng, 90))};
        tokens_fixture_add(&q->s, sizeof record, record);
    }

    learn(q, q->first.lexicon);

    assert_int_equal(hm_lexicon_build(&lexicon, q->inducer, &q->s.symbols, true, NULL, 10000, NULL),
                     HMRNN_OK);
    assert_true(lexicon->token_ids.n > q->first.lexicon->token_ids.n);
    assert_true(lexicon->n_words > q->first.lexicon->n_words);
    hm_lexicon_free(lexicon);
    end(q);
}

static void
a_lexicon_that_was_gone_on_from_is_kept(void **state)
{
    (void)state;
    sequel *const q = begin();
    hm_lexicon *lexicon = NULL;
    static const uint8_t letters[] = {40, 41, 40, 41};
    static uint8_t before[LEXICON_FIXTURE_MAX], after[LEXICON_FIXTURE_MAX];
    tokens_fixture_add(&q->s, sizeof letters, letters);
    learn(q, q->first.lexicon);

    assert_int_equal(hm_lexicon_build(&lexicon, q->inducer, &q->s.symbols, true, NULL, 10000, NULL),
                     HMRNN_OK);

    assert_true(lexicon->n_words >= q->first.lexicon->n_words);
    assert_true(lexicon->n_pairs >= q->first.lexicon->n_pairs);
    lexicon_fixture_segment(q->first.lexicon, &q->first.s.tokens, NULL, before);
    lexicon_fixture_segment(lexicon, &q->first.s.tokens, NULL, after);
    size_t n_same = 0;
    for (size_t i = 0; i < q->first.s.tokens.n; i++)
        n_same += before[i] == after[i] ? 1 : 0;
    assert_true(n_same * 100 > q->first.s.tokens.n * 98);
    hm_lexicon_free(lexicon);
    end(q);
}

static void
a_pass_leaves_the_words_of_the_lexicon_counted(void **state)
{
    (void)state;
    sequel *const q = begin();
    repeat_run(q, 0);
    learn(q, q->first.lexicon);
    const hm_word_counts *const words = &q->inducer->words;

    const double n_tokens = words->n_tokens;
    const double n_types = words->n_types;
    hm_word_counts_recount(&q->inducer->words, q->inducer->begins);

    assert_true(words->n_tokens == n_tokens);
    assert_true(words->n_types == n_types);
    assert_true(n_tokens > q->inducer->prior->n_tokens);
    end(q);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_sentences_are_cut_as_the_lexicon_before_would),
        cmocka_unit_test(symbols_that_the_lexicon_lacks_can_be_learned),
        cmocka_unit_test(a_lexicon_that_was_gone_on_from_is_kept),
        cmocka_unit_test(a_pass_leaves_the_words_of_the_lexicon_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
