// SPDX-License-Identifier: BSD-2-Clause
//
// folder.c - tests that write files work in a folder of their own, which is removed at the end.
#include <config.h>

#include "tmpdir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char folder[] = "/tmp/hmrnn-test-XXXXXX";

int
enter_tmpdir(void **state)
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

int
leave_tmpdir(void **state)
{
    (void)state;
    return chdir("/") != 0 || nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

void
write_file(const char *path, size_t n_bytes, const void *bytes)
{
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n_bytes, file), n_bytes);
    assert_int_equal(fclose(file), 0);
}

hm_bytes
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
