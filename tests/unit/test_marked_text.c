// SPDX-License-Identifier: BSD-2-Clause
//
// Records with marks taken apart: both notations, nested layers, and what hmrnn-segment writes read
// again.
#include <config.h>

#include "cli/marked_text.h"

#include "base/rng.h"
#include "cli/append.h"
#include "text/char_props.h"
#include "write/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include <cmocka.h>

static hmrnn_text
text_of(const char32_t *chars)
{
    size_t n = 0;
    while (chars[n] != 0)
        n++;
    return (hmrnn_text){(const uint32_t *)chars, n};
}

/// The marks of layers, the lowest first; NULL for one that there is not.
static hm_mark_set
marks_of(const char32_t *one, const char32_t *two, const char32_t *three, hm_white_space space)
{
    const char32_t *const given[] = {one, two, three};
    hm_mark_set set = {.white_space = space};
    while (set.n_marks < 3 && given[set.n_marks] != NULL) {
        set.marks[set.n_marks] = text_of(given[set.n_marks]);
        set.n_marks++;
    }
    return set;
}

/// Read a record and compare its text, and its depths: a digit for each character, '?' for unknown.
static void
expect(const hm_mark_set *marks, const char32_t *record, const char32_t *chars, const char *depths)
{
    hm_marked_text text = HM_MARKED_TEXT_INIT;
    const hmrnn_text from = text_of(record);
    const hmrnn_text wanted = text_of(chars);
    size_t at = 0;
    assert_int_equal(marks == NULL ? hm_marked_text_read_partial(&from, &text, &at, NULL)
                                   : hm_marked_text_read(&from, marks, &text, NULL),
                     HMRNN_OK);
    assert_int_equal(text.n_chars, wanted.n_chars);
    assert_int_equal(text.n_chars, strlen(depths));
    for (size_t i = 0; i < text.n_chars; i++) {
        const int depth = depths[i] == '?' ? HM_DEPTH_UNKNOWN : depths[i] - '0';
        if (text.chars[i] != wanted.chars[i] || text.depth[i] != depth)
            fail_msg("character %zu: U+%04X, depth %d", i, (unsigned)text.chars[i], text.depth[i]);
        assert_int_equal(from.chars[text.origin[i]], text.chars[i]);
    }
    hm_marked_text_release(&text);
}

static void
words_are_parted_by_any_white_space(void **state)
{
    (void)state;
    const hm_mark_set marks = marks_of(U" ", NULL, NULL, HM_WHITE_SPACE_PARTS);

    expect(&marks, U"私 は\u3000学生\tです", U"私は学生です", "110100");
    expect(&marks, U"  ab  c ", U"abc", "011");
    expect(&marks, U"", U"", "");
    expect(&marks, U" \u3000", U"", "");
}

static void
the_longest_mark_counts_and_marks_of_higher_layers_are_deeper(void **state)
{
    (void)state;
    const hm_mark_set marks = marks_of(U" ", U" | ", U" || ", HM_WHITE_SPACE_PARTS);

    expect(&marks, U"私 は | 東京 || へ 行っ た", U"私は東京へ行った", "12031010");
    expect(&marks, U"a  |  b", U"ab", "20");
    expect(&marks, U"a|b || c", U"a|bc", "0030");
}

static void
with_marks_given_white_space_is_text(void **state)
{
    (void)state;
    const hm_mark_set marks = marks_of(U"/", U"//", NULL, HM_WHITE_SPACE_IS_TEXT);

    expect(&marks, U"the cat/s sat.// It", U"the cats sat. It", "0000001000002000");
    expect(&marks, U"///a/", U"a", "1");
}

static void
white_space_beside_a_delimiter_may_be_neither(void **state)
{
    (void)state;
    const hm_mark_set marks = marks_of(U"|", NULL, NULL, HM_WHITE_SPACE_IS_OUT);

    expect(&marks, U"ab | c d", U"abcd", "0100");
}

static void
in_the_notation_of_kytea_marks_and_characters_alternate(void **state)
{
    (void)state;
    expect(NULL, U"東-京|都 に?住", U"東京都に住", "01???");
    expect(NULL, U"a", U"a", "?");
    expect(NULL, U"", U"", "");
}

static void
in_the_notation_of_kytea_a_backslash_and_a_place_make_a_mark_a_character(void **state)
{
    (void)state;
    expect(NULL, U"a|\\||b", U"a|b", "11?");
    expect(NULL, U"a||-b", U"a|b", "10?");
    expect(NULL, U"\\\\-\\-| ", U"\\- ", "01?");
    expect(NULL, U" | |a", U"  a", "11?");
}

