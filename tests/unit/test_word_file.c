// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_word_file.c - lines of a file of words.
#include <config.h>

#include "cli/word_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <uchar.h>

#include <cmocka.h>

static hmrnn_text
line_of(const char32_t *line)
{
    size_t n = 0;
    while (line[n] != 0)
        n++;
    return (hmrnn_text){(const uint32_t *)line, n};
}

static void
a_line_has_a_word_and_its_strength(void **state)
{
    (void)state;
    static const struct {
        const char32_t *line, *text;
        hmrnn_word_strength strength;
    } lines[] = {
        {U"北京大学", U"北京大学", HMRNN_WORD_EVIDENCE},
        {U"  北京\r", U"北京", HMRNN_WORD_EVIDENCE},
        {U"=北京", U"北京", HMRNN_WORD_ALWAYS},
        {U"~北京", U"北京", HMRNN_WORD_UNCUT},
        {U"太 贵", U"太 贵", HMRNN_WORD_NEVER},
        {U"太　贵 了 ", U"太　贵 了", HMRNN_WORD_NEVER},
        {U"\\#include", U"#include", HMRNN_WORD_EVIDENCE},
        {U"\\=", U"=", HMRNN_WORD_EVIDENCE},
        {U"\\\\ x", U"\\ x", HMRNN_WORD_NEVER},
        {U"=~", U"~", HMRNN_WORD_ALWAYS},
        {U"=C#", U"C#", HMRNN_WORD_ALWAYS},
        {U"3 月", U"3 月", HMRNN_WORD_NEVER},
        {U"# 太 贵", U"", HMRNN_WORD_EVIDENCE},
        {U" \t ", U"", HMRNN_WORD_EVIDENCE},
        {U"", U"", HMRNN_WORD_EVIDENCE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const hmrnn_text line = line_of(lines[i].line);
        const hmrnn_text wanted = line_of(lines[i].text);
        hmrnn_word word;
        size_t at = 0;
        if (hm_word_line_parse(&line, &word, &at, NULL) != HMRNN_OK)
            fail_msg("line %zu is refused", i);
        if (word.text.n_chars != wanted.n_chars ||
            (wanted.n_chars > 0 && memcmp(word.text.chars, wanted.chars, 4 * wanted.n_chars) != 0))
            fail_msg("line %zu has another word", i);
        if (word.strength != lines[i].strength)
            fail_msg("line %zu has strength %d", i, (int)word.strength);
    }
}

static void
a_line_that_is_wrong_says_where(void **state)
{
    (void)state;
    static const char32_t invalid[] = {'a', 'b', HMRNN_INVALID, 'c', 0};
    static const struct {
        const char32_t *line;
        size_t at;
        const char *message;
    } lines[] = {
        {U"=", 0, "no word behind this sign"},
        {U" ~ 北京", 1, "no word behind this sign"},
        {U"\\", 0, "no word behind this sign"},
        {U"=太 贵", 2, "white space in a word"},
        {U"北京\t5", 2, "a tab"},
        {U"北京 17", 2, "no count"},
        {U"北京 17 ns", 2, "no count"},
        {invalid, 2, "not part of a character"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const hmrnn_text line = line_of(lines[i].line);
        hmrnn_word word;
        hmrnn_error err;
        size_t at = 99;
        if (hm_word_line_parse(&line, &word, &at, &err) != HMRNN_ETEXT)
            fail_msg("line %zu is taken", i);
        if (at != lines[i].at || strstr(err.text, lines[i].message) == NULL)
            fail_msg("line %zu: %zu: %s", i, at, err.text);
    }
}

static void
a_word_may_have_so_many_characters(void **state)
{
    (void)state;
    static char32_t line[HMRNN_MAX_WORD_CHARS + 2];
    for (size_t i = 0; i <= HMRNN_MAX_WORD_CHARS; i++)
        line[i] = U'一';
    hmrnn_text text = line_of(line);
    hmrnn_word word;
    size_t at = 0;

    assert_int_equal(hm_word_line_parse(&text, &word, &at, NULL), HMRNN_ETEXT);
    text.n_chars--;
    assert_int_equal(hm_word_line_parse(&text, &word, &at, NULL), HMRNN_OK);
    assert_int_equal(word.text.n_chars, HMRNN_MAX_WORD_CHARS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_a_word_and_its_strength),
        cmocka_unit_test(a_line_that_is_wrong_says_where),
        cmocka_unit_test(a_word_may_have_so_many_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
