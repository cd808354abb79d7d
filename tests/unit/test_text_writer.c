// SPDX-License-Identifier: BSD-2-Clause
//
// Marks between segments: where they go, and that taking them out gives the record back.
#include <config.h>

#include "write/formats.h"

#include "base/rng.h"
#include "cli/append.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const hm_layer_list one = {false, 1, {1}};
static const hm_layer_list two = {false, 1, {2}};
static const hm_layer_list both = {false, 2, {1, 2}};

/// Write one ASCII record, in parts with a '|' between two; `depths` has one digit for each
/// character, or is NULL: no boundaries. To be freed.
static char *
write(const hm_layer_list *layers, const char *parts, const char *depths)
{
    hm_bytes out = HM_BYTES_INIT;
    hm_delimiters delimiters = {{HM_BYTES_INIT}};
    hm_append_string(&delimiters.bytes[0], "/");
    hm_append_string(&delimiters.bytes[1], "#");
    void *const writer = hm_text_writer.begin(&(hm_writer_options){
        .layers = layers,
        .delimiters = &delimiters,
        .terminator = (const unsigned char *)"\n",
        .n_terminator = 1,
        .out = &out,
    });
    uint64_t n_before = 0;
    const char *at = parts;
    do {
        uint32_t chars[64];
        size_t offset[65] = {0};
        uint8_t depth[64] = {0};
        const size_t n = strcspn(at, "|");
        for (size_t i = 0; i < n; i++) {
            chars[i] = (unsigned char)at[i];
            offset[i + 1] = i + 1;
            depth[i] = depths == NULL ? 0 : (uint8_t)(depths[i] - '0');
        }
        const hm_chars decoded = {chars, offset, n, 64, 0};
        const hmrnn_segmentation found = {.n_chars = n, .n_layers = 2, .depth = depth};
        hm_text_writer.record(writer, &(hm_output_record){
                                          .number = 1,
                                          .n_bytes_before = n_before,
                                          .goes_on = at[n] == '|',
                                          .n_bytes = n,
                                          .bytes = (const unsigned char *)at,
                                          .chars = &decoded,
                                          .found = n == 0 ? NULL : &found,
                                      });
        n_before += n;
        at += n + (at[n] == '|' ? 1 : 0);
    } while (*at != '\0');
    hm_text_writer.end(writer);
    hm_append_bytes(&out, 1, "");
    hm_bytes_release(&delimiters.bytes[0]);
    hm_bytes_release(&delimiters.bytes[1]);
    return (char *)out.data;
}

static void
expect(const hm_layer_list *layers, const char *record, const char *depths, const char *wanted)
{
    char *const got = write(layers, record, depths);
    assert_string_equal(got, wanted);
    free(got);
}

static void
expect_parts(const hm_layer_list *layers, const char *parts, const char *wanted)
{
    char *const got = write(layers, parts, NULL);
    assert_string_equal(got, wanted);
    free(got);
}

static void
between_two_parts_stands_a_mark_as_any_other(void **state)
{
    (void)state;
    expect_parts(&one, "ab,|cd|ef", "ab,/cd/ef");
    expect_parts(&one, "ab |cd| ef", "ab cd ef");
    expect_parts(&both, "ab,|cd |ef", "ab,#cd #ef");
    expect_parts(&both, "ab |  |  cd| ", "ab     #cd ");
    expect_parts(&both, "  | ab", "   ab");
}

static void
a_record_that_breaks_off_ends_in_a_terminator(void **state)
{
    (void)state;
    expect_parts(&both, "  | ab|", "   ab\n");
}

static void
a_boundary_becomes_a_mark_and_the_end_of_the_record_does_not(void **state)
{
    (void)state;
    expect(&one, "abcd", "0101", "ab/cd");
}

static void
a_record_of_nothing_stays_nothing(void **state)
{
    (void)state;
    expect(&one, "", "", "");
}

static void
only_layers_asked_for_are_shown(void **state)
{
    (void)state;
    expect(&two, "abcd", "1211", "ab/cd");
}

static void
where_boundaries_meet_the_highest_layer_is_shown(void **state)
{
    (void)state;
    expect(&both, "abcd", "1212", "a/b#c/d");
}

static void
a_boundary_deeper_than_asked_for_counts_for_the_layers_below(void **state)
{
    (void)state;
    expect(&one, "abcd", "0302", "ab/cd");
}

static void
the_mark_of_layer_1_is_never_beside_white_space(void **state)
{
    (void)state;
    expect(&one, "a b cd", "111111", "a b c/d");
}

static void
layer_2_alone_shows_which_white_space_it_ends_at(void **state)
{
    (void)state;
    expect(&two, "a b cd", "112222", "a b/ c/d");
}

static void
a_higher_mark_beside_white_space_is_shown_once(void **state)
{
    (void)state;
    expect(&both, "a  b", "2222", "a#  b");
    expect(&both, "a  b", "1122", "a  #b");
    expect(&both, "a  b", "1112", "a  b");
}

static void
there_is_no_mark_before_the_first_segment_nor_behind_the_last(void **state)
{
    (void)state;
    expect(&both, "  ab  ", "222222", "  a#b  ");
    expect(&both, "  ", "22", "  ");
}

static void
without_the_marks_any_record_is_what_it_was(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(7, 1);
    for (unsigned run = 0; run < 2000; run++) {
        char record[33] = "";
        char depths[33] = "";
        const size_t n = hm_rng_below(&rng, 33);
        for (size_t i = 0; i < n; i++) {
            record[i] = "abc \t"[hm_rng_below(&rng, 5)];
            depths[i] = (char)('0' + (int)hm_rng_below(&rng, 4));
        }

        char *const got = write(run % 2 == 0 ? &both : &one, record, depths);

        char *to = got;
        for (const char *from = got; *from != '\0'; from++) {
            if (*from != '/' && *from != '#')
                *to++ = *from;
        }
        *to = '\0';
        if (strcmp(got, record) != 0)
            fail_msg("run %u: '%s' with depths %s became '%s'", run, record, depths, got);
        free(got);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_boundary_becomes_a_mark_and_the_end_of_the_record_does_not),
        cmocka_unit_test(between_two_parts_stands_a_mark_as_any_other),
        cmocka_unit_test(a_record_that_breaks_off_ends_in_a_terminator),
        cmocka_unit_test(a_record_of_nothing_stays_nothing),
        cmocka_unit_test(only_layers_asked_for_are_shown),
        cmocka_unit_test(where_boundaries_meet_the_highest_layer_is_shown),
        cmocka_unit_test(a_boundary_deeper_than_asked_for_counts_for_the_layers_below),
        cmocka_unit_test(the_mark_of_layer_1_is_never_beside_white_space),
        cmocka_unit_test(layer_2_alone_shows_which_white_space_it_ends_at),
        cmocka_unit_test(a_higher_mark_beside_white_space_is_shown_once),
        cmocka_unit_test(there_is_no_mark_before_the_first_segment_nor_behind_the_last),
        cmocka_unit_test(without_the_marks_any_record_is_what_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
