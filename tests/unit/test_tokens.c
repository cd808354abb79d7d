// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_tokens.c - tokens and runs of records.
#include <config.h>

#include "segment/tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Lengths of the tokens of a record, in characters, those of one run written together and runs
/// apart: "112 3". A token that stands alone is in brackets.
static const char *
shape_of(const hm_tokens *tokens)
{
    static char shape[256];
    size_t n = 0;
    size_t start = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        const bool is_alone = tokens->span_end[i] == i;
        const bool is_first = i > 0 && (is_alone || tokens->span_end[i - 1] <= i);
        n += (size_t)snprintf(shape + n, sizeof shape - n, is_alone ? "%s[%zu]" : "%s%zu",
                              is_first ? " " : "", tokens->end[i] - start);
        start = tokens->end[i];
    }
    shape[n] = '\0';
    return shape;
}

typedef struct fixture {
    hm_tokens tokens;
    hm_token_ids symbols;
} fixture;

static int
set_up(void **state)
{
    static fixture f;
    f = (fixture){HM_TOKENS_INIT, HM_TOKEN_IDS_INIT};
    *state = &f;
    return 0;
}

static int
tear_down(void **state)
{
    fixture *const f = *state;
    hm_tokens_release(&f->tokens);
    hm_token_ids_release(&f->symbols);
    return 0;
}

/// Read a record; each character is a cluster but for those that `joined` marks with '-'.
static const char *
read_joined(fixture *f, size_t n, const uint32_t *chars, const char *joined, hm_letters letters)
{
    uint8_t is_end[64];
    for (size_t i = 0; i < n; i++)
        is_end[i] = joined == NULL || joined[i] != '-' ? 1 : 0;
    const hmrnn_text text = {chars, n};
    assert_int_equal(hm_tokens_add_training(&f->tokens, &f->symbols, &text, is_end, letters, NULL),
                     HMRNN_OK);
    return shape_of(&f->tokens);
}

static const char *
read_ascii(fixture *f, const char *record)
{
    uint32_t chars[64] = {0};
    const size_t n = strlen(record);
    for (size_t i = 0; i < n; i++)
        chars[i] = (uint32_t)(unsigned char)record[i];
    return read_joined(f, n, chars, NULL, HM_LETTERS_JOINED);
}

static uint32_t
key_of(const fixture *f, size_t i)
{
    return f->symbols.key[f->tokens.id[i]];
}

static void
an_empty_record_is_no_token(void **state)
{
    fixture *const f = *state;

    assert_string_equal(read_ascii(f, ""), "");
    assert_int_equal(f->tokens.n, 0);
}

static void
han_between_punctuation_makes_runs(void **state)
{
    static const uint32_t chars[] = {0x6211, 0x4EEC, 0xFF0C, 0x4F60, 0x597D, 0x3002};

    assert_string_equal(read_joined(*state, 6, chars, NULL, HM_LETTERS_JOINED), "11 [1] 11 [1]");
    assert_int_equal(key_of(*state, 0), 0x6211);
    assert_int_equal(key_of(*state, 2), 0xFF0C);
}

static void
digits_with_what_joins_and_follows_them_are_one_number(void **state)
{
    assert_string_equal(read_ascii(*state, "3.14%"), "5");
    assert_int_equal(key_of(*state, 0), HM_TOKEN_KEY_NUMBER);
}

static void
what_joins_nothing_is_not_of_the_number(void **state)
{
    assert_string_equal(read_ascii(*state, "1,200,,3."), "5 [2] 1 [1]");
}

static void
numbers_of_any_digits_are_one_symbol(void **state)
{
    fixture *const f = *state;
    static const uint32_t wide[] = {0xFF11, 0xFF12};

    read_ascii(f, "7");
    read_joined(f, 2, wide, NULL, HM_LETTERS_JOINED);

    assert_int_equal(f->tokens.n, 2);
    assert_int_equal(f->tokens.id[0], f->tokens.id[1]);
}

static void
a_number_is_of_the_run_of_the_han_around_it_until_words_are_cut(void **state)
{
    fixture *const f = *state;
    static const uint32_t chars[] = {0x7B2C, '1', '2', 0x7AE0};
    static const uint8_t is_end[] = {1, 1, 1, 1};
    const hmrnn_text text = {chars, 4};

    assert_string_equal(read_joined(f, 4, chars, NULL, HM_LETTERS_JOINED), "121");

    hm_tokens_reset(&f->tokens);
    hm_tokens_add(&f->tokens, &f->symbols, &text, is_end, HM_LETTERS_JOINED, NULL);
    assert_string_equal(shape_of(&f->tokens), "1 21");
}

