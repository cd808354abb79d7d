// SPDX-License-Identifier: BSD-2-Clause
//
// base/thread_pool.c - a team of threads that does numbered pieces of work together.
#include <config.h>

#include "base/thread_pool.h"

#include "base/error.h"
#include "base/size.h"

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

struct hm_team {
    hm_team_work work;
    void *context;
    size_t n_pieces;                            ///< of the present work
    atomic_size_t n_left;                       ///< not yet taken
    atomic_size_t n_unfinished;
    atomic_bool is_ending;
    atomic_uint n_asleep;                       ///< helpers
    atomic_bool is_caller_asleep;
    pthread_mutex_t mutex;                      ///< held by whoever goes to sleep, or wakes others
    pthread_cond_t has_work;
    pthread_cond_t is_done;
    unsigned n_helpers;                         ///< threads besides the caller
    pthread_t helpers[];
};

unsigned
hm_team_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

static void
wake(hm_team *team, pthread_cond_t *condition, size_t n)
{
    pthread_mutex_lock(&team->mutex);
    for (size_t i = 0; i < n; i++)
        pthread_cond_signal(condition);
    pthread_mutex_unlock(&team->mutex);
}

/// Take and do pieces until none is left. What the work is may be looked at only once a piece of it
/// has been taken: until that is finished, nobody can put other work in its place.
static void
do_pieces(hm_team *team)
{
    size_t n_left = atomic_load(&team->n_left);
    while (n_left > 0) {
        if (!atomic_compare_exchange_weak(&team->n_left, &n_left, n_left - 1))
            continue;
        team->work(team->context, team->n_pieces - n_left);
        if (atomic_fetch_sub(&team->n_unfinished, 1) == 1 &&
            atomic_load(&team->is_caller_asleep))
            wake(team, &team->is_done, 1);
        n_left = atomic_load(&team->n_left);
    }
}

static bool
is_idle(const hm_team *team)
{
    return atomic_load(&team->n_left) == 0 && !atomic_load(&team->is_ending);
}

static bool
is_unfinished(const hm_team *team)
{
    return atomic_load(&team->n_unfinished) > 0;
}

/// \return whether there still is nothing to do but wait, after asking for a while
static bool
must_sleep(const hm_team *team, bool (*must_wait)(const hm_team *team))
{
    for (size_t i = 0; i < N_ASKED && must_wait(team); i++)
        sched_yield();
    return must_wait(team);
}

static void *
help(void *argument)
{
    hm_team *const team = argument;
    while (!atomic_load(&team->is_ending)) {
        do_pieces(team);
        if (!must_sleep(team, is_idle))
            continue;
        pthread_mutex_lock(&team->mutex);
        atomic_fetch_add(&team->n_asleep, 1);
        while (is_idle(team))
            pthread_cond_wait(&team->has_work, &team->mutex);
        atomic_fetch_sub(&team->n_asleep, 1);
        pthread_mutex_unlock(&team->mutex);
    }
    return NULL;
}

hmrnn_status
hm_team_new(hm_team **out, unsigned n_threads, hmrnn_error *err)
{
    const unsigned n_helpers = (n_threads == 0 ? hm_team_processors() : n_threads) - 1;
    const size_t n_bytes = sizeof(hm_team) + n_helpers * sizeof(pthread_t);
    hm_team *const team = calloc(1, n_bytes);
    if (team == NULL)
        return hm_fail_memory(err, "threads", n_bytes);
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->has_work, NULL);
    pthread_cond_init(&team->is_done, NULL);

    sigset_t all;
    sigset_t before;
    sigfillset(&all);                           // signals are the business of the caller's thread
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int why = 0;
    while (why == 0 && team->n_helpers < n_helpers) {
        why = pthread_create(&team->helpers[team->n_helpers], NULL, help, team);
        if (why == 0)
            team->n_helpers++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (why != 0) {
        hm_team_free(team);
        return hm_fail(err, HMRNN_ENOMEM, "cannot start %u threads: %s; use fewer", n_helpers + 1,
                       strerror(why));
    }
    *out = team;
    return HMRNN_OK;
}

unsigned
hm_team_size(const hm_team *team)
{
    return team == NULL ? 1 : team->n_helpers + 1;
}

static void
wait_until_done(hm_team *team)
{
    if (!must_sleep(team, is_unfinished))
        return;
    pthread_mutex_lock(&team->mutex);
    atomic_store(&team->is_caller_asleep, true);
    while (is_unfinished(team))
        pthread_cond_wait(&team->is_done, &team->mutex);
    atomic_store(&team->is_caller_asleep, false);
    pthread_mutex_unlock(&team->mutex);
}

void
hm_team_run(hm_team *team, size_t n, hm_team_work work, void *context)
{
    if (n <= 1 || hm_team_size(team) == 1) {
        for (size_t i = 0; i < n; i++)
            work(context, i);
        return;
    }
    team->work = work;
    team->context = context;
    team->n_pieces = n;
    atomic_store(&team->n_unfinished, n);
    atomic_store(&team->n_left, n);
    const size_t n_asleep = atomic_load(&team->n_asleep);
    if (n_asleep > 0)
        wake(team, &team->has_work, hm_size_min(n_asleep, n - 1));
    do_pieces(team);
    wait_until_done(team);
}

void
hm_team_free(hm_team *team)
{
    if (team == NULL)
        return;
    atomic_store(&team->is_ending, true);
    wake(team, &team->has_work, team->n_helpers);
    for (unsigned i = 0; i < team->n_helpers; i++)
        pthread_join(team->helpers[i], NULL);
    pthread_cond_destroy(&team->is_done);
    pthread_cond_destroy(&team->has_work);
    pthread_mutex_destroy(&team->mutex);
    free(team);
}
