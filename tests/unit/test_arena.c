// SPDX-License-Identifier: BSD-2-Clause
//
// An arena: measured by the code that carves it.
#include <config.h>

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/// Carve three things of odd sizes.
static void
carve(hm_arena *arena, float **a, unsigned char **b, double **c)
{
    *a = hm_arena_floats(arena, 3);
    *b = hm_arena_take(arena, 65, 1);
    *c = hm_arena_take(arena, 2, sizeof **c);
}

static void
measuring_hands_out_nothing(void **state)
{
    (void)state;
    hm_arena arena = HM_ARENA_INIT;
    float *a = NULL;
    unsigned char *b = NULL;
    double *c = NULL;

    carve(&arena, &a, &b, &c);

    assert_null(a);
    assert_null(b);
    assert_null(c);
    assert_int_equal(arena.n_used, 4 * HM_ALIGNMENT);
}

static void
what_is_carved_is_aligned_zeroed_and_apart(void **state)
{
    (void)state;
    hm_arena arena = HM_ARENA_INIT;
    float *a = NULL;
    unsigned char *b = NULL;
    double *c = NULL;
    carve(&arena, &a, &b, &c);
    const size_t n_measured = arena.n_used;

    assert_int_equal(hm_arena_allocate(&arena, "a test", NULL), HMRNN_OK);
    carve(&arena, &a, &b, &c);

    assert_int_equal(arena.n_used, n_measured);
    assert_int_equal((uintptr_t)a % HM_ALIGNMENT, 0);
    assert_int_equal((uintptr_t)b % HM_ALIGNMENT, 0);
    assert_int_equal((uintptr_t)c % HM_ALIGNMENT, 0);
    for (size_t i = 0; i < n_measured; i++)
        assert_int_equal(arena.base[i], 0);
    memset(a, 1, 3 * sizeof *a);
    memset(b, 2, 65);
    memset(c, 3, 2 * sizeof *c);
    assert_int_equal(*(unsigned char *)a, 1);
    assert_int_equal(b[0], 2);
    assert_int_equal(b[64], 2);
    hm_arena_release(&arena);
}

static void
a_large_block_lies_on_large_pages(void **state)
{
    (void)state;
    const size_t large_page = (size_t)2 << 20;
    const size_t n_bytes = 3 * large_page + HM_ALIGNMENT;
    hm_arena arena = HM_ARENA_INIT;
    hm_arena_take(&arena, n_bytes, 1);
    assert_int_equal(hm_arena_allocate(&arena, "a test", NULL), HMRNN_OK);
    unsigned char *const taken = hm_arena_take(&arena, n_bytes, 1);

    assert_int_equal((uintptr_t)taken % large_page, 0);
    for (size_t i = 0; i < n_bytes; i++)
        assert_int_equal(taken[i], 0);
    memset(taken, 1, n_bytes);
    hm_arena_release(&arena);
}

static void
nothing_at_all_can_be_carved(void **state)
{
    (void)state;
    hm_arena arena = HM_ARENA_INIT;

    hm_arena_floats(&arena, 0);
    assert_int_equal(hm_arena_allocate(&arena, "a test", NULL), HMRNN_OK);
    hm_arena_floats(&arena, 0);

    assert_int_equal(arena.n_used, 0);
    hm_arena_release(&arena);
}

static void
a_size_that_does_not_fit_is_an_error_that_says_of_what(void **state)
{
    (void)state;
    const size_t sizes[][2] = {{SIZE_MAX / 2, 4},
                               {SIZE_MAX, 1},
                               {SIZE_MAX - HM_ALIGNMENT, 1},
                               {SIZE_MAX - 100000, 1}};
    for (size_t i = 0; i < 4; i++) {
        hm_arena arena = HM_ARENA_INIT;
        hmrnn_error err;
        hm_arena_floats(&arena, 100);
        hm_arena_take(&arena, sizes[i][0], sizes[i][1]);
        hm_arena_floats(&arena, 100);

        assert_int_equal(hm_arena_allocate(&arena, "the weights", &err), HMRNN_ENOMEM);
        assert_non_null(strstr(err.text, "the weights"));
        hm_arena_release(&arena);
    }
}

static void
an_arena_is_released_once_twice_or_never(void **state)
{
    (void)state;
    hm_arena arena = HM_ARENA_INIT;
    hm_arena_floats(&arena, 5);
    assert_int_equal(hm_arena_allocate(&arena, "a test", NULL), HMRNN_OK);

    hm_arena_release(&arena);
    assert_null(arena.base);
    hm_arena_release(&arena);
    hm_arena_release(NULL);
}

/// Reset an arena for n floats. \return where they lie
static float *
reset_for(hm_arena *arena, size_t n)
{
    hm_arena measured = HM_ARENA_INIT;
    hm_arena_floats(&measured, n);
    assert_int_equal(hm_arena_reset(arena, &measured, "a batch", NULL), HMRNN_OK);
    return hm_arena_floats(arena, n);
}

static void
a_batch_that_fits_lies_where_the_one_before_it_did(void **state)
{
    (void)state;
    hm_arena arena = HM_ARENA_INIT;
    float *const first = reset_for(&arena, 100);

    float *const smaller = reset_for(&arena, 10);
    assert_ptr_equal(smaller, first);
    float *const as_large = reset_for(&arena, 100);
    assert_ptr_equal(as_large, first);
    float *const larger = reset_for(&arena, 5000);
    larger[4999] = 1.0f;
    assert_true(arena.n_bytes >= 5000 * sizeof *larger);

    hm_arena_release(&arena);
}

static void
a_batch_that_no_block_can_hold_leaves_an_empty_arena(void **state)
{
    (void)state;
    hmrnn_error err;
    hm_arena arena = HM_ARENA_INIT;
    hm_arena measured = HM_ARENA_INIT;
    reset_for(&arena, 100);
    hm_arena_take(&measured, SIZE_MAX / 2, 4);

    assert_int_equal(hm_arena_reset(&arena, &measured, "a batch", &err), HMRNN_ENOMEM);

    assert_non_null(strstr(err.text, "a batch"));
    assert_null(arena.base);
    assert_non_null(reset_for(&arena, 100));
    hm_arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measuring_hands_out_nothing),
        cmocka_unit_test(what_is_carved_is_aligned_zeroed_and_apart),
        cmocka_unit_test(a_large_block_lies_on_large_pages),
        cmocka_unit_test(nothing_at_all_can_be_carved),
        cmocka_unit_test(a_size_that_does_not_fit_is_an_error_that_says_of_what),
        cmocka_unit_test(a_batch_that_fits_lies_where_the_one_before_it_did),
        cmocka_unit_test(a_batch_that_no_block_can_hold_leaves_an_empty_arena),
        cmocka_unit_test(an_arena_is_released_once_twice_or_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
