// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_mapped_array.c - large arrays lie in files that nobody sees.
#include <config.h>

#include "base/mapped_array.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MANY ((size_t)6 << 20)  // numbers of four bytes: more than stay in memory

static char folder[] = "spill-XXXXXX";

static int
make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);  // fails if anything was left in it
}

static void
fill(hm_mapped_array *spill, size_t first, size_t n)
{
    uint32_t *const numbers = spill->bytes;
    for (size_t i = first; i < first + n; i++) {
        numbers[i] = (uint32_t)i * 3;
        hm_mapped_array_used(spill, sizeof *numbers);
    }
}

static void
check(const hm_mapped_array *spill, size_t n)
{
    const uint32_t *const numbers = spill->bytes;
    for (size_t i = 0; i < n; i++)
        if (numbers[i] != (uint32_t)i * 3)
            fail_msg("number %zu is %u", i, numbers[i]);
}

static void
a_small_array_stays_in_memory(void **state)
{
    (void)state;
    hm_mapped_array spill = hm_mapped_array_in(folder);

    assert_int_equal(hm_mapped_array_reserve(&spill, 1000, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 0, 1000);

    assert_int_equal(spill.file, 0);
    check(&spill, 1000);
    hm_mapped_array_release(&spill);
}

static void
an_array_without_a_folder_stays_in_memory(void **state)
{
    (void)state;
    hm_mapped_array spill = hm_mapped_array_in(NULL);

    assert_int_equal(hm_mapped_array_reserve(&spill, MANY, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 0, MANY);

    assert_int_equal(spill.file, 0);
    check(&spill, MANY);
    hm_mapped_array_release(&spill);
}

static void
growing_into_a_file_and_in_it_keeps_what_was_there(void **state)
{
    (void)state;
    hm_mapped_array spill = hm_mapped_array_in(folder);

    assert_int_equal(hm_mapped_array_reserve(&spill, 1000, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 0, 1000);
    assert_int_equal(hm_mapped_array_reserve(&spill, MANY, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 1000, MANY - 1000);
    assert_int_equal(hm_mapped_array_reserve(&spill, 2 * MANY, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, MANY, MANY);

    assert_true(spill.file > 0);
    check(&spill, 2 * MANY);
    hm_mapped_array_release(&spill);
    assert_null(spill.bytes);
}

static void
the_file_has_no_name(void **state)
{
    (void)state;
    hm_mapped_array spill = hm_mapped_array_in(folder);
    assert_int_equal(hm_mapped_array_reserve(&spill, MANY, 4, "numbers", NULL), HMRNN_OK);
    assert_true(spill.file > 0);

    DIR *const there = opendir(folder);
    size_t n_entries = 0;
    while (readdir(there) != NULL)
        n_entries++;
    closedir(there);

    assert_int_equal(n_entries, 2);  // itself and its parent
    hm_mapped_array_release(&spill);
}

static void
a_folder_that_is_not_there_is_an_error_and_loses_nothing(void **state)
{
    (void)state;
    hmrnn_error err;
    hm_mapped_array spill = hm_mapped_array_in("no-such-folder");
    assert_int_equal(hm_mapped_array_reserve(&spill, 1000, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 0, 1000);

    assert_int_equal(hm_mapped_array_reserve(&spill, MANY, 4, "the text", &err), HMRNN_EIO);

    assert_non_null(strstr(err.text, "no-such-folder"));
    assert_non_null(strstr(err.text, "the text"));
    check(&spill, 1000);
    hm_mapped_array_release(&spill);
}

static void
more_than_the_disk_holds_is_an_error_and_loses_nothing(void **state)
{
    (void)state;
    hmrnn_error err;
    hm_mapped_array spill = hm_mapped_array_in(folder);
    assert_int_equal(hm_mapped_array_reserve(&spill, MANY, 4, "numbers", NULL), HMRNN_OK);
    fill(&spill, 0, MANY);

    assert_int_equal(hm_mapped_array_reserve(&spill, SIZE_MAX / 16, 4, "numbers", &err), HMRNN_EIO);
    assert_int_equal(hm_mapped_array_reserve(&spill, SIZE_MAX / 2, 4, "numbers", &err),
                     HMRNN_ENOMEM);

    check(&spill, MANY);
    hm_mapped_array_release(&spill);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_array_stays_in_memory),
        cmocka_unit_test(an_array_without_a_folder_stays_in_memory),
        cmocka_unit_test(growing_into_a_file_and_in_it_keeps_what_was_there),
        cmocka_unit_test(the_file_has_no_name),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error_and_loses_nothing),
        cmocka_unit_test(more_than_the_disk_holds_is_an_error_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
