// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_archive.c - compressed files and archives as entries of bytes.
#include <config.h>

#include "archive_fixture.h"
#include "source_fixture.h"
#include "tmpdir.h"

#include "base/rng.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const member two_texts[] = {{"d", AE_IFDIR, NULL, false},
                                   {"d/one.txt", AE_IFREG, "first\n", false},
                                   {"empty", AE_IFREG, "", false},
                                   {"two.txt", AE_IFREG, "second", false}};

static void
archives_of_many_formats_give_their_members(void **state)
{
    (void)state;
    static const struct {
        int format, filter;
    } char_classes[] = {{ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP},
                        {ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_BZIP2},
                        {ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_XZ},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZ4},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZMA},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_LZIP},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_COMPRESS},
                        {ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_ZSTD},
                        {ARCHIVE_FORMAT_CPIO_POSIX, ARCHIVE_FILTER_NONE},
                        {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE}};

    for (size_t i = 0; i < sizeof char_classes / sizeof char_classes[0]; i++) {
        pack("a", char_classes[i].format, char_classes[i].filter, NULL, 4, two_texts);
        expect_one("a", "a:d/one.txt=first\n;a:empty=;a:two.txt=second;", "");
    }
    // 7-zip puts empty members last
    pack("a", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, NULL, 4, two_texts);
    expect_one("a", "a:d/one.txt=first\n;a:two.txt=second;a:empty=;", "");
}

static void
a_compressed_text_is_one_entry_under_its_own_name(void **state)
{
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ,   ARCHIVE_FILTER_BZIP2,
                                  ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZMA, ARCHIVE_FILTER_LZ4};

    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        compress_text("t", filters[i], "#mtree\nhello\n");
        expect_one("t", "t=#mtree\nhello\n;", "");
        if (filters[i] == ARCHIVE_FILTER_LZ4)
            continue;  // libarchive 3.6 cannot write lz4 of nothing
        compress_text("t", filters[i], "");
        expect_one("t", "t=;", "");
    }
}

static void
compressed_pieces_put_together_read_as_one(void **state)
{
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2,
                                  ARCHIVE_FILTER_ZSTD};

    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        compress_text("t1", filters[i], "one ");
        compress_text("t2", filters[i], "two");
        hm_bytes both = read_whole("t1");
        hm_bytes more = read_whole("t2");
        hm_bytes_append(&both, more.n_bytes, more.data, NULL);
        write_file("t", both.n_bytes, both.data);
        expect_one("t", "t=one two;", "");
        hm_bytes_release(&both);
        hm_bytes_release(&more);
    }
}

/// A text that does not compress well, so that a cut of its packed form loses some of it.
static char *
long_text(void)
{
    enum { N = 200000 };
    char *const text = malloc(N + 1);
    assert_non_null(text);
    hm_rng rng = hm_rng_stream(11, 0);
    for (size_t i = 0; i < N; i++)
        text[i] = (char)('a' + hm_rng_below(&rng, 26));
    text[N] = '\0';
    return text;
}

