// SPDX-License-Identifier: BSD-2-Clause
//
// Questions about a segmented text: of which gaps, with which context, in which notation.
#include <config.h>

#include "write/question_writer.h"

#include "text/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// The questions about records of UTF-8, with '\n' behind each and '\f' between parts of one. A '|'
/// in the text is a boundary of probability 0.75, a '?' one of 0.6, a '~' none, with 0.4; elsewhere
/// there surely is none. "\\" stands before one of these, and itself, in the text. To be freed.
static char *
ask(size_t n_questions, const char *text)
{
    hm_decoder *decoder = NULL;
    hm_bytes out = HM_BYTES_INIT;
    hm_chars all = HM_CHARS_INIT;
    const size_t n_text = strlen(text);
    assert_int_equal(hm_decoder_new(&decoder, NULL, HM_INVALID_KEEP, NULL), HMRNN_OK);
    assert_int_equal(hm_decode(decoder, n_text, (const unsigned char *)text, &all, NULL), HMRNN_OK);
    void *const writer =
        hm_question_writer.begin(&(hm_writer_options){.n_questions = n_questions, .out = &out});

    uint32_t chars[1024];
    size_t offset[1025] = {0};
    uint8_t depth[1024] = {0};
    float score[1024] = {0.0f};
    size_t n = 0;
    for (size_t i = 0; i < all.n_chars; i++) {
        uint32_t c = all.chars[i];
        if (c == '|' || c == '?' || c == '~') {
            depth[n - 1] = c == '~' ? 0 : 1;
            score[n - 1] = c == '|' ? 0.75f : c == '?' ? 0.6f : 0.4f;
        } else if (c == '\n' || c == '\f') {
            const hm_chars decoded = {chars, offset, n, 1024, 0};
            const hmrnn_segmentation found = {.n_chars = n,
                                              .n_layers = 1,
                                              .depth = depth,
                                              .score = score};
            hm_question_writer.record(writer, &(hm_output_record){.chars = &decoded,
                                                                  .found = n == 0 ? NULL : &found});
            n = 0;
            memset(depth, 0, sizeof depth);
            memset(score, 0, sizeof score);
        } else {
            c = c == '\\' ? all.chars[++i] : c;
            chars[n++] = c;
        }
    }
    hm_question_writer.end(writer);
    assert_int_equal(hm_bytes_append(&out, 1, "", NULL), HMRNN_OK);
    hm_chars_release(&all);
    hm_decoder_free(decoder);
    return (char *)out.data;
}

static void
expect(const char *text, const char *wanted)
{
    char *const got = ask(100, text);
    assert_string_equal(got, wanted);
    free(got);
}

static void
a_question_has_a_mark_between_any_two_characters(void **state)
{
    (void)state;
    expect("今日?は\n", "今 日?は\n");
    expect("a~b\n", "a?b\n");
}

static void
the_least_certain_gap_comes_first(void **state)
{
    (void)state;
    expect("ab|cd?ef\n", "a b c d?e f\na b?c d e f\n");
}

static void
certain_gaps_are_not_asked_about(void **state)
{
    (void)state;
    expect("abc\n\n", "");
}

static void
no_more_is_written_than_asked_for(void **state)
{
    (void)state;
    char *const got = ask(1, "ab|cd?ef\n");

    assert_string_equal(got, "a b c d?e f\n");
    free(got);
}

static void
characters_of_the_notation_are_escaped(void **state)
{
    (void)state;
    expect("a \\?\\|-/&\\\\?b\n", "a \\  \\? \\| \\- \\/ \\& \\\\?b\n");
}

static void
characters_that_look_alike_are_not_escaped(void **state)
{
    (void)state;
    expect("｜　？?－\n", "｜ 　 ？?－\n");
}

/// "e" with an acute accent, and a Thai consonant with a vowel and a tone.
static void
within_a_cluster_nothing_is_asked(void **state)
{
    (void)state;
    expect("e?\u0301?a\n", "e \u0301?a\n");
    expect("\u0E01?\u0E34?\u0E48\n", "");
}

