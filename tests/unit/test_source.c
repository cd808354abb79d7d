// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_source.c - files, compressed files, archives and directories as entries of bytes.
//
// The archives are made with libarchive in a folder of their own, which is removed at the end.
#include <config.h>

#include "text/source.h"

#include "base/bytes.h"
#include "base/rng.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct member {
    const char *name;
    mode_t type;                                // AE_IFREG, ...
    const char *text;                           // of a file; target of a link
    bool is_hard_link;
} member;

static char folder[] = "/tmp/hmrnn-source-XXXXXX";

static int
enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    (void)at;
    return remove(path);
}

static int
leave_folder(void **state)
{
    (void)state;
    return chdir("/") != 0 || nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

static void
write_file(const char *path, size_t n_bytes, const void *bytes)
{
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n_bytes, file), n_bytes);
    assert_int_equal(fclose(file), 0);
}

static hm_bytes
read_whole(const char *path)
{
    hm_bytes bytes = HM_BYTES_INIT;
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        assert_int_equal(hm_bytes_append(&bytes, 1, &(unsigned char){(unsigned char)c}, NULL), 0);
    fclose(file);
    return bytes;
}

static void
write_members(struct archive *archive, size_t n_members, const member *members)
{
    for (size_t i = 0; i < n_members; i++) {
        const member *const m = &members[i];
        struct archive_entry *const entry = archive_entry_new();
        archive_entry_set_pathname(entry, m->name);
        archive_entry_set_filetype(entry, (unsigned)m->type);
        archive_entry_set_perm(entry, 0644);
        const bool has_data = m->type == AE_IFREG && !m->is_hard_link;
        archive_entry_set_size(entry, has_data ? (la_int64_t)strlen(m->text) : 0);
        if (m->type == AE_IFLNK)
            archive_entry_set_symlink(entry, m->text);
        if (m->is_hard_link)
            archive_entry_set_hardlink(entry, m->text);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        if (has_data && m->text[0] != '\0')
            assert_int_equal(archive_write_data(archive, m->text, strlen(m->text)),
                             strlen(m->text));
        archive_entry_free(entry);
    }
}

static void
pack(const char *path, int format, int filter, const char *options, size_t n_members,
     const member *members)
{
    struct archive *const archive = archive_write_new();
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    if (options != NULL) {
        assert_int_equal(archive_write_set_options(archive, options), ARCHIVE_OK);
        assert_int_equal(archive_write_set_passphrase(archive, "secret"), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
    write_members(archive, n_members, members);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}

static void
pack_tar(const char *path, size_t n_members, const member *members)
{
    pack(path, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, NULL, n_members, members);
}

static void
compress_text(const char *path, int filter, const char *text)
{
    pack(path, ARCHIVE_FORMAT_RAW, filter, NULL, 1,
         &(member){"x", AE_IFREG, text, false});
}

static hm_source *
open_source(size_t n_operands, const char *const *operands, const char *glob, uint64_t max_bytes)
{
    hm_source *source = NULL;
    const hm_source_options options = {n_operands, operands, glob, max_bytes};
    assert_int_equal(hm_source_new(&source, &options, NULL), HMRNN_OK);
    return source;
}

/// All that comes out, as "name=bytes;", with "!status;" for an error, whose text goes to *err.
static hm_bytes
drain(hm_source *source, hmrnn_error *err)
{
    hm_bytes all = HM_BYTES_INIT;
    for (;;) {
        const char *name = NULL;
        unsigned char block[1000];
        size_t n = 1;
        hmrnn_status status = hm_source_next(source, &name, err);
        if (status == HMRNN_OK && name == NULL)
            break;
        if (status == HMRNN_OK) {
            hm_bytes_append_string(&all, name, NULL);
            hm_bytes_append_string(&all, "=", NULL);
        }
        while (status == HMRNN_OK && n > 0) {
            status = hm_source_read(source, sizeof block, block, &n, err);
            if (status == HMRNN_OK)
                hm_bytes_append(&all, n, block, NULL);
        }
        char mark[] = "!0";
        mark[1] = (char)('0' + (int)status);
        hm_bytes_append_string(&all, status == HMRNN_OK ? "" : mark, NULL);
        hm_bytes_append_string(&all, ";", NULL);
    }
    hm_source_free(source);
    return all;
}

static void
expect_all(hm_source *source, const char *wanted, const char *complaint)
{
    hmrnn_error err = {HMRNN_OK, ""};
    hm_bytes all = drain(source, &err);
    assert_int_equal(hm_bytes_append(&all, 1, "", NULL), HMRNN_OK);
    assert_string_equal((const char *)all.data, wanted);
    if (strstr(err.text, complaint) == NULL)
        fail_msg("'%s' is not in '%s'", complaint, err.text);
    hm_bytes_release(&all);
}

static void
expect_one(const char *operand, const char *wanted, const char *complaint)
{
    expect_all(open_source(1, &operand, NULL, 0), wanted, complaint);
}

static void
plain_text_comes_out_byte_for_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "a", "P", "PK", "B", "BZh", "BZhang\n", "7z", "7z text\n", "#mtree\n./x type=file\n",
        "070701 is a number\n", "070707", "!<arch", "WARC/1.0\r\n", "begin 644 x\n#8V%T\n`\nend\n",
        "ls-lh5- and so on, longer than the header of an archive\n", "\x1F\x8B\x07", "\x1F",
        "]", "LZIP\n", "xar!", "Rar!", "\x50\x2A\x4D", "{\"json\": 1}", "MSCF", "\xC7\x71\xC7\x71"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char wanted[256];
        write_file("plain", strlen(texts[i]), texts[i]);
        snprintf(wanted, sizeof wanted, "plain=%s;", texts[i]);
        expect_one("plain", wanted, "");
    }
}

