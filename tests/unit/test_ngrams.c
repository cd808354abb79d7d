// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_ngrams.c - what recurs is numbered and counted.
#include <config.h>

#include "induce/ngrams.h"

#include "tokens_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void
count_random(tokens_fixture *s, hm_ngrams *ngrams, uint64_t seed, size_t n_letters,
             size_t max_length)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    tokens_fixture_add_random(s, &rng, 60, n_letters);
    assert_int_equal(hm_ngrams_count(ngrams, &s->tokens, s->symbols.n, max_length, NULL), HMRNN_OK);
}

/// Whether the number of the k >= 2 symbols at i is what it should be.
static bool
is_right(const hm_ngrams *ngrams, const hm_tokens *tokens, size_t i, size_t k)
{
    const uint32_t w = ngrams->at[k][i];
    const size_t count = tokens_fixture_has(tokens, i, k) ? tokens_fixture_count(tokens, i, k) : 0;
    if (count < 2)
        return w == HM_NO_NGRAM;
    if (w < ngrams->first[k] || w >= ngrams->first[k + 1] || ngrams->count[w] != count)
        return false;
    for (size_t j = 0; j < tokens->n; j++)
        if ((tokens_fixture_has(tokens, j, k) && tokens_fixture_equal(tokens, i, j, k)) !=
            (ngrams->at[k][j] == w))
            return false;
    return ngrams->prefix[w] == ngrams->at[k - 1][i] &&
           ngrams->suffix[w] == ngrams->at[k - 1][i + 1];
}

static void
ngrams_are_those_that_plain_counting_finds(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 6; seed++) {
        tokens_fixture s = TOKENS_FIXTURE_INIT;
        hm_ngrams ngrams;
        count_random(&s, &ngrams, seed, 2 + (size_t)seed, 5);

        for (size_t k = 2; k <= 5; k++)
            for (size_t i = 0; i < s.tokens.n; i++)
                if (!is_right(&ngrams, &s.tokens, i, k))
                    fail_msg("seed %d: %zu symbols at %zu", (int)seed, k, i);

        hm_ngrams_release(&ngrams);
        tokens_fixture_release(&s);
    }
}

static void
each_length_has_as_many_numbers_as_strings_that_recur(void **state)
{
    (void)state;
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_ngrams ngrams;
    count_random(&s, &ngrams, 7, 3, 4);

    for (size_t k = 2; k <= 5; k++) {
        size_t n_strings = 0;
        size_t n_places = 0;
        for (size_t i = 0; i < s.tokens.n; i++) {
            const size_t count =
                tokens_fixture_has(&s.tokens, i, k) ? tokens_fixture_count(&s.tokens, i, k) : 0;
            n_places += count > 1 ? 1 : 0;
            n_strings += count > 1 && tokens_fixture_is_first(&s.tokens, i, k) ? 1 : 0;
        }
        size_t n_counted = 0;
        for (size_t w = ngrams.first[k]; w < ngrams.first[k + 1]; w++)
            n_counted += ngrams.count[w];
        assert_int_equal(ngrams.first[k + 1] - ngrams.first[k], n_strings);
        assert_int_equal(n_counted, n_places);
    }
    assert_int_equal(hm_ngrams_size(&ngrams), ngrams.first[6]);

    hm_ngrams_release(&ngrams);
    tokens_fixture_release(&s);
}

static void
symbols_are_counted_inside_runs_only_and_keep_their_ids(void **state)
{
    (void)state;
    static const uint8_t letters[] = {0, 1, 0, TOKENS_FIXTURE_COMMA, 2};
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_ngrams ngrams;
    tokens_fixture_add(&s, 5, letters);

    assert_int_equal(hm_ngrams_count(&ngrams, &s.tokens, s.symbols.n, 2, NULL), HMRNN_OK);

    static const uint32_t wanted[] = {0, 2, 1, 0, 1};  // unknown, 0, 1, comma, 2
    assert_memory_equal(ngrams.count, wanted, sizeof wanted);
    assert_memory_equal(ngrams.at[1], s.tokens.id, 5 * sizeof(uint32_t));
    hm_ngrams_release(&ngrams);
    tokens_fixture_release(&s);
}

static void
a_reading_of_nothing_has_no_ngrams(void **state)
{
    (void)state;
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_ngrams ngrams;

    assert_int_equal(hm_ngrams_count(&ngrams, &s.tokens, s.symbols.n, 3, NULL), HMRNN_OK);

    assert_int_equal(hm_ngrams_size(&ngrams), 0);
    hm_ngrams_release(&ngrams);
    hm_ngrams_release(NULL);
}

static void
what_is_kept_of_words_is_where_they_stand(void **state)
{
    (void)state;
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_ngrams ngrams;
    count_random(&s, &ngrams, 8, 3, 4);
    const size_t n_words = ngrams.first[5];
    const uint32_t last = ngrams.at[4][0];

    hm_ngrams_keep_words(&ngrams);

    assert_int_equal(hm_ngrams_size(&ngrams), n_words);
    assert_null(ngrams.prefix);
    assert_int_equal(ngrams.at[4][0], last);
    hm_ngrams_release(&ngrams);
    tokens_fixture_release(&s);
}

static void
the_shortest_and_the_longest_limit_are_allowed(void **state)
{
    (void)state;
    for (size_t max_length = 1; max_length <= HM_MAX_WORD; max_length += HM_MAX_WORD - 1) {
        tokens_fixture s = TOKENS_FIXTURE_INIT;
        hm_ngrams ngrams;
        uint8_t letters[40] = {0};  // one letter: all recurs
        tokens_fixture_add(&s, 40, letters);

        assert_int_equal(hm_ngrams_count(&ngrams, &s.tokens, s.symbols.n, max_length, NULL),
                         HMRNN_OK);

        assert_int_equal(hm_ngrams_size(&ngrams), s.symbols.n + max_length);
        assert_int_equal(ngrams.count[hm_ngrams_size(&ngrams) - 1], 40 - max_length);
        hm_ngrams_release(&ngrams);
        tokens_fixture_release(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ngrams_are_those_that_plain_counting_finds),
        cmocka_unit_test(each_length_has_as_many_numbers_as_strings_that_recur),
        cmocka_unit_test(symbols_are_counted_inside_runs_only_and_keep_their_ids),
        cmocka_unit_test(a_reading_of_nothing_has_no_ngrams),
        cmocka_unit_test(what_is_kept_of_words_is_where_they_stand),
        cmocka_unit_test(the_shortest_and_the_longest_limit_are_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