static void
letters_and_the_digits_in_them_are_a_word_that_stands_alone(void **state)
{
    static const uint32_t chars[] = {0x542C, 'M', 'P', '3', 0x6B4C};

    assert_string_equal(read_joined(*state, 5, chars, NULL, HM_LETTERS_JOINED), "1 [3] 1");
    assert_int_equal(key_of(*state, 1), HM_TOKEN_KEY_WORD);
}

static void
letters_behind_digits_make_a_word_of_both(void **state)
{
    assert_string_equal(read_ascii(*state, "the 1990s"), "[3] [1] [5]");
}

static void
an_apostrophe_or_point_between_letters_is_of_the_word(void **state)
{
    assert_string_equal(read_ascii(*state, "don't U.S. 'x'"), "[5] [1] [3] [1] [1] [1] [1] [1]");
}

static void
a_circled_number_is_no_part_of_a_run(void **state)
{
    static const uint32_t chars[] = {0x7B2C, 0x2460, 0x7AE0};

    assert_string_equal(read_joined(*state, 3, chars, NULL, HM_LETTERS_JOINED), "1 [1] 1");
}

static void
vowels_of_thai_are_one_symbol_with_the_consonant_that_they_belong_to(void **state)
{
    static const uint32_t chars[] = {0x0E40, 0x0E01, 0x0E32, 0x0E30, 0x0E01};

    assert_string_equal(read_joined(*state, 5, chars, NULL, HM_LETTERS_JOINED), "41");
}

static void
a_letter_put_below_another_is_one_symbol_with_it(void **state)
{
    static const uint32_t khmer[] = {0x1780, 0x17D2, 0x1798, 0x17B6, 0x1780};

    assert_string_equal(read_joined(*state, 5, khmer, "-.-..", HM_LETTERS_JOINED), "41");
}

static void
a_letter_of_burmese_that_ends_a_syllable_is_one_symbol_with_it(void **state)
{
    static const uint32_t chars[] = {0x101E, 0x100A, 0x103A, 0x1000, 0x102D};

    assert_string_equal(read_joined(*state, 5, chars, ".-.-.", HM_LETTERS_JOINED), "32");
}

static void
a_space_of_no_width_ends_a_run_and_belongs_to_the_token_before_it(void **state)
{
    fixture *const f = *state;
    static const uint32_t chars[] = {0x1780, 0x1781, 0x200B, 0x200B, 0x1781, '!', 0x200B, 0x1781};

    assert_string_equal(read_joined(f, 8, chars, NULL, HM_LETTERS_JOINED), "13 1 [2] 1");
    assert_int_equal(f->tokens.id[1], f->tokens.id[2]);
}

static void
letters_are_tokens_of_a_run_where_they_do_not_join(void **state)
{
    static const uint32_t chars[] = {'a', 'n', ' ', 'o', 'x'};

    assert_string_equal(read_joined(*state, 5, chars, NULL, HM_LETTERS_SEPARATE), "11 [1] 11");
    assert_int_equal(key_of(*state, 4), 'x');
}

static void
an_apostrophe_between_letters_that_do_not_join_is_of_their_run(void **state)
{
    static const uint32_t chars[] = {'i', 't', '\'', 's', '\''};

    assert_string_equal(read_joined(*state, 5, chars, NULL, HM_LETTERS_SEPARATE), "1111 [1]");
}

static void
repeated_punctuation_is_one_token(void **state)
{
    fixture *const f = *state;

    assert_string_equal(read_ascii(f, "...!?--  "), "[3] [1] [1] [2] [2]");
    assert_int_equal(key_of(f, 0), '.');
}

static void
a_cluster_is_one_token_and_one_symbol(void **state)
{
    fixture *const f = *state;
    static const uint32_t chars[] = {0x0E19, 0x0E49, 0x0E33, 0x0E17, 0x0E19, 0x0E49, 0x0E33};

    assert_string_equal(read_joined(f, 7, chars,
                                    "--.."
                                    "--.",
                                    HM_LETTERS_JOINED),
                        "313");

    assert_int_equal(f->tokens.id[0], f->tokens.id[2]);
    assert_true(key_of(f, 0) >= UINT32_C(0x80000000));
    assert_int_equal(key_of(f, 1), 0x0E17);
}