static void
bytes_of_every_kind_and_many_come_out_unchanged(void **state)
{
    (void)state;
    enum { N = 300000 };
    unsigned char *const bytes = malloc(N);
    assert_non_null(bytes);
    hm_rng rng = hm_rng_stream(3, 0);
    for (size_t i = 0; i < N; i++)
        bytes[i] = (unsigned char)hm_rng_below(&rng, 256);
    bytes[0] = 0;
    write_file("bytes", N, bytes);
    const char *const operand = "bytes";

    hm_bytes all = drain(open_source(1, &operand, NULL, 0), NULL);

    assert_int_equal(all.n_bytes, N + 7);
    assert_memory_equal(all.data + 6, bytes, N);
    hm_bytes_release(&all);
    free(bytes);
}

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
    } kinds[] = {{ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
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

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        pack("a", kinds[i].format, kinds[i].filter, NULL, 4, two_texts);
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
            continue;                           // libarchive 3.6 cannot write lz4 of nothing
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
expect_failure(const char *operand, const char *what)
{
    hmrnn_error err = {HMRNN_OK, ""};
    hm_bytes all = drain(open_source(1, &operand, NULL, 0), &err);
    if (err.status != HMRNN_EFORMAT || strncmp(err.text, operand, strlen(operand)) != 0)
        fail_msg("%s: no fitting error but '%s'", what, err.text);
    hm_bytes_release(&all);
}

static void
what_is_cut_short_is_an_error_and_no_short_text(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, filter;
    } kinds[] = {{"gz", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP},
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

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        pack("cut", kinds[i].format, kinds[i].filter, NULL, 1,
             &(member){"long", AE_IFREG, text, false});
        hm_bytes whole = read_whole("cut");
        write_file("cut", whole.n_bytes / 2, whole.data);
        expect_failure("cut", kinds[i].name);
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
    whole.data[0] ^= 1;                         // the checksum of the first header
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
directories_are_walked_in_the_order_of_bytes(void **state)
{
    (void)state;
    assert_int_equal(mkdir("w", 0755) | mkdir("w/b", 0755) | mkdir("w/none", 0755), 0);
    write_file("w/c", 1, "c");
    write_file("w/B", 1, "B");
    write_file("w/b/x", 1, "x");
    assert_int_equal(symlink("..", "w/b/up") | symlink("../c", "w/b/y"), 0);

    expect_one("w", "w/B=B;w/b/x=x;w/b/y=c;w/c=c;", "");
    expect_one("w/", "w/B=B;w/b/x=x;w/b/y=c;w/c=c;", "");

    assert_int_equal(symlink("w", "alias"), 0);
    expect_one("alias", "alias/B=B;alias/b/x=x;alias/b/y=c;alias/c=c;", "");
}

static void
what_cannot_be_read_is_reported_and_the_rest_goes_on(void **state)
{
    (void)state;
    assert_int_equal(mkdir("v", 0755) | mkfifo("v/pipe", 0600) | symlink("nowhere", "v/dangling") |
                         symlink("loop", "v/loop"), 0);
    write_file("v/z", 1, "z");
    write_file("last", 1, "l");
    const char *const operands[] = {"missing", "v", "last"};

    expect_all(open_source(3, operands, NULL, 0), "!3;!3;!3;!4;v/z=z;last=l;",
               "v/pipe: not read: a FIFO");
    expect_one("missing", "!3;", "missing: cannot open: ");
}

static void
a_limit_on_bytes_counts_all_that_comes_out(void **state)
{
    (void)state;
    const char *const operands[] = {"l1", "l2"};
    write_file("l1", 4, "1234");
    write_file("l2", 4, "5678");

    expect_all(open_source(2, operands, NULL, 8), "l1=1234;l2=5678;", "");
    expect_all(open_source(2, operands, NULL, 7), "l1=1234;l2=!4;",
               "l2: more than 7 bytes of text: raise --max-bytes");
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

/// Make `bytes` what standard input gives, through a pipe; the result is its writing end.
static int
feed_standard_input(size_t n_bytes, const void *bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    assert_int_equal(write(ends[1], bytes, n_bytes), n_bytes);
    return ends[1];
}

static void
a_pipe_is_answered_before_more_arrives(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a\n", "P\n", "a\0", "07\n", "\xE4\xB8\xAD\n"};

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const size_t n_piece = strlen(pieces[i]) + (i == 2);
        const int writer = feed_standard_input(n_piece, pieces[i]);
        hm_source *const source = open_source(0, NULL, NULL, 0);
        const char *name = NULL;
        unsigned char block[100];
        size_t n = 0;
        alarm(20);                              // were more waited for, it would be for ever

        assert_int_equal(hm_source_next(source, &name, NULL), HMRNN_OK);
        assert_string_equal(name, "(standard input)");
        assert_int_equal(hm_source_read(source, sizeof block, block, &n, NULL), HMRNN_OK);
        assert_int_equal(n, n_piece);
        assert_memory_equal(block, pieces[i], n);

        alarm(0);
        close(writer);
        hm_source_free(source);
    }
}

static void
archives_come_through_a_pipe_too(void **state)
{
    (void)state;
    static const struct {
        int format, filter;
    } kinds[] = {{ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ},
                 {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE}};
    const char *const dash = "-";

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        pack("a", kinds[i].format, kinds[i].filter, NULL, 4, two_texts);
        hm_bytes whole = read_whole("a");
        close(feed_standard_input(whole.n_bytes, whole.data));
        expect_all(open_source(1, &dash, NULL, 0),
                   "(standard input):d/one.txt=first\n;(standard input):empty=;"
                   "(standard input):two.txt=second;", "");
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
               "(standard input):empty=;", "");

    hm_bytes_release(&bytes);
    hm_bytes_release(&shifted);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_comes_out_byte_for_byte),
        cmocka_unit_test(bytes_of_every_kind_and_many_come_out_unchanged),
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
        cmocka_unit_test(directories_are_walked_in_the_order_of_bytes),
        cmocka_unit_test(what_cannot_be_read_is_reported_and_the_rest_goes_on),
        cmocka_unit_test(a_limit_on_bytes_counts_all_that_comes_out),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(a_pipe_is_answered_before_more_arrives),
        cmocka_unit_test(archives_come_through_a_pipe_too),
        cmocka_unit_test(standard_input_may_stand_anywhere_in_an_archive_file),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
