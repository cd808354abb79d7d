// SPDX-License-Identifier: BSD-2-Clause
//
// alloc_fixture.c - count the allocations of the library, and let one of them fail.
#include <config.h>

#include "alloc_fixture.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define N_SLOTS ((size_t)1 << 16)  // for pointers; a power of two, and far more than are ever live

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
int __real_posix_memalign(void **out, size_t alignment, size_t n);
char *__real_realpath(const char *path, char *resolved);
void __real_free(void *block);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
int __wrap_posix_memalign(void **out, size_t alignment, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_realpath(const char *path, char *resolved);
void __wrap_free(void *block);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *live[N_SLOTS];  // a hash table with linear probing; NULL: free
static size_t n_live;
static size_t n_calls;
static size_t fail_at;
static bool is_counting;
static bool has_failed;

static size_t
slot_of(const void *block)
{
    return (size_t)((uintptr_t)block / 16 * UINT64_C(0x9E3779B97F4A7C15) >> 40) % N_SLOTS;
}

static void
enter(void *block)
{
    if (block == NULL)
        return;
    pthread_mutex_lock(&mutex);
    size_t at = slot_of(block);
    while (live[at] != NULL)
        at = (at + 1) % N_SLOTS;
    live[at] = block;
    if (++n_live > N_SLOTS / 2) {
        fputs("alloc_fixture: too many blocks\n", stderr);
        abort();
    }
    pthread_mutex_unlock(&mutex);
}

/// Take a block out if it is in the table; what the C library has allocated is not.
static void
leave(const void *block)
{
    if (block == NULL)
        return;
    pthread_mutex_lock(&mutex);
    size_t at = slot_of(block);
    while (live[at] != NULL && live[at] != block)
        at = (at + 1) % N_SLOTS;
    if (live[at] != NULL) {
        n_live--;
        live[at] = NULL;
        // close the gap: what follows may have been pushed past it
        for (size_t next = (at + 1) % N_SLOTS; live[next] != NULL; next = (next + 1) % N_SLOTS) {
            const size_t from_home = (next - slot_of(live[next])) % N_SLOTS;
            if (from_home >= (next - at) % N_SLOTS) {
                live[at] = live[next];
                live[next] = NULL;
                at = next;
            }
        }
    }
    pthread_mutex_unlock(&mutex);
}

/// Count one allocation; true if it is the one to fail.
static bool
fails(void)
{
    pthread_mutex_lock(&mutex);
    n_calls += is_counting ? 1 : 0;
    const bool is_it = is_counting && n_calls == fail_at;
    has_failed = has_failed || is_it;
    pthread_mutex_unlock(&mutex);
    if (is_it)
        errno = ENOMEM;
    return is_it;
}

void *
__wrap_malloc(size_t n)
{
    void *const block = fails() ? NULL : __real_malloc(n);
    enter(block);
    return block;
}

void *
__wrap_calloc(size_t n, size_t size)
{
    void *const block = fails() ? NULL : __real_calloc(n, size);
    enter(block);
    return block;
}

void *
__wrap_realloc(void *old, size_t n)
{
    if (fails())
        return NULL;
    leave(old);
    void *const block = __real_realloc(old, n);
    enter(block == NULL ? old : block);
    return block;
}

void *
__wrap_aligned_alloc(size_t alignment, size_t n)
{
    void *const block = fails() ? NULL : __real_aligned_alloc(alignment, n);
    enter(block);
    return block;
}

int
__wrap_posix_memalign(void **out, size_t alignment, size_t n)
{
    if (fails())
        return ENOMEM;
    const int why = __real_posix_memalign(out, alignment, n);
    enter(why == 0 ? *out : NULL);
    return why;
}

char *
__wrap_strdup(const char *text)
{
    const size_t n = strlen(text) + 1;
    char *const copy = __wrap_malloc(n);
    return copy == NULL ? NULL : memcpy(copy, text, n);
}

char *
__wrap_realpath(const char *path, char *resolved)
{
    if (fails())
        return NULL;
    char *const found = __real_realpath(path, resolved);
    enter(resolved == NULL ? found : NULL);
    return found;
}

void
__wrap_free(void *block)
{
    leave(block);
    __real_free(block);
}

void
alloc_fixture_begin(size_t k)
{
    pthread_mutex_lock(&mutex);
    n_calls = 0;
    fail_at = k;
    has_failed = false;
    is_counting = true;
    pthread_mutex_unlock(&mutex);
}

void
alloc_fixture_end(void)
{
    pthread_mutex_lock(&mutex);
    is_counting = false;
    pthread_mutex_unlock(&mutex);
}

size_t
alloc_fixture_calls(void)
{
    pthread_mutex_lock(&mutex);
    const size_t n = n_calls;
    pthread_mutex_unlock(&mutex);
    return n;
}

bool
alloc_fixture_has_failed(void)
{
    pthread_mutex_lock(&mutex);
    const bool has = has_failed;
    pthread_mutex_unlock(&mutex);
    return has;
}

size_t
alloc_fixture_live(void)
{
    pthread_mutex_lock(&mutex);
    const size_t n = n_live;
    pthread_mutex_unlock(&mutex);
    return n;
}

// ----------------------------------------------------------------------------------- paths

static size_t failing;  // which allocation of the armed part fails in the present run; 0: none

void
arm(void)
{
    alloc_fixture_begin(failing);
}

hmrnn_status
disarm(hmrnn_status status)
{
    alloc_fixture_end();
    return status;
}

/// What the first run of a path gave, which has all memory; the runs after it must give the same.
static unsigned char wanted[1 << 14];
static size_t n_wanted;
static size_t n_compared;  // of the present run

void
expect_as_before(size_t n_bytes, const void *bytes)
{
    if (failing == 0) {
        assert_true(n_wanted + n_bytes <= sizeof wanted);
        memcpy(wanted + n_wanted, bytes, n_bytes);
        n_wanted += n_bytes;
    } else {
        assert_true(n_compared + n_bytes <= n_wanted);
        assert_memory_equal(wanted + n_compared, bytes, n_bytes);
        n_compared += n_bytes;
    }
}

static void
expect_clean_failure(const char *name, hmrnn_status status, const hmrnn_error *err)
{
    if (status == HMRNN_OK && n_wanted > 0 && n_compared == n_wanted)
        return;  // done without: a table that saves time
    if (status != HMRNN_ENOMEM)
        fail_msg("%s, allocation %zu: status %d, '%s'", name, failing, (int)status, err->text);
    if (err->status != status)
        fail_msg("%s, allocation %zu: the status is not that of the error", name, failing);
    if (strstr(err->text, "memory") == NULL)
        fail_msg("%s, allocation %zu: '%s' does not say what is missing", name, failing, err->text);
}

void
fail_allocations(const char *name, alloc_path run, size_t n_dense)
{
    const bool is_dense = getenv("HMRNN_TEST_EVERY_ALLOCATION") != NULL;
    failing = 0;
    n_wanted = 0;
    assert_int_equal(run(NULL), HMRNN_OK);  // also makes what is made once for the process
    bool is_failing = true;
    for (failing = 1; is_failing;
         failing += is_dense || failing < n_dense ? 1 : failing / n_dense) {
        hmrnn_error err = {HMRNN_OK, ""};
        const size_t n_before = alloc_fixture_live();
        n_compared = 0;

        const hmrnn_status status = run(&err);

        is_failing = alloc_fixture_has_failed();
        if (is_failing)
            expect_clean_failure(name, status, &err);
        else if (status != HMRNN_OK)
            fail_msg("%s, with memory: '%s'", name, err.text);
        if (alloc_fixture_live() != n_before)
            fail_msg("%s, allocation %zu: %zu blocks before, %zu after", name, failing, n_before,
                     alloc_fixture_live());
    }
    failing = 0;
    assert_true(alloc_fixture_calls() > 0);  // the path does allocate
}
