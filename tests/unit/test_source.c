// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_source.c - plain files, pipes and directories as entries of bytes.
#include <config.h>

#include "source_fixture.h"
#include "tmpdir.h"

#include "base/rng.h"

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

static void
plain_text_comes_out_byte_for_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "a",
                                        "P",
                                        "PK",
                                        "B",
                                        "BZh",
                                        "BZhang\n",
                                        "7z",
                                        "7z text\n",
                                        "#mtree\n./x type=file\n",
                                        "070701 is a number\n",
                                        "070707",
                                        "!<arch",
                                        "WARC/1.0\r\n",
                                        "begin 644 x\n#8V%T\n`\nend\n",
                                        "ls-lh5- and so on, longer than the header of an archive\n",
                                        "\x1F\x8B\x07",
                                        "\x1F",
                                        "]",
                                        "LZIP\n",
                                        "xar!",
                                        "Rar!",
                                        "\x50\x2A\x4D",
                                        "{\"json\": 1}",
                                        "MSCF",
                                        "\xC7\x71\xC7\x71"};

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
                         symlink("loop", "v/loop"),
                     0);
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
        alarm(20);  // were more waited for, it would be for ever

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_comes_out_byte_for_byte),
        cmocka_unit_test(bytes_of_every_kind_and_many_come_out_unchanged),
        cmocka_unit_test(directories_are_walked_in_the_order_of_bytes),
        cmocka_unit_test(what_cannot_be_read_is_reported_and_the_rest_goes_on),
        cmocka_unit_test(a_limit_on_bytes_counts_all_that_comes_out),
        cmocka_unit_test(a_pipe_is_answered_before_more_arrives),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
