// SPDX-License-Identifier: BSD-2-Clause
//
// A byte buffer that grows.
#include <config.h>

#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
bytes_are_appended_in_order_whatever_they_are(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;

    assert_int_equal(hm_bytes_append(&bytes, 3, "a\0b", NULL), HMRNN_OK);
    assert_int_equal(hm_bytes_append(&bytes, 0, NULL, NULL), HMRNN_OK);
    assert_int_equal(hm_bytes_append_string(&bytes, "", NULL), HMRNN_OK);
    assert_int_equal(hm_bytes_append_string(&bytes, "cd", NULL), HMRNN_OK);

    assert_int_equal(bytes.n_bytes, 5);
    assert_memory_equal(bytes.data, "a\0bcd", 5);
    hm_bytes_release(&bytes);
}

static void
a_buffer_grows_as_far_as_it_must(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;

    for (size_t i = 0; i < 100000; i++) {
        const unsigned char byte = (unsigned char)(i % 251);
        assert_int_equal(hm_bytes_append(&bytes, 1, &byte, NULL), HMRNN_OK);
    }

    assert_int_equal(bytes.n_bytes, 100000);
    assert_true(bytes.capacity >= 100000 && bytes.capacity < 200000);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(bytes.data[i], i % 251);
    hm_bytes_release(&bytes);
}

static void
room_that_was_reserved_is_there_and_stays_in_place(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;
    assert_int_equal(hm_bytes_append_string(&bytes, "x", NULL), HMRNN_OK);

    assert_int_equal(hm_bytes_reserve(&bytes, 5000, NULL), HMRNN_OK);
    const unsigned char *const place = bytes.data;
    assert_int_equal(bytes.n_bytes, 1);
    memset(bytes.data + 1, 'y', 5000);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(hm_bytes_append_string(&bytes, "z", NULL), HMRNN_OK);

    assert_ptr_equal(bytes.data, place);
    hm_bytes_release(&bytes);
}

static void
a_buffer_that_cannot_grow_is_left_as_it_was(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;
    hmrnn_error err;
    assert_int_equal(hm_bytes_append_string(&bytes, "kept", NULL), HMRNN_OK);
    const hm_bytes before = bytes;

    assert_int_equal(hm_bytes_reserve(&bytes, SIZE_MAX, &err), HMRNN_ENOMEM);
    assert_int_equal(err.status, HMRNN_ENOMEM);

    assert_ptr_equal(bytes.data, before.data);
    assert_int_equal(bytes.n_bytes, 4);
    assert_int_equal(bytes.capacity, before.capacity);
    assert_memory_equal(bytes.data, "kept", 4);
    hm_bytes_release(&bytes);
}

static void
a_reset_buffer_is_empty_but_keeps_its_room(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;
    assert_int_equal(hm_bytes_append_string(&bytes, "gone", NULL), HMRNN_OK);
    const size_t capacity = bytes.capacity;

    hm_bytes_reset(&bytes);

    assert_int_equal(bytes.n_bytes, 0);
    assert_int_equal(bytes.capacity, capacity);
    hm_bytes_release(&bytes);
    assert_null(bytes.data);
    hm_bytes_release(&bytes);
    hm_bytes_release(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_appended_in_order_whatever_they_are),
        cmocka_unit_test(a_buffer_grows_as_far_as_it_must),
        cmocka_unit_test(room_that_was_reserved_is_there_and_stays_in_place),
        cmocka_unit_test(a_buffer_that_cannot_grow_is_left_as_it_was),
        cmocka_unit_test(a_reset_buffer_is_empty_but_keeps_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