static void
a_record_that_does_not_alternate_is_an_error_that_has_the_place(void **state)
{
    (void)state;
    static const struct {
        const char32_t *record;
        size_t at;
        const char *message;
    } cases[] = {
        {U"a|bc", 3, "a mark must stand here"},     {U"東京", 1, "a mark must stand here"},
        {U"a|b|", 3, "must follow the last mark"},  {U"a|\\", 2, "must follow the backslash"},
        {U"a- |b", 1, "the mark cannot be -"},      {U"a| -b", 3, "the mark cannot be -"},
        {U"a\u3000b", 1, "a mark must stand here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hm_marked_text text = HM_MARKED_TEXT_INIT;
        hmrnn_error err = {HMRNN_OK, ""};
        const hmrnn_text record = text_of(cases[i].record);
        size_t at = SIZE_MAX;
        if (hm_marked_text_read_partial(&record, &text, &at, &err) != HMRNN_ETEXT ||
            at != cases[i].at || strstr(err.text, cases[i].message) == NULL)
            fail_msg("case %zu: character %zu, %s", i, at, err.text);
        hm_marked_text_release(&text);
    }
}

/// The labels of one layer: a digit for each character, '?' for HMRNN_LABEL_NONE.
static void
expect_labels(const char32_t *chars, const char *depths, const hm_layer_list *layers,
              unsigned layer, const char *wanted)
{
    const hmrnn_text text = text_of(chars);
    uint8_t depth[32] = {0};
    uint8_t is_end[32] = {0};
    float labels[3 * 32];
    char got[33] = "";
    for (size_t i = 0; i < text.n_chars; i++) {
        depth[i] = depths[i] == '?' ? HM_DEPTH_UNKNOWN : (uint8_t)(depths[i] - '0');
        is_end[i] = i + 1 == text.n_chars || chars[i + 1] != 0x301;
    }
    hm_marked_text_labels(text.n_chars, text.chars, depth, layers, is_end, labels);
    for (size_t i = 0; i < text.n_chars; i++) {
        const float label = labels[(layer - 1) * text.n_chars + i];
        got[i] = label == HMRNN_LABEL_NONE ? '?' : label == 1.0f ? '1' : '0';
    }
    assert_string_equal(got, wanted);
}

static const hm_layer_list first_layer = {false, 1, {1}};
static const hm_layer_list all_layers = {false, 3, {1, 2, 3}};
static const hm_layer_list some_layers = {false, 2, {1, 3}};

static void
a_boundary_of_a_layer_is_one_of_the_layers_below(void **state)
{
    (void)state;
    expect_labels(U"abcdef", "012300", &all_layers, 1, "011101");
    expect_labels(U"abcdef", "012300", &all_layers, 2, "001101");
    expect_labels(U"abcdef", "012300", &all_layers, 3, "000101");
}

static void
a_layer_that_is_not_named_has_no_labels(void **state)
{
    (void)state;
    expect_labels(U"abcd", "0120", &some_layers, 1, "0111");
    expect_labels(U"abcd", "0120", &some_layers, 2, "????");
    expect_labels(U"abcd", "0120", &some_layers, 3, "0011");
}

static void
what_is_not_known_has_no_label(void **state)
{
    (void)state;
    expect_labels(U"abcd", "10??", &first_layer, 1, "10?1");
}

static void
white_space_is_bounded_on_both_sides_in_layer_1(void **state)
{
    (void)state;
    expect_labels(U"ab  cd", "000000", &first_layer, 1, "011101");
    expect_labels(U" ab", "000", &first_layer, 1, "101");
    expect_labels(U"a \u0301b", "0000", &first_layer, 1, "1001");
    expect_labels(U"a b", "???", &first_layer, 1, "111");
}

static void
a_higher_layer_has_one_mark_for_a_stretch_of_white_space(void **state)
{
    (void)state;
    expect_labels(U"ab  cd", "002000", &all_layers, 2, "0?1?01");
    expect_labels(U"ab  cd", "000000", &all_layers, 2, "000001");
    expect_labels(U" ab ", "0000", &all_layers, 2, "?0?1");
}

/// Write a record with the marks of hmrnn-segment(1) by the writer of the program.
static void
write_record(const hm_layer_list *layers, const char *const *marks, const hmrnn_text *text,
             const uint8_t *depth, hm_bytes *out)
{
    hm_delimiters delimiters = {{HM_BYTES_INIT}};
    unsigned char bytes[64];
    size_t offset[65];
    uint32_t chars[64];
    for (size_t i = 0; i <= text->n_chars; i++)
        offset[i] = i;
    for (size_t i = 0; i < text->n_chars; i++)
        bytes[i] = (unsigned char)(chars[i] = text->chars[i]);
    for (size_t k = 0; k < layers->n; k++)
        hm_append_string(&delimiters.bytes[k], marks[k]);
    void *const writer = hm_text_writer.begin(
        &(hm_writer_options){.layers = layers, .delimiters = &delimiters, .out = out});
    const hm_chars decoded = {chars, offset, text->n_chars, 64, 0};
    const hmrnn_segmentation found = {.n_chars = text->n_chars, .n_layers = 3, .depth = depth};
    hm_text_writer.record(writer, &(hm_output_record){.number = 1,
                                                      .n_bytes = text->n_chars,
                                                      .bytes = bytes,
                                                      .chars = &decoded,
                                                      .found = &found});
    hm_text_writer.end(writer);
    hm_delimiters_release(&delimiters);
}

/// The deepest mark between each character and the next one, white space aside: what the output of
/// hmrnn-segment can tell.
static void
deepest_marks(const hmrnn_text *text, const uint8_t *depth, const hm_layer_list *layers,
              bool is_text, uint8_t *deepest)
{
    size_t last = 0;
    for (size_t i = 0; i < text->n_chars; i++) {
        const bool is_space = hm_char_is_space(text->chars[i]);
        deepest[i] = 0;
        last = is_space ? last : i;
        size_t k = 0;
        while (k < layers->n && layers->layer[k] <= depth[i])
            k++;
        if (is_text && layers->layer[0] == 1 && is_space && k == 0)
            k = 1;
        deepest[last] = deepest[last] > k ? deepest[last] : (uint8_t)k;
    }
}

/// Random letters, and white space where it is text, written and read again.
static void
check_round_trip(const hm_layer_list *layers, const char *const *marks, bool has_space)
{
    for (uint64_t round = 0; round < 500; round++) {
        hm_rng rng = hm_rng_stream(20261130, round);
        uint32_t chars[24];
        uint32_t read[400];
        uint8_t depth[24];
        uint8_t wanted[24];
        uint8_t got[24];
        uint32_t mark_chars[3][8];
        const hmrnn_text text = {chars, 2 + hm_rng_below(&rng, 22)};
        for (size_t i = 0; i < text.n_chars; i++) {
            const bool is_edge = i == 0 || i + 1 == text.n_chars;
            chars[i] = has_space && !is_edge && hm_rng_below(&rng, 4) == 0
                           ? ' '
                           : 'a' + (uint32_t)hm_rng_below(&rng, 5);
            depth[i] = (uint8_t)hm_rng_below(&rng, 4);
        }
        depth[text.n_chars - 1] = 0;
        hm_mark_set set = {.n_marks = layers->n,
                           .white_space =
                               has_space ? HM_WHITE_SPACE_IS_TEXT : HM_WHITE_SPACE_PARTS};
        for (size_t k = 0; k < layers->n; k++) {
            for (size_t i = 0; marks[k][i] != '\0'; i++)
                mark_chars[k][i] = (unsigned char)marks[k][i];
            set.marks[k] = (hmrnn_text){mark_chars[k], strlen(marks[k])};
        }
        hm_bytes out = HM_BYTES_INIT;
        hm_marked_text again = HM_MARKED_TEXT_INIT;
        write_record(layers, marks, &text, depth, &out);
        for (size_t i = 0; i < out.n_bytes; i++)
            read[i] = out.data[i];

        assert_int_equal(hm_marked_text_read(&(hmrnn_text){read, out.n_bytes}, &set, &again, NULL),
                         HMRNN_OK);

        const hmrnn_text back = {again.chars, again.n_chars};
        deepest_marks(&text, depth, layers, has_space, wanted);
        assert_int_equal(back.n_chars, text.n_chars);
        assert_memory_equal(back.chars, chars, text.n_chars * sizeof *chars);
        const hm_layer_list positions = {false, layers->n, {1, 2, 3}};
        deepest_marks(&back, again.depth, &positions, has_space, got);
        for (size_t i = 0; i < text.n_chars; i++)
            if (got[i] != wanted[i])
                fail_msg("round %u, character %zu: depth %u, not %u: %.*s", (unsigned)round, i,
                         got[i], wanted[i], (int)out.n_bytes, (const char *)out.data);
        hm_bytes_release(&out);
        hm_marked_text_release(&again);
    }
}

static void
what_hmrnn_segment_writes_is_read_again(void **state)
{
    (void)state;
    static const char *const defaults[] = {" ", " | ", " || "};
    static const char *const given[] = {"/", "//", "<3>"};
    check_round_trip(&first_layer, defaults, false);
    check_round_trip(&all_layers, defaults, false);
    check_round_trip(&some_layers, defaults, false);
    check_round_trip(&first_layer, given, true);
    check_round_trip(&all_layers, given, true);
    check_round_trip(&some_layers, given, true);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_parted_by_any_white_space),
        cmocka_unit_test(the_longest_mark_counts_and_marks_of_higher_layers_are_deeper),
        cmocka_unit_test(with_marks_given_white_space_is_text),
        cmocka_unit_test(white_space_beside_a_delimiter_may_be_neither),
        cmocka_unit_test(in_the_notation_of_kytea_marks_and_characters_alternate),
        cmocka_unit_test(in_the_notation_of_kytea_a_backslash_and_a_place_make_a_mark_a_character),
        cmocka_unit_test(a_record_that_does_not_alternate_is_an_error_that_has_the_place),
        cmocka_unit_test(a_boundary_of_a_layer_is_one_of_the_layers_below),
        cmocka_unit_test(a_layer_that_is_not_named_has_no_labels),
        cmocka_unit_test(what_is_not_known_has_no_label),
        cmocka_unit_test(white_space_is_bounded_on_both_sides_in_layer_1),
        cmocka_unit_test(a_higher_layer_has_one_mark_for_a_stretch_of_white_space),
        cmocka_unit_test(what_hmrnn_segment_writes_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
