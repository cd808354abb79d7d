// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_decode.c - a record's bytes as characters.
#include <config.h>

#include "text/decode.h"

#include "base/rng.h"

#include <stdio.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static hm_decoder *
open_decoder(const char *encoding, hm_invalid invalid)
{
    hm_decoder *decoder = NULL;
    assert_int_equal(hm_decoder_new(&decoder, encoding, invalid, NULL), HMRNN_OK);
    return decoder;
}

static void
expect_chars(const char *encoding, const char *bytes, size_t n_bytes, size_t n_chars,
             const uint32_t *chars, const size_t *offset)
{
    hm_decoder *const decoder = open_decoder(encoding, HM_INVALID_KEEP);
    hm_chars found = HM_CHARS_INIT;
    assert_int_equal(hm_decode(decoder, n_bytes, (const unsigned char *)bytes, &found, NULL),
                     HMRNN_OK);
    assert_int_equal(found.n_chars, n_chars);
    for (size_t i = 0; i < n_chars; i++) {
        assert_int_equal(found.chars[i], chars[i]);
        assert_int_equal(found.offset[i], offset[i]);
    }
    assert_int_equal(found.offset[n_chars], n_bytes);
    hm_chars_release(&found);
    hm_decoder_free(decoder);
}

static void
utf8_gives_code_points_and_where_they_begin(void **state)
{
    (void)state;

    expect_chars(NULL, "", 0, 0, NULL, NULL);
    expect_chars(NULL, "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80z", 11, 5,
                 (const uint32_t[]){'a', 0xE9, 0x4E2D, 0x1F600, 'z'},
                 (const size_t[]){0, 1, 3, 6, 10});
    expect_chars("utf8", "abcdefgh\xC3\xA9", 10, 9,
                 (const uint32_t[]){'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 0xE9},
                 (const size_t[]){0, 1, 2, 3, 4, 5, 6, 7, 8});
}

static void
ill_formed_utf8_is_grouped_as_icu_does(void **state)
{
    (void)state;

    // alone; cut short; a surrogate; overlong; beyond the last code point; the end missing
    expect_chars(NULL,
                 "\x80"
                 "a\xE4\xB8"
                 "b",
                 5, 4, (const uint32_t[]){HMRNN_INVALID, 'a', HMRNN_INVALID, 'b'},
                 (const size_t[]){0, 1, 2, 4});
    expect_chars(NULL, "\xED\xA0\x80", 3, 3,
                 (const uint32_t[]){HMRNN_INVALID, HMRNN_INVALID, HMRNN_INVALID},
                 (const size_t[]){0, 1, 2});
    expect_chars(NULL, "\xC0\xAF", 2, 2, (const uint32_t[]){HMRNN_INVALID, HMRNN_INVALID},
                 (const size_t[]){0, 1});
    expect_chars(NULL, "\xF4\x90", 2, 2, (const uint32_t[]){HMRNN_INVALID, HMRNN_INVALID},
                 (const size_t[]){0, 1});
    expect_chars(NULL, "\xF0\x9F\x98", 3, 1, (const uint32_t[]){HMRNN_INVALID},
                 (const size_t[]){0});
}

static void
the_policy_says_what_becomes_of_bytes_that_are_no_character(void **state)
{
    (void)state;
    const unsigned char bytes[] = {'a', 'b', 0xFF, 'c'};
    hm_chars chars = HM_CHARS_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    hm_decoder *const replace = open_decoder(NULL, HM_INVALID_REPLACE);
    hm_decoder *const refuse = open_decoder(NULL, HM_INVALID_ERROR);

    assert_int_equal(hm_decode(replace, 4, bytes, &chars, NULL), HMRNN_OK);
    assert_int_equal(chars.chars[2], 0xFFFD);
    assert_int_equal(chars.n_invalid, 1);
    assert_int_equal(hm_decode(refuse, 4, bytes, &chars, &err), HMRNN_ETEXT);
    assert_non_null(strstr(err.text, "byte 3 "));

    hm_chars_release(&chars);
    hm_decoder_free(replace);
    hm_decoder_free(refuse);
}

static void
other_encodings_give_the_same_characters(void **state)
{
    (void)state;
    const uint32_t two[] = {0x4E2D, 0x6587};

    expect_chars("GB18030", "\xD6\xD0\xCE\xC4", 4, 2, two, (const size_t[]){0, 2});
    expect_chars("Big5", "\xA4\xA4\xA4\xE5", 4, 2, two, (const size_t[]){0, 2});
    expect_chars("EUC-JP", "\xC3\xE6\xCA\xB8", 4, 2, two, (const size_t[]){0, 2});
    expect_chars("UTF-16LE", "\x2D\x4E\x87\x65", 4, 2, two, (const size_t[]){0, 2});
    expect_chars("UTF-32BE", "\0\0\x4E\x2D\0\0\x65\x87", 8, 2, two, (const size_t[]){0, 4});
    expect_chars("UTF-16BE", "\xD8\x3D\xDE\x00", 4, 1, (const uint32_t[]){0x1F600},
                 (const size_t[]){0});
}

static void
invalid_bytes_of_other_encodings_keep_their_place(void **state)
{
    (void)state;

    expect_chars("EUC-JP",
                 "a\xC3"
                 "b\xC3\xE6\xFF",
                 6, 5, (const uint32_t[]){'a', HMRNN_INVALID, 'b', 0x4E2D, HMRNN_INVALID},
                 (const size_t[]){0, 1, 2, 3, 5});
    expect_chars("UTF-16LE",
                 "a\0\x00\xD8"
                 "b\0c",
                 7, 4, (const uint32_t[]){'a', HMRNN_INVALID, 'b', HMRNN_INVALID},
                 (const size_t[]){0, 2, 4, 6});
    expect_chars("GB18030", "\xD6", 1, 1, (const uint32_t[]){HMRNN_INVALID}, (const size_t[]){0});
}

static void
escape_sequences_belong_to_the_characters_around_them(void **state)
{
    (void)state;

    expect_chars("ISO-2022-JP", "\x1B$BCf\x1B(Ba", 9, 2, (const uint32_t[]){0x4E2D, 'a'},
                 (const size_t[]){0, 8});
    expect_chars("ISO-2022-JP", "\x1B(B", 3, 1, (const uint32_t[]){HMRNN_INVALID},
                 (const size_t[]){0});
}

static void
a_character_across_two_pieces_begins_in_the_first(void **state)
{
    (void)state;
    hm_decoder *const decoder = open_decoder("GB18030", HM_INVALID_KEEP);
    hm_chars chars = HM_CHARS_INIT;
    unsigned char bytes[20001];
    bytes[0] = 'a';
    for (size_t i = 1; i < sizeof bytes; i += 2)
        memcpy(bytes + i, "\xD6\xD0", 2);

    assert_int_equal(hm_decode(decoder, sizeof bytes, bytes, &chars, NULL), HMRNN_OK);

    assert_int_equal(chars.n_chars, 10001);
    for (size_t i = 1; i < chars.n_chars; i++) {
        assert_int_equal(chars.chars[i], 0x4E2D);
        assert_int_equal(chars.offset[i], 2 * i - 1);
    }
    hm_chars_release(&chars);
    hm_decoder_free(decoder);
}

static void
random_bytes_of_any_encoding_are_covered_by_the_offsets(void **state)
{
    (void)state;
    static const char *const encodings[] = {"UTF-8",
                                            "GB18030",
                                            "GBK",
                                            "Big5",
                                            "Big5-HKSCS",
                                            "EUC-JP",
                                            "Shift_JIS",
                                            "EUC-KR",
                                            "ISO-2022-JP",
                                            "ISO-2022-KR",
                                            "ISO-2022-CN",
                                            "HZ",
                                            "UTF-7",
                                            "UTF-16LE",
                                            "UTF-16BE",
                                            "UTF-32LE",
                                            "BOCU-1",
                                            "IMAP-mailbox-name",
                                            "LMBCS-1",
                                            "windows-1252",
                                            "ibm-930",
                                            "CESU-8",
                                            "ISCII,version=0",
                                            "EUC-TW",
                                            "macos-0_2-10.2",
                                            "x11-compound-text",
                                            "ibm-1390"};
    enum { N = 9000 };
    hm_rng rng = hm_rng_stream(7, 0);
    hm_chars chars = HM_CHARS_INIT;
    static unsigned char bytes[N];

    for (size_t e = 0; e < sizeof encodings / sizeof encodings[0]; e++) {
        hm_decoder *const decoder = open_decoder(encodings[e], HM_INVALID_KEEP);
        for (size_t round = 0; round < 60; round++) {
            const size_t n = round < 50 ? hm_rng_below(&rng, 40) : N - round;
            const size_t n_letters = round % 2 == 0 ? 256 : 128;
            for (size_t i = 0; i < n; i++)
                bytes[i] = (unsigned char)hm_rng_below(&rng, n_letters);
            assert_int_equal(hm_decode(decoder, n, bytes, &chars, NULL), HMRNN_OK);
            bool is_sane = chars.offset[0] == 0 && chars.offset[chars.n_chars] == n &&
                           (n == 0) == (chars.n_chars == 0);
            for (size_t i = 0; i < chars.n_chars; i++)
                is_sane = is_sane && chars.offset[i] <= chars.offset[i + 1] &&
                          (chars.chars[i] == HMRNN_INVALID || chars.chars[i] < 0xD800 ||
                           (chars.chars[i] > 0xDFFF && chars.chars[i] < 0x110000));
            if (!is_sane)
                fail_msg("seed 7, %s, round %zu", encodings[e], round);
        }
        hm_decoder_free(decoder);
    }
    hm_chars_release(&chars);
}

static void
expect_no_encoding(const char *encoding, const char *complaint)
{
    hm_decoder *decoder = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(hm_decoder_new(&decoder, encoding, HM_INVALID_KEEP, &err), HMRNN_EARG);
    assert_null(decoder);
    assert_non_null(strstr(err.text, complaint));
}

static void
an_encoding_that_cannot_be_used_is_refused(void **state)
{
    (void)state;

    expect_no_encoding("klingon-8", "no such encoding: 'klingon-8'");
    expect_no_encoding("", "no such encoding");
    expect_no_encoding("UTF-16", "UTF-16LE or UTF-16BE");
    expect_no_encoding("UTF-32", "UTF-32LE or UTF-32BE");
    expect_no_encoding("SCSU", "no lines");
}

static void
delimiters_are_written_in_the_encoding(void **state)
{
    (void)state;
    hm_decoder *const wide = open_decoder("UTF-16BE", HM_INVALID_KEEP);
    hm_decoder *const latin = open_decoder("ISO-8859-1", HM_INVALID_KEEP);
    unsigned char bytes[8];
    size_t n_bytes = sizeof bytes;

    assert_int_equal(hm_decoder_encode(wide, "\n", bytes, &n_bytes, NULL), HMRNN_OK);
    assert_int_equal(n_bytes, 2);
    assert_memory_equal(bytes, "\0\n", 2);
    n_bytes = sizeof bytes;
    assert_int_equal(hm_decoder_encode(latin, "\xE4\xB8\xAD", bytes, &n_bytes, NULL), HMRNN_EARG);
    n_bytes = 3;
    assert_int_equal(hm_decoder_encode(wide, "ab", bytes, &n_bytes, NULL), HMRNN_EARG);
    hm_decoder_free(wide);
    hm_decoder_free(latin);
}

static void
units_and_states_of_encodings_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t n_unit;
        bool is_stateful;
    } encodings[] = {{"UTF-8", 1, false},      {"UTF-16LE", 2, false}, {"UTF-32BE", 4, false},
                     {"ISO-2022-JP", 1, true}, {"UTF-7", 1, true},     {"HZ", 1, true},
                     {"BOCU-1", 1, true},      {"GB18030", 1, false},  {"ibm-930", 1, true}};

    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
        hm_decoder *const decoder = open_decoder(encodings[i].name, HM_INVALID_KEEP);
        if (hm_decoder_unit(decoder) != encodings[i].n_unit ||
            hm_decoder_is_stateful(decoder) != encodings[i].is_stateful)
            fail_msg("%s", encodings[i].name);
        hm_decoder_free(decoder);
    }
}

static void
the_library_names_itself(void **state)
{
    (void)state;
    int icu = 0, unicode = 0;

    assert_int_equal(sscanf(hm_decode_library(), "ICU %d.%*d, Unicode %d", &icu, &unicode), 2);

    assert_true(icu >= 60 && unicode >= 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_gives_code_points_and_where_they_begin),
        cmocka_unit_test(ill_formed_utf8_is_grouped_as_icu_does),
        cmocka_unit_test(the_policy_says_what_becomes_of_bytes_that_are_no_character),
        cmocka_unit_test(other_encodings_give_the_same_characters),
        cmocka_unit_test(invalid_bytes_of_other_encodings_keep_their_place),
        cmocka_unit_test(escape_sequences_belong_to_the_characters_around_them),
        cmocka_unit_test(a_character_across_two_pieces_begins_in_the_first),
        cmocka_unit_test(random_bytes_of_any_encoding_are_covered_by_the_offsets),
        cmocka_unit_test(an_encoding_that_cannot_be_used_is_refused),
        cmocka_unit_test(delimiters_are_written_in_the_encoding),
        cmocka_unit_test(units_and_states_of_encodings_are_known),
        cmocka_unit_test(the_library_names_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
