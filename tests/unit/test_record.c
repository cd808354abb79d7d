// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_record.c - an entry's bytes cut into records.
#include <config.h>

#include "text/record.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/// Bytes that arrive in pieces of at most `n_piece`; then the end, or an error.
typedef struct feed {
    const char *bytes;
    size_t n_bytes;
    size_t n_piece;
    size_t n_calls;
    hmrnn_status end;
} feed;

static hmrnn_status
read_feed(void *context, size_t capacity, unsigned char *bytes, size_t *n_read, hmrnn_error *err)
{
    (void)err;
    feed *const f = context;
    size_t n = f->n_bytes < f->n_piece ? f->n_bytes : f->n_piece;
    n = n < capacity ? n : capacity;
    f->n_calls++;
    if (n == 0 && f->end != HMRNN_OK)
        return f->end;
    memcpy(bytes, f->bytes, n);
    f->bytes += n;
    f->n_bytes -= n;
    *n_read = n;
    return HMRNN_OK;
}

static hm_records *
open_records(feed *f, const char *terminator, size_t n_terminator, size_t n_unit)
{
    hm_records *records = NULL;
    assert_int_equal(hm_records_new(&records, read_feed, f, (const unsigned char *)terminator,
                                    n_terminator, n_unit, NULL),
                     HMRNN_OK);
    return records;
}

static void
expect_record(hm_records *records, const char *bytes, size_t n_bytes, bool is_terminated,
              uint64_t number, uint64_t offset)
{
    hm_record record = {.bytes = NULL};
    assert_int_equal(hm_records_next(records, &record, NULL), HMRNN_OK);
    assert_non_null(record.bytes);
    assert_int_equal(record.n_bytes, n_bytes);
    assert_memory_equal(record.bytes, bytes, n_bytes);
    assert_int_equal(record.is_terminated, is_terminated);
    assert_int_equal(record.number, number);
    assert_int_equal(record.offset, offset);
}

static void
expect_end(hm_records *records)
{
    hm_record record = {.bytes = (const unsigned char *)""};
    assert_int_equal(hm_records_next(records, &record, NULL), HMRNN_OK);
    assert_null(record.bytes);
}

static void
an_entry_of_no_bytes_has_no_records(void **state)
{
    (void)state;
    feed f = {"", 0, 9, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);

    expect_end(records);
    expect_end(records);

    hm_records_free(records);
}

static void
a_record_without_newline_is_still_a_record(void **state)
{
    (void)state;
    for (size_t n_piece = 1; n_piece < 9; n_piece++) {
        feed f = {"a\r\n\nbc", 6, n_piece, 0, HMRNN_OK};
        hm_records *const records = open_records(&f, "\n", 1, 1);

        expect_record(records, "a\r", 2, true, 1, 0);
        expect_record(records, "", 0, true, 2, 3);
        expect_record(records, "bc", 2, false, 3, 4);
        expect_end(records);

        hm_records_free(records);
    }
}

