// SPDX-License-Identifier: BSD-2-Clause
//
// base/team.c - a team of threads that does numbered pieces of work together.
#include <config.h>

#include "base/team.h"

#include "base/error.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct hm_team {
    pthread_mutex_t mutex;
    pthread_cond_t has_work;
    pthread_cond_t is_done;
    hm_team_work work;
    void *context;
    size_t n_pieces;                            ///< of the present work
    size_t n_taken;
    size_t n_finished;
    bool is_ending;
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

/// Take and do pieces until none is left. Called and left with the mutex held.
static void
do_pieces(hm_team *team)
{
    while (team->n_taken < team->n_pieces) {
        const size_t index = team->n_taken++;
        const hm_team_work work = team->work;
        void *const context = team->context;
        pthread_mutex_unlock(&team->mutex);
        work(context, index);
        pthread_mutex_lock(&team->mutex);
        if (++team->n_finished == team->n_pieces)
            pthread_cond_signal(&team->is_done);
    }
}

static void *
help(void *argument)
{
    hm_team *const team = argument;
    pthread_mutex_lock(&team->mutex);
    while (!team->is_ending) {
        do_pieces(team);
        if (!team->is_ending)
            pthread_cond_wait(&team->has_work, &team->mutex);
    }
    pthread_mutex_unlock(&team->mutex);
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
    return team->n_helpers + 1;
}

void
hm_team_run(hm_team *team, size_t n, hm_team_work work, void *context)
{
    if (n == 0)
        return;
    pthread_mutex_lock(&team->mutex);
    team->work = work;
    team->context = context;
    team->n_pieces = n;
    team->n_taken = 0;
    team->n_finished = 0;
    if (n > 1)
        pthread_cond_broadcast(&team->has_work);
    do_pieces(team);
    while (team->n_finished < team->n_pieces)
        pthread_cond_wait(&team->is_done, &team->mutex);
    team->n_pieces = 0;
    team->n_taken = 0;
    pthread_mutex_unlock(&team->mutex);
}

void
hm_team_free(hm_team *team)
{
    if (team == NULL)
        return;
    pthread_mutex_lock(&team->mutex);
    team->is_ending = true;
    pthread_cond_broadcast(&team->has_work);
    pthread_mutex_unlock(&team->mutex);
    for (unsigned i = 0; i < team->n_helpers; i++)
        pthread_join(team->helpers[i], NULL);
    pthread_cond_destroy(&team->is_done);
    pthread_cond_destroy(&team->has_work);
    pthread_mutex_destroy(&team->mutex);
    free(team);
}
