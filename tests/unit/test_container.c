// SPDX-License-Identifier: BSD-2-Clause
//
// The file of sections: what was written is read, and what is damaged, cut or lying is refused
// before anything outside the file is touched. Bytes to read are put into blocks of just their
// length, so that a sanitizer sees every step beyond.
#include <config.h>

#include "model/container.h"

#include "model/float16.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cmocka.h>

static const float numbers[6] = {1.0f, -2.5f, 0.125f, 65504.0f, 0.0f, -0.0f};
static const char words[] = "some words";

/// A file of three sections: bytes, floats, halves.
static hm_bytes
make_file(void)
{
    uint16_t halves[6];
    hm_float16_from_floats(6, numbers, halves);
    const hm_section sections[] = {hm_section_of("words", HM_SECTION_BYTES, 1, sizeof words, words),
                                   hm_section_of("floats", HM_SECTION_FLOAT32, 2, 3, numbers),
                                   hm_section_of("halves", HM_SECTION_FLOAT16, 3, 2, halves)};
    assert_int_equal(hm_container_write("file", 3, sections, NULL), HMRNN_OK);
    return read_whole("file");
}

static void
put(hm_bytes *file, size_t at, size_t n, uint64_t value)
{
    for (size_t i = 0; i < n; i++)
        file->data[at + i] = (unsigned char)(value >> 8 * i);
}

/// Make the checksum right again.
static void
repair(hm_bytes *file)
{
    const size_t n = file->n_bytes - 4;
    put(file, n, 4, crc32_z(crc32_z(0, NULL, 0), file->data, n));
}

/// Open a copy of the bytes that has nothing behind it.
static hmrnn_status
open_tight(size_t n, const unsigned char *bytes, hmrnn_error *err)
{
    unsigned char *const tight = malloc(n == 0 ? 1 : n);
    assert_non_null(tight);
    memcpy(tight, bytes, n);
    hm_container container = HM_CONTAINER_INIT;
    const hmrnn_status status = hm_container_open_bytes(&container, "f", n, tight, err);
    hm_container_close(&container);
    free(tight);
    return status;
}

static void
check_sections(const hm_container *container)
{
    float floats[6];
    const hm_section *const bytes = hm_container_find(container, "words", HM_SECTION_BYTES);
    assert_non_null(bytes);
    assert_int_equal(bytes->n_bytes, sizeof words);
    assert_memory_equal(bytes->data, words, sizeof words);
    assert_int_equal(hm_container_floats(container, "floats", 2, 3, floats, NULL), HMRNN_OK);
    assert_memory_equal(floats, numbers, sizeof numbers);
    memset(floats, 1, sizeof floats);
    assert_int_equal(hm_container_floats(container, "halves", 3, 2, floats, NULL), HMRNN_OK);
    assert_memory_equal(floats, numbers, sizeof numbers);
}

static void
what_was_written_is_read(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    hm_container container = HM_CONTAINER_INIT;

    assert_int_equal(hm_container_open(&container, "file", NULL), HMRNN_OK);

    assert_int_equal(container.n_sections, 3);
    check_sections(&container);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal((uintptr_t)container.sections[i].data % 64, 0);
    hm_container_close(&container);
    hm_container_close(NULL);
    hm_bytes_release(&file);
}

static void
equal_sections_give_equal_files(void **state)
{
    (void)state;
    hm_bytes first = make_file();
    hm_bytes second = make_file();

    assert_int_equal(first.n_bytes, second.n_bytes);
    assert_memory_equal(first.data, second.data, first.n_bytes);

    hm_bytes_release(&first);
    hm_bytes_release(&second);
}

static void
a_file_need_have_no_sections(void **state)
{
    (void)state;
    hm_container container = HM_CONTAINER_INIT;
    assert_int_equal(hm_container_write("file", 0, NULL, NULL), HMRNN_OK);

    assert_int_equal(hm_container_open(&container, "file", NULL), HMRNN_OK);

    assert_null(hm_container_find(&container, "words", HM_SECTION_BYTES));
    hm_container_close(&container);
}

static void
memory_of_any_alignment_can_be_read(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    for (size_t shift = 1; shift < 8; shift++) {
        unsigned char *const moved = malloc(file.n_bytes + shift);
        assert_non_null(moved);
        memcpy(moved + shift, file.data, file.n_bytes);
        hm_container container = HM_CONTAINER_INIT;
        assert_int_equal(hm_container_open_bytes(&container, "f", file.n_bytes, moved + shift,
                                                 NULL),
                         HMRNN_OK);
        check_sections(&container);
        hm_container_close(&container);
        free(moved);
    }
    hm_bytes_release(&file);
}

static void
every_flipped_bit_is_noticed(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    for (size_t i = 0; i < 8 * file.n_bytes; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        file.data[i / 8] ^= (unsigned char)(1u << i % 8);
        if (open_tight(file.n_bytes, file.data, &err) != HMRNN_EFORMAT)
            fail_msg("bit %zu of byte %zu can be flipped", i % 8, i / 8);
        assert_memory_equal(err.text, "f: ", 3);
        file.data[i / 8] ^= (unsigned char)(1u << i % 8);
    }
    assert_int_equal(open_tight(file.n_bytes, file.data, NULL), HMRNN_OK);
    hm_bytes_release(&file);
}

