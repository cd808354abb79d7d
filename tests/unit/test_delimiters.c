// SPDX-License-Identifier: BSD-2-Clause
//
// Delimiters: those given and those by default, their encoding and their colour.
#include <config.h>

#include "write/delimiters.h"

#include "cli/append.h"
#include "cli/message.h"
#include "exit_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
append_digit(size_t index, hm_bytes *delimiter)
{
    hm_append_count(delimiter, index);
}

/// The delimiters of two layers.
static hm_delimiters
make(size_t n_given, const char **given, hm_color color, const char *encoding)
{
    const hm_string_list list = {.items = given, .n_items = n_given};
    hm_decoder *decoder = NULL;
    if (encoding != NULL)
        assert_int_equal(hm_decoder_new(&decoder, encoding, HM_INVALID_KEEP, NULL), HMRNN_OK);
    hm_delimiters delimiters = {{HM_BYTES_INIT}};
    hm_delimiters_make(&delimiters, 2,
                       &(hm_delimiter_options){.given = &list,
                                               .append_default = append_digit,
                                               .color = color,
                                               .decoder = decoder});
    hm_decoder_free(decoder);
    return delimiters;
}

static void
expect(const hm_delimiters *delimiters, size_t index, size_t n_bytes, const char *wanted)
{
    assert_int_equal(delimiters->bytes[index].n_bytes, n_bytes);
    assert_memory_equal(delimiters->bytes[index].data, wanted, n_bytes);
}

static void
layers_without_a_delimiter_of_their_own_have_the_default(void **state)
{
    (void)state;
    const char *given[] = {" / "};
    hm_delimiters delimiters = make(1, given, HM_COLOR_NEVER, NULL);
    expect(&delimiters, 0, 3, " / ");
    expect(&delimiters, 1, 1, "1");
    hm_delimiters_release(&delimiters);
}

static void
escapes_become_bytes_even_ones_that_are_no_character(void **state)
{
    (void)state;
    const char *given[] = {"\\t\\xFF", "\\0"};
    hm_delimiters delimiters = make(2, given, HM_COLOR_NEVER, NULL);
    expect(&delimiters, 0, 2, "\t\xFF");
    expect(&delimiters, 1, 1, "\0");
    hm_delimiters_release(&delimiters);
}

static void
a_delimiter_has_the_encoding_of_the_text_with_its_nul(void **state)
{
    (void)state;
    const char *given[] = {"a\\0b"};
    hm_delimiters delimiters = make(1, given, HM_COLOR_NEVER, "UTF-16BE");
    expect(&delimiters, 0, 6, "\0a\0\0\0b");
    hm_delimiters_release(&delimiters);
}

static void
colour_ends_before_a_newline(void **state)
{
    (void)state;
    const char *given[] = {"a\\nb", "\\n"};
    hm_delimiters delimiters = make(2, given, HM_COLOR_ALWAYS, NULL);
    static const char colored[] = "\033[30;46ma\033[0m\n\033[30;46mb\033[0m";
    expect(&delimiters, 0, sizeof colored - 1, colored);
    expect(&delimiters, 1, 1, "\n");
    hm_delimiters_release(&delimiters);
}

static void
make_three(const void *context)
{
    const char *given[] = {"a", "b", "c"};
    (void)context;
    (void)make(3, given, HM_COLOR_NEVER, NULL);
}

static void
make_han_in_latin(const void *context)
{
    const char *given[] = {"\xE6\x9C\xA8"};
    (void)context;
    (void)make(1, given, HM_COLOR_NEVER, "ISO-8859-1");
}

static void
too_many_or_what_the_encoding_lacks_is_an_error_in_the_command_line(void **state)
{
    (void)state;
    assert_int_equal(exit_status_of(make_three, NULL, "given 3 times for 2 layers"), HM_EXIT_USAGE);
    assert_int_equal(exit_status_of(make_han_in_latin, NULL, "--delimiter: "), HM_EXIT_USAGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_without_a_delimiter_of_their_own_have_the_default),
        cmocka_unit_test(escapes_become_bytes_even_ones_that_are_no_character),
        cmocka_unit_test(a_delimiter_has_the_encoding_of_the_text_with_its_nul),
        cmocka_unit_test(colour_ends_before_a_newline),
        cmocka_unit_test(too_many_or_what_the_encoding_lacks_is_an_error_in_the_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
