// SPDX-License-Identifier: BSD-2-Clause
//
// A file that is either whole or not there. Each test works in a folder of its own.
#include <config.h>

#include "base/atomic_file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "test-atomic-XXXXXX";

static int
enter(void **state)
{
    (void)state;
    strcpy(folder, "test-atomic-XXXXXX");
    return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

/// Everything in the folder goes, and then the folder.
static int
leave(void **state)
{
    (void)state;
    DIR *const dir = opendir(".");
    for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove(entry->d_name);
    if (dir != NULL)
        closedir(dir);
    return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static size_t
count_files(void)
{
    DIR *const dir = opendir(".");
    size_t n = 0;
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
        n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2 ? 1 : 0;
    closedir(dir);
    return n;
}

static void
put(const char *path, const char *text)
{
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void
expect_text(const char *path, const char *wanted)
{
    char text[100] = "";
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, wanted);
}

static mode_t
mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

/// Open `path`, write, and commit.
static void
replace(const char *path, const char *text)
{
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    assert_int_equal(hm_atomic_file_open(&atomic, path, NULL), HMRNN_OK);
    hm_atomic_file_write(&atomic, strlen(text), text);
    assert_int_equal(hm_atomic_file_commit(&atomic, NULL), HMRNN_OK);
    assert_null(atomic.file);
}

static void
a_file_is_there_when_it_is_committed_and_not_before(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;

    assert_int_equal(hm_atomic_file_open(&atomic, "new", NULL), HMRNN_OK);
    hm_atomic_file_write(&atomic, strlen("text"), "text");
    assert_int_equal(access("new", F_OK), -1);
    assert_int_equal(hm_atomic_file_commit(&atomic, NULL), HMRNN_OK);

    expect_text("new", "text");
    assert_int_equal(count_files(), 1);
}

static void
a_new_file_has_the_mode_that_the_umask_leaves(void **state)
{
    (void)state;
    const mode_t masks[] = {022, 077, 002, 0};

    for (size_t i = 0; i < 4; i++) {
        const mode_t before = umask(masks[i]);
        unlink("new");
        replace("new", "text");
        const mode_t after = umask(before);
        assert_int_equal(mode_of("new"), 0666 & ~masks[i]);
        assert_int_equal(after, masks[i]);
    }
}

static void
a_replaced_file_keeps_its_mode(void **state)
{
    (void)state;
    put("old", "before");
    assert_int_equal(chmod("old", 0640), 0);

    replace("old", "after");

    expect_text("old", "after");
    assert_int_equal(mode_of("old"), 0640);
    assert_int_equal(count_files(), 1);
}

static void
a_discarded_file_leaves_the_old_one_and_no_litter(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    put("old", "before");

    assert_int_equal(hm_atomic_file_open(&atomic, "old", NULL), HMRNN_OK);
    hm_atomic_file_write(&atomic, strlen("never mind"), "never mind");
    hm_atomic_file_discard(&atomic);

    assert_null(atomic.file);
    expect_text("old", "before");
    assert_int_equal(count_files(), 1);
    hm_atomic_file_discard(&atomic);
    hm_atomic_file_discard(NULL);
    expect_text("old", "before");
}

static void
a_discarded_new_file_was_never_there(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;

    assert_int_equal(hm_atomic_file_open(&atomic, "new", NULL), HMRNN_OK);
    hm_atomic_file_discard(&atomic);

    assert_int_equal(count_files(), 0);
}

static void
a_reader_of_the_old_file_is_not_disturbed(void **state)
{
    (void)state;
    char text[10] = "";
    put("old", "before");
    FILE *const reader = fopen("old", "rb");
    assert_non_null(reader);

    replace("old", "after");

    assert_int_equal(fread(text, 1, sizeof text, reader), 6);
    assert_memory_equal(text, "before", 6);
    fclose(reader);
}

static void
a_symbolic_link_stays_and_its_file_is_replaced(void **state)
{
    (void)state;
    struct stat info;
    put("file", "before");
    assert_int_equal(symlink("file", "link"), 0);

    replace("link", "after");

    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    expect_text("file", "after");
    assert_int_equal(count_files(), 2);
}

static void
a_symbolic_link_to_nothing_yet_stays_too(void **state)
{
    (void)state;
    struct stat info;
    assert_int_equal(symlink("file", "link"), 0);

    replace("link", "text");

    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    expect_text("file", "text");
}

static void
what_is_no_regular_file_is_written_to_itself(void **state)
{
    (void)state;
    struct stat info;

    replace("/dev/null", "text");

    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    assert_int_equal(count_files(), 0);
}

static void
a_full_device_is_an_error_with_a_reason(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    char block[1000];
    memset(block, 'x', sizeof block);

    assert_int_equal(hm_atomic_file_open(&atomic, "/dev/full", &err), HMRNN_OK);
    for (size_t i = 0; i < 100; i++)
        hm_atomic_file_write(&atomic, sizeof block, block);
    assert_int_equal(hm_atomic_file_commit(&atomic, &err), HMRNN_EIO);

    assert_int_equal(err.status, HMRNN_EIO);
    assert_non_null(strstr(err.text, "space"));
    assert_null(atomic.file);
}

static void
a_folder_that_is_not_there_is_an_error_that_names_the_file(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    hmrnn_error err;

    assert_int_equal(hm_atomic_file_open(&atomic, "nowhere/file", &err), HMRNN_EIO);

    assert_non_null(strstr(err.text, "nowhere/file"));
    assert_null(atomic.file);
    hm_atomic_file_discard(&atomic);
}

static void
a_folder_is_no_file(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    hmrnn_error err;
    assert_int_equal(mkdir("folder", 0777), 0);

    assert_int_equal(hm_atomic_file_open(&atomic, "folder", &err), HMRNN_EIO);

    assert_non_null(strstr(err.text, "folder"));
    assert_int_equal(count_files(), 1);
}

/// The target becomes a folder in the meantime: renaming fails.
static void
a_commit_that_fails_leaves_no_litter(void **state)
{
    (void)state;
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    hmrnn_error err;
    assert_int_equal(hm_atomic_file_open(&atomic, "target", &err), HMRNN_OK);
    assert_int_equal(mkdir("target", 0777), 0);

    assert_int_equal(hm_atomic_file_commit(&atomic, &err), HMRNN_EIO);

    assert_non_null(strstr(err.text, "target"));
    assert_int_equal(count_files(), 1);
    hm_atomic_file_discard(&atomic);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_file_is_there_when_it_is_committed_and_not_before),
        IN_A_FOLDER(a_new_file_has_the_mode_that_the_umask_leaves),
        IN_A_FOLDER(a_replaced_file_keeps_its_mode),
        IN_A_FOLDER(a_discarded_file_leaves_the_old_one_and_no_litter),
        IN_A_FOLDER(a_discarded_new_file_was_never_there),
        IN_A_FOLDER(a_reader_of_the_old_file_is_not_disturbed),
        IN_A_FOLDER(a_symbolic_link_stays_and_its_file_is_replaced),
        IN_A_FOLDER(a_symbolic_link_to_nothing_yet_stays_too),
        IN_A_FOLDER(what_is_no_regular_file_is_written_to_itself),
        IN_A_FOLDER(a_full_device_is_an_error_with_a_reason),
        IN_A_FOLDER(a_folder_that_is_not_there_is_an_error_that_names_the_file),
        IN_A_FOLDER(a_folder_is_no_file),
        IN_A_FOLDER(a_commit_that_fails_leaves_no_litter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
