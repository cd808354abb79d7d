// SPDX-License-Identifier: BSD-2-Clause
//
// Manifests: facts set, written and read again, and what is no manifest.
#include <config.h>

#include "model/metadata.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static hmrnn_status
read_text(hm_metadata *metadata, size_t n, const char *text, hmrnn_error *err)
{
    return hm_metadata_read(metadata, n, (const unsigned char *)text, err);
}

static void
facts_are_written_in_the_order_they_were_first_set(void **state)
{
    (void)state;
    hm_metadata metadata = HM_METADATA_INIT;
    hm_bytes bytes = HM_BYTES_INIT;
    assert_int_equal(hm_metadata_set(&metadata, "title", "One", NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_set_count(&metadata, "layers", 3, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_set(&metadata, "note", "", NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_set(&metadata, "title", "Two: \xC3\xA9", NULL), HMRNN_OK);

    assert_int_equal(hm_metadata_write(&metadata, &bytes, NULL), HMRNN_OK);

    static const char wanted[] = "title: Two: \xC3\xA9\nlayers: 3\nnote: \n";
    assert_int_equal(bytes.n_bytes, sizeof wanted - 1);
    assert_memory_equal(bytes.data, wanted, sizeof wanted - 1);
    hm_bytes_release(&bytes);
    hm_metadata_release(&metadata);
}

static void
what_was_written_reads_as_the_same(void **state)
{
    (void)state;
    static const char text[] = "a: 1\nb-2: x: y\nempty: \nZ: \xE4\xB8\xAD  \n";
    hm_metadata metadata = HM_METADATA_INIT;
    hm_bytes bytes = HM_BYTES_INIT;

    assert_int_equal(read_text(&metadata, sizeof text - 1, text, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_write(&metadata, &bytes, NULL), HMRNN_OK);

    assert_int_equal(bytes.n_bytes, sizeof text - 1);
    assert_memory_equal(bytes.data, text, sizeof text - 1);
    assert_string_equal(hm_metadata_get(&metadata, "b-2"), "x: y");
    assert_string_equal(hm_metadata_get(&metadata, "empty"), "");
    assert_null(hm_metadata_get(&metadata, "b"));
    hm_bytes_release(&bytes);
    hm_metadata_release(&metadata);
}

static void
a_manifest_of_nothing_is_one(void **state)
{
    (void)state;
    hm_metadata metadata = HM_METADATA_INIT;
    assert_int_equal(hm_metadata_set(&metadata, "old", "fact", NULL), HMRNN_OK);

    assert_int_equal(read_text(&metadata, 0, "", NULL), HMRNN_OK);

    assert_int_equal(metadata.n_lines, 0);
    hm_metadata_release(&metadata);
    hm_metadata_release(NULL);
}

static void
numbers_come_back_to_the_last_bit(void **state)
{
    (void)state;
    static const double numbers[] = {0.0, 1.0 / 3.0, -2.5e-300, DBL_MAX, DBL_MIN, 4.9e-324, 1e22};
    hm_metadata metadata = HM_METADATA_INIT;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double back = 1.0;
        assert_int_equal(hm_metadata_set_number(&metadata, "n", numbers[i], NULL), HMRNN_OK);
        assert_int_equal(hm_metadata_number(&metadata, "n", -DBL_MAX, DBL_MAX, &back, NULL),
                         HMRNN_OK);
        assert_memory_equal(&back, &numbers[i], sizeof back);
    }
    uint64_t count = 0;
    assert_int_equal(hm_metadata_set_count(&metadata, "c", UINT64_MAX, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_count(&metadata, "c", 0, UINT64_MAX, &count, NULL), HMRNN_OK);
    assert_true(count == UINT64_MAX);
    hm_metadata_release(&metadata);
}

static void
lines_that_are_no_facts_are_named_and_change_nothing(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        const char *text;
    } bad[] = {{4, "a: b"},        {4, "ab\n\n"},    {5, ": ab\n"},   {4, "a:b\n"},
               {6, "a b: \n"},     {6, "a: \0b\n"},  {6, "a: \tb\n"}, {7, "a: b\r\n\n"},
               {5, "a_: \n"},      {5, "a: \x7F\n"}, {3, "a:\n"},     {1, "\n"},
               {6, "\xC3\xA9: \n"}};
    hm_metadata metadata = HM_METADATA_INIT;
    assert_int_equal(hm_metadata_set(&metadata, "kept", "yes", NULL), HMRNN_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[64] = "good: fact\n";
        hmrnn_error err = {HMRNN_OK, ""};
        memcpy(text + 11, bad[i].text, bad[i].n);
        if (read_text(&metadata, 11 + bad[i].n, text, &err) != HMRNN_EFORMAT)
            fail_msg("line %zu was taken", i);
        assert_string_equal(err.text, "line 2 of the manifest is not 'name: value'");
        assert_string_equal(hm_metadata_get(&metadata, "kept"), "yes");
    }
    hm_metadata_release(&metadata);
}

static void
a_name_of_64_letters_is_the_longest(void **state)
{
    (void)state;
    char name[66];
    memset(name, 'n', sizeof name);
    hm_metadata metadata = HM_METADATA_INIT;
    name[65] = '\0';
    assert_int_equal(hm_metadata_set(&metadata, name, "v", NULL), HMRNN_EARG);
    name[64] = '\0';
    assert_int_equal(hm_metadata_set(&metadata, name, "v", NULL), HMRNN_OK);
    hm_metadata_release(&metadata);
}

static void
more_than_4096_lines_are_no_manifest(void **state)
{
    (void)state;
    hm_bytes text = HM_BYTES_INIT;
    hm_metadata metadata = HM_METADATA_INIT;
    size_t n_4096 = 0;
    for (unsigned i = 0; i < 4097; i++) {
        char line[32];
        n_4096 = text.n_bytes;
        snprintf(line, sizeof line, "f%u: x\n", i);
        assert_int_equal(hm_bytes_append_string(&text, line, NULL), HMRNN_OK);
    }

    assert_int_equal(hm_metadata_read(&metadata, n_4096, text.data, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_read(&metadata, text.n_bytes, text.data, NULL), HMRNN_EFORMAT);

    assert_int_equal(metadata.n_lines, 4096);
    hm_metadata_release(&metadata);
    hm_bytes_release(&text);
}

static void
what_cannot_be_a_fact_is_refused(void **state)
{
    (void)state;
    hm_metadata metadata = HM_METADATA_INIT;
    assert_int_equal(hm_metadata_set(&metadata, "", "v", NULL), HMRNN_EARG);
    assert_int_equal(hm_metadata_set(&metadata, "a b", "v", NULL), HMRNN_EARG);
    assert_int_equal(hm_metadata_set(&metadata, "a", "two\nlines", NULL), HMRNN_EARG);
    assert_int_equal(hm_metadata_set(&metadata, "a", "\x1B[1m", NULL), HMRNN_EARG);
    assert_int_equal(metadata.n_lines, 0);
    hm_metadata_release(&metadata);
}

static void
values_out_of_range_are_errors_that_name_the_fact(void **state)
{
    (void)state;
    static const char text[] = "n: 11\nneg: -1\nword: green\ninf: inf\nnan: nan\nhex: 0x10\n";
    hm_metadata metadata = HM_METADATA_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    double number = 7.0;
    uint64_t count = 7;
    size_t which = 7;
    assert_int_equal(read_text(&metadata, sizeof text - 1, text, NULL), HMRNN_OK);

    assert_int_equal(hm_metadata_number(&metadata, "n", 0.0, 10.0, &number, &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "the manifest says 'n: 11', which cannot be");
    assert_int_equal(hm_metadata_number(&metadata, "none", 0.0, 10.0, &number, &err),
                     HMRNN_EFORMAT);
    assert_string_equal(err.text, "the manifest lacks 'none'");
    assert_int_equal(hm_metadata_number(&metadata, "inf", 0.0, 10.0, &number, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_number(&metadata, "nan", 0.0, 10.0, &number, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_count(&metadata, "neg", 0, 10, &count, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_count(&metadata, "hex", 0, 100, &count, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_count(&metadata, "n", 0, 10, &count, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_count(&metadata, "n", 12, 20, &count, NULL), HMRNN_EFORMAT);
    assert_int_equal(hm_metadata_choice(&metadata, "word", "red|blue", &which, NULL),
                     HMRNN_EFORMAT);

    assert_true(number == 7.0 && count == 7 && which == 7);
    assert_int_equal(hm_metadata_count(&metadata, "n", 11, 11, &count, NULL), HMRNN_OK);
    assert_int_equal(count, 11);
    hm_metadata_release(&metadata);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_written_in_the_order_they_were_first_set),
        cmocka_unit_test(what_was_written_reads_as_the_same),
        cmocka_unit_test(a_manifest_of_nothing_is_one),
        cmocka_unit_test(numbers_come_back_to_the_last_bit),
        cmocka_unit_test(lines_that_are_no_facts_are_named_and_change_nothing),
        cmocka_unit_test(a_name_of_64_letters_is_the_longest),
        cmocka_unit_test(more_than_4096_lines_are_no_manifest),
        cmocka_unit_test(what_cannot_be_a_fact_is_refused),
        cmocka_unit_test(values_out_of_range_are_errors_that_name_the_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
