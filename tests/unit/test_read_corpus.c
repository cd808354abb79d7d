// SPDX-License-Identifier: BSD-2-Clause
//
// Files as a corpus: all of them, records of any length, and nothing if one cannot be read.
#include <config.h>

#include "cli/read_corpus.h"

#include "cli/append.h"
#include "cli/message.h"
#include "exit_fixture.h"
#include "hmrnn_strokes.h"
#include "strokes/programs/stroke_format.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
records_of_all_files_are_added_with_their_newlines(void **state)
{
    (void)state;
    const char *const files[] = {"one", "two"};
    const hm_input_options options = HM_INPUT_OPTIONS_INIT;
    write_file("one", 6, "ab\ncd\n");
    write_file("two", 3, "efg");

    hmrnn_corpus *const corpus = hm_read_corpus(&options, 2, files);

    assert_int_equal(hmrnn_corpus_chars(corpus), 10);
    hmrnn_corpus_free(corpus);
}

static void
a_record_that_comes_in_parts_gets_one_newline(void **state)
{
    (void)state;
    const char *const files[] = {"long"};
    const hm_input_options options = HM_INPUT_OPTIONS_INIT;
    const size_t n = 3 * HM_INPUT_PART;
    char *const text = hm_xrealloc_array(NULL, n, 1);
    memset(text, 'x', n);
    write_file("long", n, text);
    free(text);

    hmrnn_corpus *const corpus = hm_read_corpus(&options, 1, files);

    assert_int_equal(hmrnn_corpus_chars(corpus), n + 1);
    hmrnn_corpus_free(corpus);
}

static void
drawings_are_added_as_drawings(void **state)
{
    (void)state;
    const char *const files[] = {"drawings"};
    hm_input_options options = HM_INPUT_OPTIONS_INIT;
    options.format = &hm_stroke_format;
    write_file("drawings", 24, "1,2,0 3,4,1\n5,6,0 7,8,1\n");

    hmrnn_corpus *const corpus = hm_read_corpus(&options, 1, files);

    assert_int_equal(hmrnn_corpus_drawings(corpus), 2);
    assert_int_equal(hmrnn_corpus_chars(corpus), 4);
    hmrnn_corpus_free(corpus);
}

static void
read_two(const void *second)
{
    const char *const files[] = {"whole", second};
    const hm_input_options options = HM_INPUT_OPTIONS_INIT;
    hmrnn_corpus_free(hm_read_corpus(&options, 2, files));
}

static void
a_file_that_cannot_be_read_ends_the_program(void **state)
{
    (void)state;
    write_file("whole", 3, "ab\n");
    write_file("broken.gz", 12, "\x1F\x8B\x08\0\0\0\0\0\0\x03KL");
    assert_int_equal(exit_status_of(read_two, "none", "not all of the text could be read"),
                     HM_EXIT_FAILED);
    assert_int_equal(exit_status_of(read_two, "broken.gz", "nothing was learned"), HM_EXIT_FAILED);
    assert_int_equal(exit_status_of(read_two, "whole", NULL), HM_EXIT_DONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_all_files_are_added_with_their_newlines),
        cmocka_unit_test(a_record_that_comes_in_parts_gets_one_newline),
        cmocka_unit_test(drawings_are_added_as_drawings),
        cmocka_unit_test(a_file_that_cannot_be_read_ends_the_program),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