static void
what_is_cut_short_is_an_error_and_no_short_text(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, filter;
    } char_classes[] = {{"gz", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP},
                        {"xz", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_XZ},
                        {"bz2", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_BZIP2},
                        {"zst", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_ZSTD},
                        {"lz4", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_LZ4},
                        {"lzma", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_LZMA},
                        {"tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
                        {"tar.gz", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP},
                        {"cpio", ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_NONE},
                        {"7z", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE},
                        {"zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE}};
    char *const text = long_text();

    for (size_t i = 0; i < sizeof char_classes / sizeof char_classes[0]; i++) {
        pack("cut", char_classes[i].format, char_classes[i].filter, NULL, 1,
             &(member){"long", AE_IFREG, text, false});
        hm_bytes whole = read_whole("cut");
        write_file("cut", whole.n_bytes / 2, whole.data);
        expect_failure("cut", char_classes[i].name);
        hm_bytes_release(&whole);
    }
    free(text);
}

static void
a_gz_without_its_last_bytes_is_an_error(void **state)
{
    (void)state;
    compress_text("cut", ARCHIVE_FILTER_GZIP, "a short text\n");
    hm_bytes whole = read_whole("cut");

    for (size_t n = 4; n < whole.n_bytes; n++) {
        write_file("cut", n, whole.data);
        expect_failure("cut", "gz");
    }

    hm_bytes_release(&whole);
}

static void
a_damaged_archive_is_an_error(void **state)
{
    (void)state;
    char *const text = long_text();
    pack("bad", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, NULL, 1,
         &(member){"long", AE_IFREG, text, false});
    hm_bytes whole = read_whole("bad");
    memset(whole.data + 5000, 0x55, 2000);
    write_file("bad", whole.n_bytes, whole.data);
    expect_failure("bad", "zip");
    hm_bytes_release(&whole);

    pack_tar("bad", 4, two_texts);
    whole = read_whole("bad");
    whole.data[0] ^= 1;  // the checksum of the first header
    write_file("bad", whole.n_bytes, whole.data);
    expect_failure("bad", "tar");
    hm_bytes_release(&whole);
    free(text);
}

static void
an_encrypted_member_is_named(void **state)
{
    (void)state;
    const member secret = {"secret.txt", AE_IFREG, "hush", false};

    pack("locked", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:encryption=traditional", 1,
         &secret);

    expect_one("locked", "!4;", "locked:secret.txt: encrypted");
}

static void
what_is_no_file_in_an_archive_is_an_error_naming_it(void **state)
{
    (void)state;
    static const mode_t types[] = {AE_IFIFO, AE_IFCHR, AE_IFBLK};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        pack_tar("odd", 2,
                 (const member[]){{"a", AE_IFREG, "A", false}, {"pipe", types[i], NULL, false}});
        expect_one("odd", "odd:a=A;!4;", "odd:pipe: not a file but a FIFO");
    }
}

static void
links_in_an_archive_are_passed_over_if_nothing_is_lost(void **state)
{
    (void)state;
    const member members[] = {{"a", AE_IFREG, "A", false},
                              {"soft", AE_IFLNK, "a", false},
                              {"hard", AE_IFREG, "a", true}};
    const char *const operand = "links";
    pack_tar("links", 3, members);

    expect_one("links", "links:a=A;", "");
    expect_all(open_source(1, &operand, "hard", 0), "!4;", "links:hard: a link to 'a'");
    expect_all(open_source(1, &operand, "soft", 0), "!4;", "links: no member matches 'soft'");
}

static void
a_glob_selects_members_by_path_or_by_last_component(void **state)
{
    (void)state;
    const member members[] = {{"./d/one.txt", AE_IFREG, "1", false},
                              {"./d/e/two.txt", AE_IFREG, "2", false},
                              {"./three.md", AE_IFREG, "3", false}};
    const char *const operand = "m";
    pack_tar("m", 3, members);

    expect_all(open_source(1, &operand, "*.txt", 0), "m:./d/one.txt=1;m:./d/e/two.txt=2;", "");
    expect_all(open_source(1, &operand, "d/e/*", 0), "m:./d/e/two.txt=2;", "");
    expect_all(open_source(1, &operand, "three.??", 0), "m:./three.md=3;", "");
    expect_all(open_source(1, &operand, "*.html", 0), "!4;", "m: no member matches '*.html'");
}

static void
an_entry_left_unread_does_not_disturb_the_next(void **state)
{
    (void)state;
    const char *const operand = "half";
    pack("half", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, NULL, 4, two_texts);
    hm_source *const source = open_source(1, &operand, NULL, 0);
    const char *name = NULL;
    unsigned char byte = 0;
    size_t n = 0;

    assert_int_equal(hm_source_next(source, &name, NULL), HMRNN_OK);
    assert_int_equal(hm_source_read(source, 1, &byte, &n, NULL), HMRNN_OK);
    assert_int_equal(byte, 'f');

    expect_all(source, "half:empty=;half:two.txt=second;", "");
}

static void
a_bomb_is_refused(void **state)
{
    (void)state;
    const size_t n_bytes = (size_t)80 << 20;
    char *const text = malloc(n_bytes + 1);
    assert_non_null(text);
    memset(text, 'a', n_bytes);
    text[n_bytes] = '\0';
    compress_text("bomb", ARCHIVE_FILTER_ZSTD, text);
    hmrnn_error err = {HMRNN_OK, ""};
    const char *const operand = "bomb";

    hm_bytes all = drain(open_source(1, &operand, NULL, 0), &err);

    assert_int_equal(err.status, HMRNN_EFORMAT);
    assert_non_null(strstr(err.text, "bomb: grows more than 1000 times"));
    assert_true(all.n_bytes < ((size_t)65 << 20));
    hm_bytes_release(&all);
    free(text);
}

static void
archives_come_through_a_pipe_too(void **state)
{
    (void)state;
    static const struct {
        int format, filter;
    } char_classes[] = {{ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
                        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ},
                        {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE}};
    const char *const dash = "-";

    for (size_t i = 0; i < sizeof char_classes / sizeof char_classes[0]; i++) {
        pack("a", char_classes[i].format, char_classes[i].filter, NULL, 4, two_texts);
        hm_bytes whole = read_whole("a");
        close(feed_standard_input(whole.n_bytes, whole.data));
        expect_all(open_source(1, &dash, NULL, 0),
                   "(standard input):d/one.txt=first\n;(standard input):empty=;"
                   "(standard input):two.txt=second;",
                   "");
        hm_bytes_release(&whole);
    }
    pack("a", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, NULL, 4, two_texts);
    hm_bytes whole = read_whole("a");
    close(feed_standard_input(whole.n_bytes, whole.data));
    expect_all(open_source(1, &dash, NULL, 0), "!4;", "(standard input): ");
    hm_bytes_release(&whole);
}

static void
standard_input_may_stand_anywhere_in_an_archive_file(void **state)
{
    (void)state;
    pack("a", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, NULL, 4, two_texts);
    hm_bytes bytes = read_whole("a");
    hm_bytes shifted = HM_BYTES_INIT;
    hm_bytes_append(&shifted, 5, "12345", NULL);
    hm_bytes_append(&shifted, bytes.n_bytes, bytes.data, NULL);
    write_file("shifted", shifted.n_bytes, shifted.data);
    const int fd = open("shifted", O_RDONLY);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(lseek(STDIN_FILENO, 5, SEEK_SET), 5);
    close(fd);

    expect_all(open_source(0, NULL, NULL, 0),
               "(standard input):d/one.txt=first\n;(standard input):two.txt=second;"
               "(standard input):empty=;",
               "");

    hm_bytes_release(&bytes);
    hm_bytes_release(&shifted);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_of_many_formats_give_their_members),
        cmocka_unit_test(a_compressed_text_is_one_entry_under_its_own_name),
        cmocka_unit_test(compressed_pieces_put_together_read_as_one),
        cmocka_unit_test(what_is_cut_short_is_an_error_and_no_short_text),
        cmocka_unit_test(a_gz_without_its_last_bytes_is_an_error),
        cmocka_unit_test(a_damaged_archive_is_an_error),
        cmocka_unit_test(an_encrypted_member_is_named),
        cmocka_unit_test(what_is_no_file_in_an_archive_is_an_error_naming_it),
        cmocka_unit_test(links_in_an_archive_are_passed_over_if_nothing_is_lost),
        cmocka_unit_test(a_glob_selects_members_by_path_or_by_last_component),
        cmocka_unit_test(an_entry_left_unread_does_not_disturb_the_next),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(archives_come_through_a_pipe_too),
        cmocka_unit_test(standard_input_may_stand_anywhere_in_an_archive_file),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
