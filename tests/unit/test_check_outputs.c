// SPDX-License-Identifier: BSD-2-Clause
//
// Output files that cannot be written, that are one file twice, or that are read as well.
#include <config.h>

#include "cli/check_outputs.h"

#include "cli/message.h"
#include "exit_fixture.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/// Two outputs and one input; NULL: none.
typedef struct files {
    const char *model, *log, *source;
} files;

static void
check(const void *context)
{
    const files *const f = context;
    const hm_output_file targets[] = {{"output", f->model}, {"log", f->log}};
    hm_check_outputs(2, targets, f->source == NULL ? 0 : 1, &f->source);
}

static void
expect(const files *f, int status, const char *message)
{
    assert_int_equal(exit_status_of(check, f, message), status);
}

static void
new_files_and_old_ones_may_be_written(void **state)
{
    (void)state;
    write_file("old", 1, "x");
    expect(&(files){"new", "old", "source"}, HM_EXIT_DONE, NULL);
    expect(&(files){"new", NULL, NULL}, HM_EXIT_DONE, NULL);
}

static void
a_folder_and_a_path_below_none_cannot_be_written(void **state)
{
    (void)state;
    mkdir("folder", 0700);
    expect(&(files){"folder", NULL, NULL}, HM_EXIT_FAILED,
           "folder: cannot be written: it is a dir");
    expect(&(files){"none/file", NULL, NULL}, HM_EXIT_FAILED, "none/file: cannot be written");
}

static void
two_names_of_one_file_are_an_error(void **state)
{
    (void)state;
    write_file("one", 1, "x");
    assert_int_equal(link("one", "other"), 0);
    assert_int_equal(symlink("target", "pointer"), 0);
    expect(&(files){"one", "other", NULL}, HM_EXIT_USAGE, "--output and --log name the same file");
    expect(&(files){"fresh", "./fresh", NULL}, HM_EXIT_USAGE, "name the same file");
    expect(&(files){"pointer", "target", NULL}, HM_EXIT_USAGE, "name the same file");
}

static void
a_file_that_is_read_is_not_overwritten(void **state)
{
    (void)state;
    mkdir("texts", 0700);
    write_file("texts/a", 1, "x");
    expect(&(files){"texts/a", NULL, "texts/a"}, HM_EXIT_USAGE, "would be overwritten");
    expect(&(files){NULL, "texts/a", "texts"}, HM_EXIT_USAGE, "give --log another name");
    expect(&(files){"texts/b", NULL, "texts"}, HM_EXIT_DONE, NULL);
}

static void
a_device_may_be_written_twice_and_be_read(void **state)
{
    (void)state;
    expect(&(files){"/dev/null", "/dev/null", "/dev/null"}, HM_EXIT_DONE, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_files_and_old_ones_may_be_written),
        cmocka_unit_test(a_folder_and_a_path_below_none_cannot_be_written),
        cmocka_unit_test(two_names_of_one_file_are_an_error),
        cmocka_unit_test(a_file_that_is_read_is_not_overwritten),
        cmocka_unit_test(a_device_may_be_written_twice_and_be_read),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
