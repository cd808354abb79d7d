// SPDX-License-Identifier: BSD-2-Clause
//
// Files with marks as a corpus with labels: what is read and counted, and what is refused.
#include <config.h>

#include "cli/read_examples.h"

#include "cli/append.h"
#include "cli/message.h"
#include "data/corpus.h"
#include "exit_fixture.h"
#include "net/soft_label.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
append_default(size_t index, hm_bytes *mark)
{
    static const char *const marks[] = {" ", " | ", " || "};
    hm_append_string(mark, marks[index]);
}

/// How the examples of a test are read: of the file "lines" and of layer 1, unless it says
/// something else.
typedef struct reading {
    const char *files[3];
    size_t n_files;
    hm_layer_list layers;
    const char *delimiters[3];
    size_t n_delimiters;
    hm_examples_format format;
    hm_examples_invalid invalid;
    const char *encoding;
    bool ends_in_nul;
    bool is_verbose;
} reading;

static hm_examples
read_examples(const reading *r)
{
    static const hm_layer_list first = {false, 1, {1}};
    const char *files[3] = {"lines"};
    const char *delimiters[3];
    if (r->n_files > 0)
        memcpy(files, r->files, sizeof files);
    memcpy(delimiters, r->delimiters, sizeof delimiters);
    const hm_string_list file_list = {files, r->n_files > 0 ? r->n_files : 1, 3};
    const hm_string_list delimiter_list = {delimiters, r->n_delimiters, 3};
    hm_input_options input = HM_INPUT_OPTIONS_INIT;
    input.encoding = r->encoding;
    input.ends_in_nul = r->ends_in_nul;
    hm_examples examples;
    hm_read_examples(&(hm_examples_options){.input = &input,
                                            .files = &file_list,
                                            .format = (int)r->format,
                                            .invalid = (int)r->invalid,
                                            .layers = r->layers.n > 0 ? &r->layers : &first,
                                            .delimiters = &delimiter_list,
                                            .append_default = append_default,
                                            .is_verbose = r->is_verbose},
                     &examples);
    return examples;
}

static void
write_text(const char *path, const char *text)
{
    write_file(path, strlen(text), text);
}

/// The counts; hmrnn_corpus_chars() also has the newlines.
static void
expect(const reading *r, size_t n_records, size_t n_chars, size_t n_gaps, size_t n_segments)
{
    hm_examples examples = read_examples(r);
    assert_int_equal(examples.n_records, n_records);
    assert_int_equal(examples.n_chars, n_chars);
    assert_int_equal(examples.n_gaps, n_gaps);
    assert_int_equal(examples.n_segments, n_segments);
    assert_int_equal(hmrnn_corpus_chars(examples.corpus), n_chars + n_records);
    hm_examples_release(&examples);
}

static void
read_and_release(const void *context)
{
    hm_examples examples = read_examples(context);
    hm_examples_release(&examples);
}

static void
expect_exit(const reading *r, int status, const char *message)
{
    assert_int_equal(exit_status_of(read_and_release, r, message), status);
}

static void
words_are_counted_with_the_gaps_between_characters(void **state)
{
    (void)state;
    const reading words = {.n_files = 0};
    write_text("lines", "私 は 学生 です\n\n \n東京 へ\n");
    expect(&words, 2, 9, 7, 6);
}

static void
a_byte_order_mark_and_carriage_returns_are_no_text(void **state)
{
    (void)state;
    const reading words = {.n_files = 0};
    const reading given = {.delimiters = {"/"}, .n_delimiters = 1};
    const reading marks = {.format = HM_EXAMPLES_MARKS};
    write_text("lines", "\xEF\xBB\xBF"
                        "ab c\r\n\xEF\xBB\xBF\r\nd e\r\n");
    expect(&words, 2, 5, 3, 4);
    write_text("lines", "\xEF\xBB\xBF"
                        "ab/c\r\nd/e\r\n");
    expect(&given, 2, 5, 3, 4);
    write_text("lines", "\xEF\xBB\xBF"
                        "a-b|c\r\nd|e\r\n");
    expect(&marks, 2, 5, 3, 4);
}

static void
partial_annotation_counts_what_is_known(void **state)
{
    (void)state;
    const reading marks = {.format = HM_EXAMPLES_MARKS};
    write_text("lines", "東-京|都 に\na?b\n");
    expect(&marks, 2, 6, 2, 0);
}

static void
with_a_delimiter_white_space_is_text_and_no_segment(void **state)
{
    (void)state;
    const reading given = {.delimiters = {"/"}, .n_delimiters = 1};
    write_text("lines", "the cat/s sat/.\n");
    expect(&given, 1, 13, 12, 5);
}