static void
a_nul_can_end_records_that_hold_newlines(void **state)
{
    (void)state;
    feed f = {"a\nb\0c\0", 6, 4, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\0", 1, 1);

    expect_record(records, "a\nb", 3, true, 1, 0);
    expect_record(records, "c", 1, true, 2, 4);
    expect_end(records);

    hm_records_free(records);
}

static void
a_terminator_of_two_bytes_begins_only_at_whole_units(void **state)
{
    (void)state;
    for (size_t n_piece = 1; n_piece < 9; n_piece++) {
        // U+0A05 U+0A00 newline U+000A's halves across two units, all little-endian
        feed f = {"\x05\x0A\x00\x0A\x0A\x00\x41\x0A\x00\x41", 10, n_piece, 0, HMRNN_OK};
        hm_records *const records = open_records(&f, "\n\0", 2, 2);

        expect_record(records, "\x05\x0A\x00\x0A", 4, true, 1, 0);
        expect_record(records, "\x41\x0A\x00\x41", 4, false, 2, 6);
        expect_end(records);

        hm_records_free(records);
    }
}

static void
more_is_to_be_had_only_if_no_read_is_needed(void **state)
{
    (void)state;
    feed f = {"a\nb\nc", 5, 99, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);

    assert_false(hm_records_has_more(records));
    expect_record(records, "a", 1, true, 1, 0);
    assert_true(hm_records_has_more(records));
    expect_record(records, "b", 1, true, 2, 2);
    assert_false(hm_records_has_more(records));
    assert_int_equal(f.n_calls, 1);
    expect_record(records, "c", 1, false, 3, 4);
    assert_true(hm_records_has_more(records));
    expect_end(records);

    hm_records_free(records);
}

static void
an_error_of_the_reader_is_passed_on_instead_of_half_a_record(void **state)
{
    (void)state;
    feed f = {"a\nb", 3, 99, 0, HMRNN_EFORMAT};
    hm_records *const records = open_records(&f, "\n", 1, 1);
    hm_record record;

    expect_record(records, "a", 1, true, 1, 0);
    assert_int_equal(hm_records_next(records, &record, NULL), HMRNN_EFORMAT);

    hm_records_free(records);
}

static void
after_a_reset_numbers_and_offsets_start_again(void **state)
{
    (void)state;
    feed f = {"a\nrest", 6, 99, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);
    expect_record(records, "a", 1, true, 1, 0);
    f = (feed){"b\n", 2, 99, 0, HMRNN_OK};

    hm_records_reset(records);

    expect_record(records, "b", 1, true, 1, 0);
    expect_end(records);
    hm_records_free(records);
}

static void
a_record_of_a_hundred_megabytes_arrives_whole(void **state)
{
    (void)state;
    const size_t n_bytes = (size_t)100 << 20;
    char *const bytes = malloc(n_bytes + 2);
    assert_non_null(bytes);
    memset(bytes, 'x', n_bytes);
    memcpy(bytes + n_bytes, "\ny", 2);
    feed f = {bytes, n_bytes + 2, 4096, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);

    expect_record(records, bytes, n_bytes, true, 1, 0);
    expect_record(records, "y", 1, false, 2, n_bytes + 1);
    expect_end(records);

    hm_records_free(records);
    free(bytes);
}

/// Records in parts of 6 bytes, each shortened by two where it goes on.
static void
expect_parts(size_t n_piece)
{
    feed f = {"abcdefghijklm\nno\n0123456", 24, n_piece, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);
    hm_records_divide(records, 6);
    hm_record record = {.bytes = NULL};
    static const char *const wanted[] = {"abcd", "efgh", "ijklm", "no", "0123", "456"};
    static const uint64_t number[] = {1, 1, 1, 2, 3, 3};
    static const uint64_t before[] = {0, 4, 8, 0, 0, 4};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(hm_records_next(records, &record, NULL), HMRNN_OK);
        assert_non_null(record.bytes);
        const size_t n = record.n_bytes - (record.goes_on ? 2 : 0);
        if (record.goes_on)
            hm_records_return(records, &record, 2);
        if (n != strlen(wanted[i]) || memcmp(record.bytes, wanted[i], n) != 0)
            fail_msg("pieces of %zu: part %zu is not %s", n_piece, i, wanted[i]);
        assert_int_equal(record.number, number[i]);
        assert_int_equal(record.n_before, before[i]);
        assert_int_equal(record.is_terminated, i == 2 || i == 3);
    }
    expect_end(records);
    hm_records_free(records);
}

static void
parts_of_a_record_do_not_depend_on_how_it_arrives(void **state)
{
    (void)state;
    for (size_t n_piece = 1; n_piece <= 24; n_piece++)
        expect_parts(n_piece);
}

static void
a_part_that_cannot_end_comes_again_longer(void **state)
{
    (void)state;
    feed f = {"abcdefghijklm\n", 14, 3, 0, HMRNN_OK};
    hm_records *const records = open_records(&f, "\n", 1, 1);
    hm_records_divide(records, 4);
    hm_record record = {.bytes = NULL};
    for (size_t n = 4; n <= 8; n *= 2) {
        assert_int_equal(hm_records_next(records, &record, NULL), HMRNN_OK);
        assert_true(record.goes_on);
        assert_int_equal(record.n_bytes, n);
        assert_int_equal(record.number, 1);
        hm_records_return(records, &record, n);
    }

    expect_record(records, "abcdefghijklm", 13, true, 1, 0);
    expect_end(records);

    hm_records_free(records);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_of_no_bytes_has_no_records),
        cmocka_unit_test(a_record_without_newline_is_still_a_record),
        cmocka_unit_test(a_nul_can_end_records_that_hold_newlines),
        cmocka_unit_test(a_terminator_of_two_bytes_begins_only_at_whole_units),
        cmocka_unit_test(more_is_to_be_had_only_if_no_read_is_needed),
        cmocka_unit_test(an_error_of_the_reader_is_passed_on_instead_of_half_a_record),
        cmocka_unit_test(after_a_reset_numbers_and_offsets_start_again),
        cmocka_unit_test(a_record_of_a_hundred_megabytes_arrives_whole),
        cmocka_unit_test(parts_of_a_record_do_not_depend_on_how_it_arrives),
        cmocka_unit_test(a_part_that_cannot_end_comes_again_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
