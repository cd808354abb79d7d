// SPDX-License-Identifier: BSD-2-Clause
//
// The table of output formats, from which the option and the program choose.
#include <config.h>

#include "write/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
the_words_of_the_option_are_the_names_in_their_order(void **state)
{
    (void)state;
    const char *word = HM_FORMAT_WORDS;
    for (const hm_format *format = hm_formats; format->name != NULL; format++) {
        const size_t n = strlen(format->name);
        assert_memory_equal(word, format->name, n);
        assert_int_equal(word[n], format[1].name == NULL ? '\0' : '|');
        word += n + 1;
    }
}

static void
every_format_is_found_by_its_name_and_is_whole(void **state)
{
    (void)state;
    for (const hm_format *format = hm_formats; format->name != NULL; format++) {
        assert_ptr_equal(hm_format_find(hm_formats, format->name), format);
        assert_true(format->writer->begin != NULL && format->writer->record != NULL &&
                    format->writer->end != NULL);
    }
    assert_null(hm_format_find(hm_formats, "tex"));
    assert_null(hm_format_find(hm_formats, ""));
}

static void
a_message_lists_the_formats_that_have_a_flag(void **state)
{
    (void)state;
    static const hm_writer with = {.flags = HM_WRITER_SCORES | HM_WRITER_NORMS};
    static const hm_writer without = {.flags = HM_WRITER_NORMS};
    static const hm_format table[] = {{"a", &with}, {"b", &without}, {"c", &with}, {NULL, NULL}};
    hm_bytes out = HM_BYTES_INIT;

    hm_format_list(table, HM_WRITER_SCORES, &out);

    assert_string_equal((const char *)out.data, "--format=a or --format=c");
    hm_bytes_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_the_option_are_the_names_in_their_order),
        cmocka_unit_test(every_format_is_found_by_its_name_and_is_whole),
        cmocka_unit_test(a_message_lists_the_formats_that_have_a_flag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
