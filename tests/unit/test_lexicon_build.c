// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_lexicon_build.c - what of an inducer is in the lexicon that is built of it.
#include <config.h>

#include "lexicon_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
words_that_are_counted_twice_or_more_are_kept_the_commonest_first(void **state)
{
    (void)state;
    lexicon_fixture l;
    lexicon_fixture_make(&l, 0);
    const hm_tokens *const tokens = &l.s.tokens;
    const hm_word_counts *const words = &l.inducer->words;
    size_t n_recurring = 0;

    for (size_t w = 0; w < hm_ngrams_size(words->ngrams); w++)
        n_recurring += words->count[w] > 1 ? 1 : 0;

    assert_int_equal(l.lexicon->n_words, n_recurring);
    assert_true(l.lexicon->n_tokens == words->n_tokens && l.lexicon->n_types == words->n_types);
    for (size_t w = 1; w < l.lexicon->n_words; w++)
        assert_true(l.lexicon->word_count[w - 1] >= l.lexicon->word_count[w]);
    assert_true(l.lexicon->n_words > 0 && l.lexicon->token_ids.n == l.s.symbols.n);
    assert_true(l.lexicon->word_count[0] < tokens->n);
    lexicon_fixture_release(&l);
}

static void
no_more_words_are_kept_than_are_wanted(void **state)
{
    (void)state;
    lexicon_fixture l;
    hm_lexicon *few = NULL;
    lexicon_fixture_make(&l, 0);

    assert_int_equal(hm_lexicon_build(&few, l.inducer, &l.s.symbols, HM_LETTERS_JOINED, NULL, 5,
                                      NULL),
                     HMRNN_OK);

    assert_int_equal(few->n_words, 5);
    assert_memory_equal(few->word_count, l.lexicon->word_count, 5 * sizeof *few->word_count);
    hm_lexicon_free(few);
    lexicon_fixture_release(&l);
}

static void
the_position_weight_is_the_one_that_is_set_when_it_is_built(void **state)
{
    (void)state;
    lexicon_fixture l;
    hm_lexicon *other = NULL;
    lexicon_fixture_make(&l, 0);
    assert_true(l.lexicon->options.position_weight == 1.5f);

    hm_word_inducer_set_position_weight(l.inducer, 0.25f);
    assert_int_equal(hm_lexicon_build(&other, l.inducer, &l.s.symbols, HM_LETTERS_SEPARATE, NULL,
                                      10000, NULL),
                     HMRNN_OK);

    assert_true(other->options.position_weight == 0.25f);
    assert_int_equal(other->letters, HM_LETTERS_SEPARATE);
    hm_lexicon_free(other);
    lexicon_fixture_release(&l);
}

/// A sum of floats would stand still or drift: 0.1 added two hundred thousand times is off by some
/// thousandths of itself.
static void
the_mean_pmi_of_a_pair_that_is_seen_often_is_exact(void **state)
{
    (void)state;
    enum { N_RECORDS = 100, N_LETTERS = 2000 };
    static uint8_t letters[N_LETTERS];
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_word_inducer_options options;
    hm_word_inducer *inducer = NULL;
    hm_lexicon *lexicon = NULL;
    for (size_t r = 0; r < N_RECORDS; r++)
        tokens_fixture_add(&s, N_LETTERS, letters);
    float *const pmi = malloc(s.tokens.n * sizeof *pmi);
    assert_non_null(pmi);
    for (size_t i = 0; i < s.tokens.n; i++)
        pmi[i] = 0.1f;
    hm_word_inducer_options_init(&options);
    options.max_length = 2;
    options.classes.n_classes = 0;
    assert_int_equal(hm_word_inducer_new(&inducer, &options, &s.tokens, s.symbols.n, NULL, NULL),
                     HMRNN_OK);

    assert_int_equal(hm_lexicon_build(&lexicon, inducer, &s.symbols, HM_LETTERS_JOINED, pmi, 10,
                                      NULL),
                     HMRNN_OK);

    assert_int_equal(lexicon->n_pairs, 1);
    assert_true(lexicon->pair_params[1] == 0.1f);
    free(pmi);
    hm_lexicon_free(lexicon);
    hm_word_inducer_free(inducer);
    tokens_fixture_release(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_are_counted_twice_or_more_are_kept_the_commonest_first),
        cmocka_unit_test(no_more_words_are_kept_than_are_wanted),
        cmocka_unit_test(the_position_weight_is_the_one_that_is_set_when_it_is_built),
        cmocka_unit_test(the_mean_pmi_of_a_pair_that_is_seen_often_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