static void
layers_are_read_with_their_marks(void **state)
{
    (void)state;
    const reading all = {.layers = {false, 3, {1, 2, 3}}};
    write_text("lines", "私 は || 東京 | へ 行く\n");
    hm_examples examples = read_examples(&all);
    assert_int_equal(examples.n_layers, 3);
    assert_int_equal(examples.n_segments, 5);
    hm_examples_release(&examples);
}

static void
files_may_mark_layers_that_others_do_not(void **state)
{
    (void)state;
    const reading all = {.files = {"lines", "other"}, .n_files = 2, .layers = {false, 2, {1, 2}}};
    write_text("lines", "私 は 学生\n東京 へ\n");
    write_text("other", "私 は | 学生\n");
    expect(&all, 3, 11, 8, 8);
    hm_examples examples = read_examples(&all);
    const uint8_t *const phrases = examples.corpus->labels.layer[1];
    for (size_t i = 0; i < 9; i++)  // two records and their newlines
        assert_true(hm_soft_label_is_none(phrases[i]));
    assert_int_equal(hm_soft_label_decision(phrases[9]), 0);
    assert_int_equal(hm_soft_label_decision(phrases[10]), 1);
    hm_examples_release(&examples);
    write_text("other", "私 は | 学 生\n");
    expect_exit(&all, HM_EXIT_FAILED,
                "has other marks than the same text in lines: record 1, after character 3");
}

static void
operands_are_named_without_their_folders(void **state)
{
    (void)state;
    const reading three = {.files = {"./lines", "more\n.txt", "lines"}, .n_files = 3};
    write_text("lines", "a b\n");
    write_text("more\n.txt", "c d\n");
    hm_examples examples = read_examples(&three);
    assert_string_equal(examples.names, "lines, more\\x0A.txt, lines");
    assert_int_equal(examples.n_records, 3);
    hm_examples_release(&examples);
}

static void
what_does_not_fit_is_named_with_file_record_and_byte(void **state)
{
    (void)state;
    const reading words = {.n_files = 0};
    const reading marks = {.format = HM_EXAMPLES_MARKS};
    const reading given = {.delimiters = {"/"}, .n_delimiters = 1};
    write_text("lines", "a b\n\xE6\x97\xA5 \xFFq c\n");
    expect_exit(&words, HM_EXIT_FAILED, "lines: record 2: byte 5: that is no character");
    write_text("lines", "a|b\nあ|いう\n");
    expect_exit(&marks, HM_EXIT_FAILED, "lines: record 2: byte 8: a mark must stand here");
    write_text("lines", "a b\n\nか \xE3\x82\x99 c\n");
    expect_exit(&words, HM_EXIT_FAILED, "lines: record 3: byte 4: a mark inside of what a reader");
    write_text("lines", "a/b\n///\n");
    expect_exit(&given, HM_EXIT_FAILED, "lines: record 2: byte 1: marks and no text");
}

static void
a_file_without_marks_or_text_is_named(void **state)
{
    (void)state;
    const reading two = {.files = {"lines", "other"}, .n_files = 2};
    const reading marks = {.format = HM_EXAMPLES_MARKS};
    write_text("lines", "a b\n");
    write_text("other", "私は学生です\n");
    expect_exit(&two, HM_EXIT_FAILED, "other: has no mark: white space must stand between");
    write_text("other", "");
    expect_exit(&two, HM_EXIT_FAILED, "other: has no text");
    write_text("other", "\n \n");
    expect_exit(&two, HM_EXIT_FAILED, "other: has no text");
    write_text("lines", "a?b c\n");
    expect_exit(&marks, HM_EXIT_FAILED, "lines: has no answer");
}

static void
a_record_that_lacks_its_marks_is_named(void **state)
{
    (void)state;
    const reading words = {.n_files = 0};
    write_text("lines", "私 は 学生 です\n私は東京の学生ですよ今日も\n学生\n");
    expect_exit(&words, HM_EXIT_FAILED, "lines: record 2: has no mark, and is longer than one");
    write_text("lines", "私 は 学生 です\nはい、私です\n");
    expect_exit(&words, HM_EXIT_FAILED, "lines: record 2: has no mark, and is longer than one");
    write_text("lines", "私 は 学生 です\nコンピュータ\nhttps://example.org/a/long/path\n学生。\n");
    expect_exit(&words, HM_EXIT_DONE, NULL);
}

static void
the_same_text_with_other_marks_is_named_with_both_places(void **state)
{
    (void)state;
    const reading two = {.files = {"lines", "other"}, .n_files = 2};
    const reading skip = {.invalid = HM_EXAMPLES_SKIP};
    const reading marks = {.format = HM_EXAMPLES_MARKS};
    write_text("lines", "行っ た\n東京 へ\n");
    write_text("other", "東 京 へ\n");
    expect_exit(&two, HM_EXIT_FAILED,
                "other: record 1: has other marks than the same text in lines: record 2, after "
                "character 1 of the text, '東'");
    write_text("lines", "a b\n東京 へ\n東 京 へ\n東京 へ\n東京 へ\n");
    expect(&skip, 1, 2, 1, 2);
    write_text("lines", "東-京 へ\n東 京|へ\n");
    expect_exit(&marks, HM_EXIT_DONE, NULL);
}

