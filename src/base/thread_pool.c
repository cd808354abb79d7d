// SPDX-License-Identifier: BSD-2-Clause
//
// base/thread_pool.c - a team of threads that does numbered pieces of work together.
#include <config.h>

#include "base/thread_pool.h"

#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Work may be so short that to sleep and be woken would take longer, so whoever has nothing to do
// first asks a few times, and lets others have the processor in between.
#define N_ASKED 100

struct hm_thread_pool {
    hm_thread_pool_work work;
    void *context;
    size_t n_items;        ///< of the present work
    atomic_size_t n_left;  ///< not yet taken
    atomic_size_t n_unfinished;
    atomic_bool is_ending;
    atomic_uint n_asleep;  ///< helpers
    atomic_bool is_caller_asleep;
    pthread_mutex_t mutex;  ///< held by whoever goes to sleep, or wakes others
    pthread_cond_t has_work;
    pthread_cond_t is_done;
    unsigned n_helpers;  ///< threads besides the caller
    pthread_t helpers[];
};

unsigned
hm_thread_pool_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

static void
wake(hm_thread_pool *pool, pthread_cond_t *condition, size_t n)
{
    pthread_mutex_lock(&pool->mutex);
    for (size_t i = 0; i < n; i++)
        pthread_cond_signal(condition);
    pthread_mutex_unlock(&pool->mutex);
}

/// Take and do pieces until none is left. What the work is may be looked at only once a piece of it
/// has been taken: until that is finished, nobody can put other work in its place.
static void
do_items(hm_thread_pool *pool)
{
    size_t n_left = atomic_load(&pool->n_left);
    while (n_left > 0) {
        if (!atomic_compare_exchange_weak(&pool->n_left, &n_left, n_left - 1))
            continue;
        pool->work(pool->context, pool->n_items - n_left);
        if (atomic_fetch_sub(&pool->n_unfinished, 1) == 1 && atomic_load(&pool->is_caller_asleep))
            wake(pool, &pool->is_done, 1);
        n_left = atomic_load(&pool->n_left);
    }
}

static bool
is_idle(const hm_thread_pool *pool)
{
    return atomic_load(&pool->n_left) == 0 && !atomic_load(&pool->is_ending);
}

static bool
is_unfinished(const hm_thread_pool *pool)
{
    return atomic_load(&pool->n_unfinished) > 0;
}

/// \return whether there still is nothing to do but wait, after asking for a while
static bool
must_sleep(const hm_thread_pool *pool, bool (*must_wait)(const hm_thread_pool *pool))
{
    for (size_t i = 0; i < N_ASKED && must_wait(pool); i++)
        sched_yield();
    return must_wait(pool);
}

static void *
help(void *argument)
{
    hm_thread_pool *const pool = argument;
    while (!atomic_load(&pool->is_ending)) {
        do_items(pool);
        if (!must_sleep(pool, is_idle))
            continue;
        pthread_mutex_lock(&pool->mutex);
        atomic_fetch_add(&pool->n_asleep, 1);
        while (is_idle(pool))
            pthread_cond_wait(&pool->has_work, &pool->mutex);
        atomic_fetch_sub(&pool->n_asleep, 1);
        pthread_mutex_unlock(&pool->mutex);
    }
    return NULL;
}

hmrnn_status
hm_thread_pool_new(hm_thread_pool **out, unsigned n_threads, hmrnn_error *err)
{
    const unsigned n_helpers = (n_threads == 0 ? hm_thread_pool_processors() : n_threads) - 1;
    const size_t n_bytes = sizeof(hm_thread_pool) + n_helpers * sizeof(pthread_t);
    hm_thread_pool *const pool = calloc(1, n_bytes);
    if (pool == NULL)
        return hm_fail_memory(err, "threads", n_bytes);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pthread_cond_init(&pool->is_done, NULL);

    sigset_t all;
    sigset_t before;
    sigfillset(&all);  // signals are the business of the caller's thread
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int why = 0;
    while (why == 0 && pool->n_helpers < n_helpers) {
        why = pthread_create(&pool->helpers[pool->n_helpers], NULL, help, pool);
        if (why == 0)
            pool->n_helpers++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (why != 0) {
        hm_thread_pool_free(pool);
        return hm_fail(err, HMRNN_ENOMEM, "cannot start %u threads: %s; use fewer", n_helpers + 1,
                       strerror(why));
    }
    *out = pool;
    return HMRNN_OK;
}

unsigned
hm_thread_pool_size(const hm_thread_pool *pool)
{
    return pool == NULL ? 1 : pool->n_helpers + 1;
}

static void
wait_until_done(hm_thread_pool *pool)
{
    if (!must_sleep(pool, is_unfinished))
        return;
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->is_caller_asleep, true);
    while (is_unfinished(pool))
        pthread_cond_wait(&pool->is_done, &pool->mutex);
    atomic_store(&pool->is_caller_asleep, false);
    pthread_mutex_unlock(&pool->mutex);
}

void
hm_parallel_for(hm_thread_pool *pool, size_t n, hm_thread_pool_work work, void *context)
{
    if (n <= 1 || hm_thread_pool_size(pool) == 1) {
        for (size_t i = 0; i < n; i++)
            work(context, i);
        return;
    }
    assert(atomic_load(&pool->n_unfinished) == 0);  // no call within another, nor beside it
    pool->work = work;
    pool->context = context;
    pool->n_items = n;
    atomic_store(&pool->n_unfinished, n);
    atomic_store(&pool->n_left, n);
    const size_t n_asleep = atomic_load(&pool->n_asleep);
    if (n_asleep > 0)
        wake(pool, &pool->has_work, hm_size_min(n_asleep, n - 1));
    do_items(pool);
    wait_until_done(pool);
}

void
hm_thread_pool_free(hm_thread_pool *pool)
{
    if (pool == NULL)
        return;
    atomic_store(&pool->is_ending, true);
    wake(pool, &pool->has_work, pool->n_helpers);
    for (unsigned i = 0; i < pool->n_helpers; i++)
        pthread_join(pool->helpers[i], NULL);
    pthread_cond_destroy(&pool->is_done);
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}