static void
the_last_character_ends_a_token_even_if_it_is_not_marked(void **state)
{
    static const uint32_t chars[] = {0x0E01, 0x0E34};

    assert_string_equal(read_joined(*state, 2, chars, "--", HM_LETTERS_JOINED), "2");
}

static void
what_is_no_character_stands_alone(void **state)
{
    static const uint32_t chars[] = {0x4E00, HMRNN_INVALID, 0x4E01};

    assert_string_equal(read_joined(*state, 3, chars, NULL, HM_LETTERS_JOINED), "1 [1] 1");
}

static void
runs_do_not_go_beyond_a_record(void **state)
{
    fixture *const f = *state;
    static const uint32_t chars[] = {0x4E00, 0x4E01};

    read_joined(f, 2, chars, NULL, HM_LETTERS_JOINED);

    assert_string_equal(read_joined(f, 2, chars, NULL, HM_LETTERS_JOINED), "11 11");
    assert_int_equal(f->tokens.n_chars, 4);
    assert_int_equal(f->tokens.end[3], 4);
    assert_int_equal(f->symbols.n, 3);
}

static void
a_long_run_is_cut(void **state)
{
    fixture *const f = *state;
    enum { N = 2 * HM_MAX_SPAN + 3 };
    static uint32_t chars[N];
    static uint8_t is_end[N];
    for (size_t i = 0; i < N; i++) {
        chars[i] = 0x4E00;
        is_end[i] = 1;
    }
    const hmrnn_text text = {chars, N};

    assert_int_equal(hm_tokens_add_training(&f->tokens, &f->symbols, &text, is_end,
                                            HM_LETTERS_JOINED, NULL),
                     HMRNN_OK);

    assert_int_equal(f->tokens.n, N);
    assert_int_equal(f->tokens.span_end[0], HM_MAX_SPAN);
    assert_int_equal(f->tokens.span_end[HM_MAX_SPAN - 1], HM_MAX_SPAN);
    assert_int_equal(f->tokens.span_end[HM_MAX_SPAN], 2 * HM_MAX_SPAN);
    assert_int_equal(f->tokens.span_end[2 * HM_MAX_SPAN], N);
    assert_int_equal(f->tokens.span_end[N - 1], N);
}

/// Two spans of three and two tokens, with others before, between and behind them.
static uint32_t span_ends[] = {0, 4, 4, 4, 4, 5, 8, 8, 8};
static const uint8_t word_begins[] = {0, 1, 0, 1, 0, 0, 1, 1, 0};
static const hm_tokens spans = {.span_end = span_ends, .n = 9};

static void
spans_are_visited_in_order(void **state)
{
    (void)state;
    hm_range span = {0, 0};

    assert_true(hm_tokens_next_span(&spans, spans.n, &span));
    assert_true(span.first == 1 && span.n == 3);
    assert_true(hm_tokens_next_span(&spans, spans.n, &span));
    assert_true(span.first == 6 && span.n == 2);
    assert_false(hm_tokens_next_span(&spans, spans.n, &span));
    span = (hm_range){0, 0};
    assert_true(hm_tokens_next_span(&spans, 6, &span));
    assert_false(hm_tokens_next_span(&spans, 6, &span));
}

static void
words_are_visited_in_order_and_tokens_that_are_alone_are_words(void **state)
{
    (void)state;
    static const size_t first[] = {0, 1, 3, 4, 5, 6, 7, 8};
    hm_range word = {0, 0};

    for (size_t w = 0; w < sizeof first / sizeof first[0]; w++) {
        assert_true(hm_tokens_next_word(&spans, word_begins, spans.n, &word));
        assert_int_equal(word.first, first[w]);
        assert_int_equal(word.n, first[w] == 1 ? 2 : 1);
        assert_int_equal(hm_tokens_is_alone(&spans, word.first),
                         word.first == 0 || word.first == 4 || word.first == 5 || word.first == 8);
    }
    assert_false(hm_tokens_next_word(&spans, word_begins, spans.n, &word));
}

static void
symbols_that_may_not_be_entered_are_unknown(void **state)
{
    fixture *const f = *state;
    static const uint32_t known[] = {0x4E00};
    static const uint32_t chars[] = {0x4E01, 0x4E00};
    static const uint8_t is_end[] = {1, 1};
    const hmrnn_text text = {chars, 2};
    read_joined(f, 1, known, NULL, HM_LETTERS_JOINED);
    hm_tokens_reset(&f->tokens);

    assert_int_equal(hm_tokens_add(&f->tokens, &f->symbols, &text, is_end, HM_LETTERS_JOINED, NULL),
                     HMRNN_OK);

    assert_int_equal(f->tokens.id[0], HM_TOKEN_UNKNOWN);
    assert_int_equal(f->tokens.id[1], 1);
    assert_int_equal(f->symbols.n, 2);
}