static void
a_file_cut_or_lengthened_is_refused(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    for (size_t n = 0; n < file.n_bytes; n++)
        if (open_tight(n, file.data, NULL) != HMRNN_EFORMAT)
            fail_msg("the first %zu bytes were taken for a file", n);
    assert_int_equal(hm_bytes_append(&file, 1, "", NULL), HMRNN_OK);
    assert_int_equal(open_tight(file.n_bytes, file.data, NULL), HMRNN_EFORMAT);
    hm_bytes_release(&file);
}

static void
a_file_cut_with_length_and_checksum_made_right_is_refused(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    const size_t n_whole = file.n_bytes;
    for (size_t n = n_whole - 1; n >= 28; n--) {
        file.n_bytes = n;
        put(&file, 16, 8, n);
        repair(&file);
        const hmrnn_status status = open_tight(n, file.data, NULL);
        if (status != HMRNN_EFORMAT && n < n_whole - 64)
            fail_msg("cut to %zu of %zu bytes it was taken", n, n_whole);
    }
    hm_bytes_release(&file);
}

/// Where the table says what of its second section, "floats".
#define ENTRY (24 + 64)

static void
lies_with_a_right_checksum_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at, n;
        uint64_t value;
        const char *complaint;
    } lies[] = {{8, 4, 1, "f: written in format 1"},
                {12, 4, 1025, "f: a table of 1025 sections cannot be"},
                {12, 4, 0xFFFFFFFF, "f: a table of 4294967295 sections cannot be"},
                {12, 4, 40, "f: a table of 40 sections cannot be"},
                {16, 8, 0, "where its header says 0"},
                {16, 8, UINT64_MAX, "where its header says 18446744073709551615"},
                {ENTRY, 1, 0, "section 2 of 3 is described wrongly"},
                {ENTRY + 31, 1, 'x', "section 2 of 3"},
                {ENTRY + 32, 4, 3, "section 2 of 3"},
                {ENTRY + 32, 4, 0xFFFFFFFF, "section 2 of 3"},
                {ENTRY + 32, 4, 0, "section 2 of 3"},
                {ENTRY + 36, 4, 3, "section 2 of 3"},
                {ENTRY + 36, 4, 0xFFFFFFFF, "section 2 of 3"},
                {ENTRY + 40, 8, 4, "section 2 of 3"},
                {ENTRY + 40, 8, (UINT64_C(1) << 63) + 3, "section 2 of 3"},
                {ENTRY + 40, 8, (UINT64_C(1) << 61) + 3, "section 2 of 3"},
                {ENTRY + 48, 8, 0, "section 2 of 3"},
                {ENTRY + 48, 8, 64, "section 2 of 3"},
                {ENTRY + 48, 8, 321, "section 2 of 3"},
                {ENTRY + 48, 8, 1 << 20, "section 2 of 3"},
                {ENTRY + 48, 8, UINT64_MAX - 63, "section 2 of 3"},
                {ENTRY + 56, 8, 25, "section 2 of 3"},
                {ENTRY + 56, 8, UINT64_MAX, "section 2 of 3"}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        hm_bytes file = make_file();
        put(&file, lies[i].at, lies[i].n, lies[i].value);
        repair(&file);
        if (open_tight(file.n_bytes, file.data, &err) != HMRNN_EFORMAT)
            fail_msg("lie %zu was believed", i);
        if (strstr(err.text, lies[i].complaint) == NULL)
            fail_msg("lie %zu: '%s' is not in '%s'", i, lies[i].complaint, err.text);
        hm_bytes_release(&file);
    }
}

static void
what_is_not_ours_is_named_so(void **state)
{
    (void)state;
    hmrnn_error err = {HMRNN_OK, ""};
    hm_container container = HM_CONTAINER_INIT;
    write_file("text", 40, "This is a text and nothing else at all.\n");
    write_file("none", 0, "");
    assert_int_equal(mkdir("dir", 0755), 0);

    assert_int_equal(hm_container_open(&container, "text", &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "text: not a file of hmrnn-train");
    assert_int_equal(hm_container_open(&container, "none", &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "none: empty");
    assert_int_equal(hm_container_open(&container, "dir", &err), HMRNN_EIO);
    assert_int_equal(hm_container_open(&container, "missing", &err), HMRNN_EIO);
    assert_memory_equal(err.text, "missing: cannot open: ", 22);
    assert_null(container.sections);
}

static void
a_section_of_another_shape_is_named(void **state)
{
    (void)state;
    hm_bytes file = make_file();
    hm_container container = HM_CONTAINER_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    float floats[6];
    assert_int_equal(hm_container_open(&container, "file", NULL), HMRNN_OK);

    assert_int_equal(hm_container_floats(&container, "floats", 3, 2, floats, &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "'floats' is 2 x 3 and should be 3 x 2");
    assert_int_equal(hm_container_floats(&container, "words", 1, 11, floats, &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "lacks 'words'");

    hm_container_close(&container);
    hm_bytes_release(&file);
}

static void
a_file_that_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(hm_container_write("nowhere/file", 0, NULL, NULL), HMRNN_EIO);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(equal_sections_give_equal_files),
        cmocka_unit_test(a_file_need_have_no_sections),
        cmocka_unit_test(memory_of_any_alignment_can_be_read),
        cmocka_unit_test(every_flipped_bit_is_noticed),
        cmocka_unit_test(a_file_cut_or_lengthened_is_refused),
        cmocka_unit_test(a_file_cut_with_length_and_checksum_made_right_is_refused),
        cmocka_unit_test(lies_with_a_right_checksum_are_refused),
        cmocka_unit_test(what_is_not_ours_is_named_so),
        cmocka_unit_test(a_section_of_another_shape_is_named),
        cmocka_unit_test(a_file_that_cannot_be_written_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