static void
what_cannot_be_used_is_left_out_if_the_user_says_so(void **state)
{
    (void)state;
    const reading skip = {.files = {"lines", "other"}, .n_files = 2, .invalid = HM_EXAMPLES_SKIP};
    reading verbose = skip;
    verbose.is_verbose = true;
    write_text("lines", "a b\nc \xFF d\ne f\n");
    write_text("other", "gh\nij\n");
    expect(&skip, 2, 4, 2, 4);
    expect_exit(&skip, HM_EXIT_DONE, "left out 3 of 5 examples, which cannot be used; -v says why");
    expect_exit(&verbose, HM_EXIT_DONE, "lines: record 2: left out: byte 3: that is no character");
    write_text("lines", "ab\n");
    expect_exit(&skip, HM_EXIT_FAILED, "there is nothing to learn from");
}

static void
examples_that_cannot_be_read_end_the_program(void **state)
{
    (void)state;
    const reading none = {.files = {"none"}, .n_files = 1};
    reading skip = none;
    skip.invalid = HM_EXAMPLES_SKIP;
    expect_exit(&none, HM_EXIT_FAILED, "not all of the examples could be read");
    expect_exit(&skip, HM_EXIT_FAILED, "not all of the examples could be read");
}

static void
a_layer_without_a_mark_is_refused(void **state)
{
    (void)state;
    const reading all = {.layers = {false, 3, {1, 2, 3}}};
    write_text("lines", "私 は | 学生 です\n");
    expect_exit(&all, HM_EXIT_FAILED, "no example has a mark of layer 3");
}

static void
marks_that_cannot_be_found_are_wrong_usage(void **state)
{
    (void)state;
    const reading empty = {.delimiters = {""}, .n_delimiters = 1};
    const reading newline = {.delimiters = {"\\n"}, .n_delimiters = 1};
    const reading many = {.delimiters = {"/", "#"}, .n_delimiters = 2};
    const reading same = {.layers = {false, 2, {1, 2}},
                          .delimiters = {"/", "/"},
                          .n_delimiters = 2};
    const reading bytes = {.delimiters = {"\\xFF"}, .n_delimiters = 1};
    write_text("lines", "a/b\n");
    expect_exit(&empty, HM_EXIT_USAGE, "a mark without characters");
    expect_exit(&newline, HM_EXIT_USAGE, "a mark with a newline cannot be found");
    expect_exit(&many, HM_EXIT_USAGE, "given 2 times for 1 layer");
    expect_exit(&same, HM_EXIT_USAGE, "two layers have the same mark");
    expect_exit(&bytes, HM_EXIT_USAGE, "--delimiter: byte 1 is not part of a character");
}

static void
records_may_end_in_nul_and_have_marks_of_newlines(void **state)
{
    (void)state;
    const reading lines = {.ends_in_nul = true,
                           .layers = {false, 2, {1, 2}},
                           .delimiters = {"/", "\\n"},
                           .n_delimiters = 2};
    write_file("lines", 12, "a/b\nc\0d/e\nf");
    expect(&lines, 2, 6, 4, 6);
}

static void
a_text_in_another_encoding_is_read(void **state)
{
    (void)state;
    const reading sjis = {.encoding = "Shift_JIS"};
    write_text("lines", "\x8E\x84 \x82\xCD\n");
    expect(&sjis, 1, 2, 1, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_counted_with_the_gaps_between_characters),
        cmocka_unit_test(a_byte_order_mark_and_carriage_returns_are_no_text),
        cmocka_unit_test(partial_annotation_counts_what_is_known),
        cmocka_unit_test(with_a_delimiter_white_space_is_text_and_no_segment),
        cmocka_unit_test(layers_are_read_with_their_marks),
        cmocka_unit_test(files_may_mark_layers_that_others_do_not),
        cmocka_unit_test(operands_are_named_without_their_folders),
        cmocka_unit_test(what_does_not_fit_is_named_with_file_record_and_byte),
        cmocka_unit_test(a_file_without_marks_or_text_is_named),
        cmocka_unit_test(a_record_that_lacks_its_marks_is_named),
        cmocka_unit_test(the_same_text_with_other_marks_is_named_with_both_places),
        cmocka_unit_test(what_cannot_be_used_is_left_out_if_the_user_says_so),
        cmocka_unit_test(examples_that_cannot_be_read_end_the_program),
        cmocka_unit_test(a_layer_without_a_mark_is_refused),
        cmocka_unit_test(marks_that_cannot_be_found_are_wrong_usage),
        cmocka_unit_test(records_may_end_in_nul_and_have_marks_of_newlines),
        cmocka_unit_test(a_text_in_another_encoding_is_read),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