static void
the_context_is_twenty_clusters_where_no_word_ends(void **state)
{
    (void)state;
    expect("0abcdefghijklmnopqrst?uvwxyzABCDEFGHIJKLMN1\n",
           "a b c d e f g h i j k l m n o p q r s t?u v w x y z A B C D E F G H I J K L M N\n");
    expect("0abcdefghijklmnopqrse\u0301?u\n", "a b c d e f g h i j k l m n o p q r s e \u0301?u\n");
}

static void
the_context_ends_with_a_word_if_one_ends_far_enough(void **state)
{
    (void)state;
    char *const got = ask(1, "01|abc|defghijklmnopqrs?t|uvwxyzABCDE|FGHIJKLMNOPQRS2\n");

    assert_string_equal(got, "a b c d e f g h i j k l m n o p q r s?t u v w x y z A B C D E\n");
    free(got);
}

static void
the_context_ends_at_what_cannot_be_shown(void **state)
{
    (void)state;
    expect("ab\tcd?ef\vgh\n", "c d?e f\n");
    expect("ab\xFF"
           "cd?ef\xFEgh\n",
           "c d?e f\n");
    expect("ab\r?cd\n", "");
}

static void
the_context_has_no_white_space_at_its_ends(void **state)
{
    (void)state;
    expect("  ab?c \n", "a b?c\n");
}

static void
a_cluster_too_long_for_a_question_is_not_asked_about(void **state)
{
    (void)state;
    char text[256] = "a";
    for (int i = 0; i < 40; i++)
        strcat(text, "\u0301");
    strcat(text, "?b?c\n");

    expect(text, "b?c\n");
}

static void
parts_of_a_record_are_asked_about_one_by_one(void **state)
{
    (void)state;
    expect("ab?c\fd?e\n", "a b?c\nd?e\n");
}

static void
of_the_same_pair_of_words_three_are_asked_about(void **state)
{
    (void)state;
    expect("d|ab?c|d\ne|ab?c|e\nab?c|f\nab?c|g\n",
           "d a b?c d\n"
           "d?a b c d\nd a b c?d\ne?a b c e\ne a b c?e\na b c?f\na b c?g\n"
           "e a b?c e\na b?c f\n");
}

static void
gaps_between_other_words_are_of_other_kinds(void **state)
{
    (void)state;
    expect("dab?cd\neab?ce\nab?cf\nab?cg\n", "d a b?c d\ne a b?c e\na b?c f\na b?c g\n");
}

static void
numbers_are_equal_for_a_kind(void **state)
{
    (void)state;
    expect("12?月\n3?月\n1,500?月\n", "1 2?月\n");
}

static void
equal_lines_are_one_question(void **state)
{
    (void)state;
    expect("ab?c\nab?c\nab?c\n", "a b?c\n");
    expect("ab~c\nab~c\nab~c\n", "a b?c\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_has_a_mark_between_any_two_characters),
        cmocka_unit_test(the_least_certain_gap_comes_first),
        cmocka_unit_test(certain_gaps_are_not_asked_about),
        cmocka_unit_test(no_more_is_written_than_asked_for),
        cmocka_unit_test(characters_of_the_notation_are_escaped),
        cmocka_unit_test(characters_that_look_alike_are_not_escaped),
        cmocka_unit_test(within_a_cluster_nothing_is_asked),
        cmocka_unit_test(the_context_is_twenty_clusters_where_no_word_ends),
        cmocka_unit_test(the_context_ends_with_a_word_if_one_ends_far_enough),
        cmocka_unit_test(the_context_ends_at_what_cannot_be_shown),
        cmocka_unit_test(the_context_has_no_white_space_at_its_ends),
        cmocka_unit_test(a_cluster_too_long_for_a_question_is_not_asked_about),
        cmocka_unit_test(parts_of_a_record_are_asked_about_one_by_one),
        cmocka_unit_test(of_the_same_pair_of_words_three_are_asked_about),
        cmocka_unit_test(gaps_between_other_words_are_of_other_kinds),
        cmocka_unit_test(numbers_are_equal_for_a_kind),
        cmocka_unit_test(equal_lines_are_one_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
