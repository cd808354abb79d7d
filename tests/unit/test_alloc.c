// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_alloc.c - arrays that are allocated, or say that there is no memory.
#include <config.h>

#include "base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
a_new_array_is_zero(void **state)
{
    (void)state;
    static const uint32_t zeros[100];

    uint32_t *const array = hm_alloc_array(100, sizeof *array, "numbers", NULL);

    assert_non_null(array);
    assert_memory_equal(array, zeros, sizeof zeros);
    free(array);
}

static void
an_array_of_nothing_is_not_null(void **state)
{
    (void)state;

    void *const array = hm_alloc_array(0, 4, "nothing", NULL);

    assert_non_null(array);
    free(array);
}

static void
an_array_that_no_size_can_hold_is_an_error_with_its_name(void **state)
{
    (void)state;
    hmrnn_error err;

    void *const array = hm_alloc_array(SIZE_MAX / 2, 4, "far too many numbers", &err);

    assert_null(array);
    assert_int_equal(err.status, HMRNN_ENOMEM);
    assert_non_null(strstr(err.text, "far too many numbers"));
}

static void
growing_keeps_what_was_there(void **state)
{
    (void)state;
    uint32_t *array = NULL;
    size_t capacity = 0;

    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(hm_alloc_grow(&array, &capacity, i + 1, sizeof *array, "numbers", NULL),
                         HMRNN_OK);
        assert_true(capacity > i);
        array[i] = i;
    }

    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    free(array);
}

static void
growing_goes_by_half_so_that_it_is_seldom(void **state)
{
    (void)state;
    uint8_t *array = NULL;
    size_t capacity = 0;

    assert_int_equal(hm_alloc_grow(&array, &capacity, 100, 1, "bytes", NULL), HMRNN_OK);
    assert_int_equal(capacity, 100);
    assert_int_equal(hm_alloc_grow(&array, &capacity, 101, 1, "bytes", NULL), HMRNN_OK);
    assert_int_equal(capacity, 150);
    assert_int_equal(hm_alloc_grow(&array, &capacity, 120, 1, "bytes", NULL), HMRNN_OK);
    assert_int_equal(capacity, 150);
    free(array);
}

static void
an_array_that_cannot_grow_is_as_it_was(void **state)
{
    (void)state;
    hmrnn_error err;
    uint32_t *array = NULL;
    size_t capacity = 0;
    assert_int_equal(hm_alloc_grow(&array, &capacity, 4, sizeof *array, "numbers", NULL), HMRNN_OK);
    uint32_t *const before = array;
    const size_t too_many = SIZE_MAX / sizeof *array + 2;

    assert_int_equal(hm_alloc_grow(&array, &capacity, too_many, sizeof *array, "numbers", &err),
                     HMRNN_ENOMEM);

    assert_ptr_equal(array, before);
    assert_int_equal(capacity, 4);
    assert_non_null(strstr(err.text, "numbers"));
    free(array);
}

static void
columns_grow_together_or_keep_their_capacity(void **state)
{
    (void)state;
    hmrnn_error err;
    uint32_t *numbers = NULL;
    char *letters = NULL;
    size_t capacity = 0;
    const hm_column columns[] = {{&letters, sizeof *letters}, {&numbers, sizeof *numbers}};
    assert_int_equal(hm_alloc_grow_columns(2, columns, &capacity, 4, "columns", NULL), HMRNN_OK);
    numbers[3] = 3;
    letters[3] = 'c';
    assert_int_equal(hm_alloc_grow_columns(2, columns, &capacity, 5, "columns", NULL), HMRNN_OK);
    assert_int_equal(capacity, 6);
    // the first column has grown already when the second cannot
    const hm_column too_wide[] = {columns[0], {&numbers, SIZE_MAX / 4}};

    assert_int_equal(hm_alloc_grow_columns(2, too_wide, &capacity, 7, "columns", &err),
                     HMRNN_ENOMEM);

    assert_int_equal(capacity, 6);
    assert_true(numbers[3] == 3 && letters[3] == 'c');
    assert_non_null(strstr(err.text, "columns"));
    free(numbers);
    free(letters);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_array_is_zero),
        cmocka_unit_test(an_array_of_nothing_is_not_null),
        cmocka_unit_test(an_array_that_no_size_can_hold_is_an_error_with_its_name),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(growing_goes_by_half_so_that_it_is_seldom),
        cmocka_unit_test(an_array_that_cannot_grow_is_as_it_was),
        cmocka_unit_test(columns_grow_together_or_keep_their_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