static void
a_text_beyond_the_largest_number_is_an_error_that_changes_nothing(void **state)
{
    fixture *const f = *state;
    static const uint32_t chars[] = {0x4E00, 0x4E00};
    static const uint8_t is_end[] = {1, 1};
    const hmrnn_text text = {chars, 2};
    hmrnn_error err;
    f->tokens.n_chars = (size_t)UINT32_MAX - 2;

    assert_int_equal(hm_tokens_add_training(&f->tokens, &f->symbols, &text, is_end,
                                            HM_LETTERS_JOINED, &err),
                     HMRNN_ETEXT);

    assert_int_equal(f->tokens.n, 0);
    assert_int_equal(f->tokens.n_chars, (size_t)UINT32_MAX - 2);
}

static void
the_mean_length_of_letters_tells_text_without_spaces(void **state)
{
    (void)state;
    static const uint32_t chars[] = {'a', 'n', ' ', 'o', 'x', 'e', 'n', 0x4E00, '!'};
    static const uint32_t han[] = {0x4E00, '1'};

    assert_true(hm_tokens_mean_letters(&(hmrnn_text){chars, 9}) == 3.0);
    assert_true(hm_tokens_mean_letters(&(hmrnn_text){han, 2}) == 0.0);
}

static void
keys_of_clusters_differ_and_do_not_meet_those_of_characters(void **state)
{
    (void)state;
    static const uint32_t a[] = {0x0E01, 0x0E34};
    static const uint32_t b[] = {0x0E34, 0x0E01};
    static const uint32_t invalid[] = {HMRNN_INVALID};

    assert_int_equal(hm_token_key(1, a), 0x0E01);
    assert_int_not_equal(hm_token_key(2, a), hm_token_key(2, b));
    assert_true(hm_token_key(2, a) >= UINT32_C(0x80000000));
    assert_true(hm_token_key(1, invalid) >= UINT32_C(0x80000000));
}

#define WITH_READING(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_READING(an_empty_record_is_no_token),
        WITH_READING(han_between_punctuation_makes_runs),
        WITH_READING(digits_with_what_joins_and_follows_them_are_one_number),
        WITH_READING(what_joins_nothing_is_not_of_the_number),
        WITH_READING(numbers_of_any_digits_are_one_symbol),
        WITH_READING(a_number_is_of_the_run_of_the_han_around_it_until_words_are_cut),
        WITH_READING(letters_and_the_digits_in_them_are_a_word_that_stands_alone),
        WITH_READING(letters_behind_digits_make_a_word_of_both),
        WITH_READING(an_apostrophe_or_point_between_letters_is_of_the_word),
        WITH_READING(a_circled_number_is_no_part_of_a_run),
        WITH_READING(vowels_of_thai_are_one_symbol_with_the_consonant_that_they_belong_to),
        WITH_READING(a_letter_put_below_another_is_one_symbol_with_it),
        WITH_READING(a_letter_of_burmese_that_ends_a_syllable_is_one_symbol_with_it),
        WITH_READING(a_space_of_no_width_ends_a_run_and_belongs_to_the_token_before_it),
        WITH_READING(letters_are_tokens_of_a_run_where_they_do_not_join),
        WITH_READING(an_apostrophe_between_letters_that_do_not_join_is_of_their_run),
        WITH_READING(repeated_punctuation_is_one_token),
        WITH_READING(a_cluster_is_one_token_and_one_symbol),
        WITH_READING(the_last_character_ends_a_token_even_if_it_is_not_marked),
        WITH_READING(what_is_no_character_stands_alone),
        WITH_READING(runs_do_not_go_beyond_a_record),
        WITH_READING(a_long_run_is_cut),
        WITH_READING(symbols_that_may_not_be_entered_are_unknown),
        WITH_READING(a_text_beyond_the_largest_number_is_an_error_that_changes_nothing),
        cmocka_unit_test(spans_are_visited_in_order),
        cmocka_unit_test(words_are_visited_in_order_and_tokens_that_are_alone_are_words),
        cmocka_unit_test(the_mean_length_of_letters_tells_text_without_spaces),
        cmocka_unit_test(keys_of_clusters_differ_and_do_not_meet_those_of_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
