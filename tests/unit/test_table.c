// SPDX-License-Identifier: BSD-2-Clause
//
// Tables: the same cells for people, for Unix tools and for programs; and quoting of names.
#include <config.h>

#include "cli/append.h"
#include "cli/message.h"
#include "write/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const hm_column columns[] = {{"count", 7}, {"share", 8}, {"name", 0}};

static void
expect(hm_table_format format, double share, const char *name, const char *wanted)
{
    hm_bytes out = HM_BYTES_INIT;
    hm_table table = {.format = format, .columns = columns, .n_columns = 3, .out = &out};
    hm_table_header(&table);
    hm_table_count(&table, 12);
    hm_table_number(&table, share, 2);
    hm_table_string(&table, name);
    hm_append_bytes(&out, 1, "");
    assert_string_equal((const char *)out.data, wanted);
    hm_bytes_release(&out);
}

static void
text_is_aligned_under_its_header(void **state)
{
    (void)state;
    expect(HM_TABLE_TEXT, 0.5, "a file",
           "  count     share  name\n"
           "     12      0.50  a file\n");
}

static void
tsv_has_a_header_and_escapes(void **state)
{
    (void)state;
    expect(HM_TABLE_TSV, 0.5, "a\tfile", "count\tshare\tname\n12\t0.50\ta\\tfile\n");
}

static void
json_has_one_object_a_line(void **state)
{
    (void)state;
    expect(HM_TABLE_JSONL, 0.5, "a \"file\"",
           "{\"count\":12,\"share\":0.50,\"name\":\"a \\\"file\\\"\"}\n");
}

static void
what_is_no_number_is_null_in_json_and_nan_elsewhere(void **state)
{
    (void)state;
    expect(HM_TABLE_JSONL, (double)NAN, "x", "{\"count\":12,\"share\":null,\"name\":\"x\"}\n");
    expect(HM_TABLE_TSV, (double)NAN, "x", "count\tshare\tname\n12\tnan\tx\n");
}

static void
a_message_shows_no_control_or_invisible_character(void **state)
{
    (void)state;
    hm_bytes out = HM_BYTES_INIT;
    hm_message_quote(&out, "a b\x1B[31m\xFF \xE2\x80\xAE \xE6\x96\x87 \xC2\x85\n");
    hm_append_bytes(&out, 1, "");
    assert_string_equal((const char *)out.data,
                        "a b\\x1B[31m\\xFF \\xE2\\x80\\xAE \xE6\x96\x87 \\xC2\\x85\\x0A");
    hm_bytes_release(&out);
}

static void
code_points_of_every_length_become_utf8(void **state)
{
    (void)state;
    hm_bytes out = HM_BYTES_INIT;
    hm_append_char(&out, 'a');
    hm_append_char(&out, 0x7FF);
    hm_append_char(&out, 0x800);
    hm_append_char(&out, 0x10FFFF);
    hm_append_char(&out, HMRNN_INVALID);
    hm_append_bytes(&out, 1, "");
    assert_string_equal((const char *)out.data,
                        "a\xDF\xBF\xE0\xA0\x80\xF4\x8F\xBF\xBF\xEF\xBF\xBD");
    hm_bytes_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_aligned_under_its_header),
        cmocka_unit_test(tsv_has_a_header_and_escapes),
        cmocka_unit_test(json_has_one_object_a_line),
        cmocka_unit_test(what_is_no_number_is_null_in_json_and_nan_elsewhere),
        cmocka_unit_test(a_message_shows_no_control_or_invisible_character),
        cmocka_unit_test(code_points_of_every_length_become_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
