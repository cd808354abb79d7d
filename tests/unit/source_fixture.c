// SPDX-License-Identifier: BSD-2-Clause
//
// entries.c - what comes out of a source, in one string, beside what should.
#include <config.h>

#include "source_fixture.h"

#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

hm_source *
open_source(size_t n_operands, const char *const *operands, const char *glob, uint64_t max_bytes)
{
    hm_source *source = NULL;
    const hm_source_options options = {n_operands, operands, glob, max_bytes};
    assert_int_equal(hm_source_new(&source, &options, NULL), HMRNN_OK);
    return source;
}

hm_bytes
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

void
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

void
expect_one(const char *operand, const char *wanted, const char *complaint)
{
    expect_all(open_source(1, &operand, NULL, 0), wanted, complaint);
}

void
expect_failure(const char *operand, const char *what)
{
    hmrnn_error err = {HMRNN_OK, ""};
    hm_bytes all = drain(open_source(1, &operand, NULL, 0), &err);
    if (err.status != HMRNN_EFORMAT || strncmp(err.text, operand, strlen(operand)) != 0)
        fail_msg("%s: no fitting error but '%s'", what, err.text);
    hm_bytes_release(&all);
}

int
feed_standard_input(size_t n_bytes, const void *bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    assert_int_equal(write(ends[1], bytes, n_bytes), n_bytes);
    return ends[1];
}
