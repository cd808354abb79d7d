// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_hash.c - numbers by numbers.
#include <config.h>

#include "base/hash.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void
an_empty_table_knows_nothing(void **state)
{
    (void)state;
    const hm_hash table = HM_HASH_INIT;

    assert_int_equal(hm_hash_get(&table, 0, 7), 7);
    assert_int_equal(hm_hash_get(&table, 12345, 8), 8);
}

static void
a_key_keeps_the_value_it_was_entered_with(void **state)
{
    (void)state;
    hm_hash table = HM_HASH_INIT;
    uint32_t *value = NULL;

    assert_int_equal(hm_hash_enter(&table, 5, 50, &value, NULL), HMRNN_OK);
    assert_int_equal(*value, 50);
    assert_int_equal(hm_hash_enter(&table, 5, 60, &value, NULL), HMRNN_OK);
    assert_int_equal(*value, 50);
    *value = 70;

    assert_int_equal(hm_hash_get(&table, 5, 0), 70);
    assert_int_equal(table.n, 1);
    hm_hash_release(&table);
}

static void
the_first_and_the_last_key_are_keys_as_any(void **state)
{
    (void)state;
    hm_hash table = HM_HASH_INIT;
    uint32_t *value = NULL;

    assert_int_equal(hm_hash_enter(&table, 0, 1, &value, NULL), HMRNN_OK);
    assert_int_equal(hm_hash_enter(&table, UINT64_MAX - 1, 2, &value, NULL), HMRNN_OK);

    assert_int_equal(hm_hash_get(&table, 0, 9), 1);
    assert_int_equal(hm_hash_get(&table, UINT64_MAX - 1, 9), 2);
    assert_int_equal(hm_hash_get(&table, 1, 9), 9);
    hm_hash_release(&table);
}

/// Count numbers below 5000, and keys that differ in their high bits only, beside an array.
static void
counting_in_the_table_is_counting_in_an_array(void **state)
{
    (void)state;
    enum { N_KEYS = 5000, N_DRAWS = 40000 };
    uint32_t *const wanted = calloc(N_KEYS, sizeof *wanted);
    hm_hash table = HM_HASH_INIT;
    hm_rng rng = hm_rng_stream(1, 0);
    size_t n_wanted = 0;

    for (size_t i = 0; i < N_DRAWS; i++) {
        const size_t key = hm_rng_below(&rng, 1 + hm_rng_below(&rng, N_KEYS));
        uint32_t *value = NULL;
        assert_int_equal(hm_hash_enter(&table, (uint64_t)key << 40, 0, &value, NULL), HMRNN_OK);
        (*value)++;
        n_wanted += wanted[key]++ == 0 ? 1 : 0;
    }

    assert_int_equal(table.n, n_wanted);
    for (size_t key = 0; key < N_KEYS; key++)
        assert_int_equal(hm_hash_get(&table, (uint64_t)key << 40, 0), wanted[key]);
    hm_hash_release(&table);
    free(wanted);
}

static void
a_reserved_table_does_not_grow_on_the_way(void **state)
{
    (void)state;
    hm_hash table = HM_HASH_INIT;
    uint32_t *value = NULL;
    assert_int_equal(hm_hash_reserve(&table, 1000, NULL), HMRNN_OK);
    const size_t n_slots = table.n_slots;

    for (uint32_t key = 0; key < 1000; key++)
        assert_int_equal(hm_hash_enter(&table, key, key, &value, NULL), HMRNN_OK);

    assert_int_equal(table.n_slots, n_slots);
    hm_hash_release(&table);
}

static void
room_for_more_than_memory_holds_is_an_error_that_changes_nothing(void **state)
{
    (void)state;
    hm_hash table = HM_HASH_INIT;
    uint32_t *value = NULL;
    hmrnn_error err;
    assert_int_equal(hm_hash_enter(&table, 3, 4, &value, NULL), HMRNN_OK);

    assert_int_equal(hm_hash_reserve(&table, SIZE_MAX, &err), HMRNN_ENOMEM);

    assert_int_equal(err.status, HMRNN_ENOMEM);
    assert_int_equal(hm_hash_get(&table, 3, 0), 4);
    hm_hash_release(&table);
}

static void
a_released_table_can_be_used_anew(void **state)
{
    (void)state;
    hm_hash table = HM_HASH_INIT;
    uint32_t *value = NULL;
    assert_int_equal(hm_hash_enter(&table, 3, 4, &value, NULL), HMRNN_OK);

    hm_hash_release(&table);
    hm_hash_release(NULL);

    assert_int_equal(hm_hash_get(&table, 3, 0), 0);
    assert_int_equal(hm_hash_enter(&table, 3, 5, &value, NULL), HMRNN_OK);
    assert_int_equal(*value, 5);
    hm_hash_release(&table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_knows_nothing),
        cmocka_unit_test(a_key_keeps_the_value_it_was_entered_with),
        cmocka_unit_test(the_first_and_the_last_key_are_keys_as_any),
        cmocka_unit_test(counting_in_the_table_is_counting_in_an_array),
        cmocka_unit_test(a_reserved_table_does_not_grow_on_the_way),
        cmocka_unit_test(room_for_more_than_memory_holds_is_an_error_that_changes_nothing),
        cmocka_unit_test(a_released_table_can_be_used_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
