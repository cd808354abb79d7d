// SPDX-License-Identifier: BSD-2-Clause
//
// A team of threads: every piece once, whatever the size of the team.
#include <config.h>

#include "base/thread_pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define PIECES 500

/// What a piece of work leaves behind.
typedef struct record {
    atomic_uint n_times[PIECES];
    uint64_t result[PIECES];
} record;

static void
work(void *context, size_t index)
{
    record *const r = context;
    uint64_t x = index;
    for (size_t i = 0; i < 200; i++)
        x = x * UINT64_C(6364136223846793005) + 1;
    r->result[index] = x;
    atomic_fetch_add(&r->n_times[index], 1);
}

static void
run(unsigned n_threads, size_t n, size_t n_runs, record *r)
{
    hm_thread_pool *pool = NULL;
    assert_int_equal(hm_thread_pool_new(&pool, n_threads, NULL), HMRNN_OK);
    assert_int_equal(hm_thread_pool_size(pool), n_threads);
    for (size_t i = 0; i < n_runs; i++)
        hm_parallel_for(pool, n, work, r);
    hm_thread_pool_free(pool);
}

static void
every_piece_is_done_once_and_is_done_on_return(void **state)
{
    (void)state;
    const size_t counts[] = {0, 1, 2, 3, 7, PIECES};
    for (unsigned n_threads = 1; n_threads <= 5; n_threads++)
        for (size_t k = 0; k < 6; k++) {
            static record r;
            for (size_t i = 0; i < PIECES; i++)
                atomic_store(&r.n_times[i], 0);
            run(n_threads, counts[k], 1, &r);
            for (size_t i = 0; i < PIECES; i++)
                assert_int_equal(atomic_load(&r.n_times[i]), i < counts[k] ? 1 : 0);
        }
}

static void
results_do_not_depend_on_the_size_of_the_team(void **state)
{
    (void)state;
    static record alone, together;

    run(1, PIECES, 1, &alone);
    run(4, PIECES, 1, &together);

    assert_memory_equal(alone.result, together.result, sizeof alone.result);
}

static void
a_team_works_again_and_again(void **state)
{
    (void)state;
    static record r;

    run(3, 5, 2000, &r);

    for (size_t i = 0; i < 5; i++)
        assert_int_equal(atomic_load(&r.n_times[i]), 2000);
}

static void
a_team_of_no_stated_size_has_a_thread_for_each_processor(void **state)
{
    (void)state;
    hm_thread_pool *pool = NULL;

    assert_int_equal(hm_thread_pool_new(&pool, 0, NULL), HMRNN_OK);

    assert_true(hm_thread_pool_processors() >= 1);
    assert_int_equal(hm_thread_pool_size(pool), hm_thread_pool_processors());
    hm_thread_pool_free(pool);
    hm_thread_pool_free(NULL);
}

/// Whether the thread of a piece would be interrupted; the caller's is not asked.
typedef struct watch {
    pthread_t caller;
    atomic_uint n_helped, n_open;
} watch;

static void
look_at_signals(void *context, size_t index)
{
    (void)index;
    watch *const w = context;
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    if (!pthread_equal(pthread_self(), w->caller)) {
        atomic_fetch_add(&w->n_helped, 1);
        atomic_fetch_add(&w->n_open, sigismember(&mask, SIGINT) ? 0 : 1);
    }
}

static void
signals_are_left_to_the_callers_thread(void **state)
{
    (void)state;
    watch w = {.caller = pthread_self()};
    hm_thread_pool *pool = NULL;
    sigset_t mask;
    assert_int_equal(hm_thread_pool_new(&pool, 3, NULL), HMRNN_OK);

    for (size_t i = 0; i < 10000 && atomic_load(&w.n_helped) == 0; i++)
        hm_parallel_for(pool, 64, look_at_signals, &w);

    assert_true(atomic_load(&w.n_helped) > 0);
    assert_int_equal(atomic_load(&w.n_open), 0);
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    assert_false(sigismember(&mask, SIGINT));
    hm_thread_pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once_and_is_done_on_return),
        cmocka_unit_test(results_do_not_depend_on_the_size_of_the_team),
        cmocka_unit_test(a_team_works_again_and_again),
        cmocka_unit_test(a_team_of_no_stated_size_has_a_thread_for_each_processor),
        cmocka_unit_test(signals_are_left_to_the_callers_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
