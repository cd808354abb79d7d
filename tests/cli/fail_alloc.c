// SPDX-License-Identifier: BSD-2-Clause
//
// tests/cli/fail_alloc.c - let one allocation of a program fail. To be loaded with LD_PRELOAD.
//
//   FAIL_ALLOC=K        the K-th allocation after main() was entered fails; 0: none does
//   FAIL_ALLOC_ON=1     and so do all after it
//   FAIL_ALLOC_COUNT=F  write the number of allocations to the file F when the program exits
//
// Those of the program and of the C library (strdup, getline, fopen, qsort) count. Those of ICU,
// libarchive and OpenBLAS do not: ICU 72 waits for itself for ever where it has no memory for the
// name of the locale.
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*main_function)(int argc, char **argv, char **environment);
typedef int (*start_function)(main_function run, int argc, char **argv, void (*init)(void),
                              void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

int __libc_start_main(main_function run, int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static void *(*real_malloc)(size_t n);
static void *(*real_calloc)(size_t n, size_t size);
static void *(*real_realloc)(void *old, size_t n);
static void *(*real_aligned_alloc)(size_t alignment, size_t n);
static int (*real_posix_memalign)(void **out, size_t alignment, size_t n);
static void (*real_free)(void *block);

// What dlsym() itself allocates while the functions above are looked up; never freed.
static _Alignas(64) unsigned char early[1 << 14];
static size_t n_early;

static main_function program;
static void *own[2];  // where the program and the C library lie
static atomic_size_t n_calls;
static size_t fail_at;
static bool goes_on;
static bool is_counting;

/// Put the address of the next definition of a function into a pointer to it.
static void
look_up(const char *name, size_t size, void *function)
{
    void *const found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, size);
}

static void
look_up_all(void)
{
    static bool is_under_way;
    if (is_under_way)
        return;
    is_under_way = true;
    look_up("calloc", sizeof real_calloc, &real_calloc);
    look_up("realloc", sizeof real_realloc, &real_realloc);
    look_up("aligned_alloc", sizeof real_aligned_alloc, &real_aligned_alloc);
    look_up("posix_memalign", sizeof real_posix_memalign, &real_posix_memalign);
    look_up("free", sizeof real_free, &real_free);
    look_up("malloc", sizeof real_malloc, &real_malloc);
}

static void *
take_early(size_t n)
{
    void *const block = early + n_early;
    n_early += (n + 63) / 64 * 64;
    if (n_early > sizeof early)
        abort();
    return block;
}

static bool
is_early(const void *block)
{
    const unsigned char *const at = block;
    return at >= early && at < early + sizeof early;
}

/// The object that an address lies in.
static void *
object_of(const void *address)
{
    Dl_info about;
    return dladdr(address, &about) == 0 ? NULL : about.dli_fbase;
}

static bool
fails(const void *caller)
{
    if (!is_counting)
        return false;
    const void *const object = object_of(caller);
    if (object != own[0] && object != own[1])
        return false;
    const size_t k = atomic_fetch_add(&n_calls, 1) + 1;
    if (fail_at == 0 || k < fail_at || (k > fail_at && !goes_on))
        return false;
    errno = ENOMEM;
    return true;
}

void *
malloc(size_t n)
{
    if (real_malloc == NULL)
        look_up_all();
    if (real_malloc == NULL)
        return take_early(n);
    return fails(__builtin_return_address(0)) ? NULL : real_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
    if (real_malloc == NULL)
        look_up_all();
    if (real_malloc == NULL)
        return take_early(n * size);
    return fails(__builtin_return_address(0)) ? NULL : real_calloc(n, size);
}

void *
realloc(void *old, size_t n)
{
    if (real_malloc == NULL)
        look_up_all();
    return fails(__builtin_return_address(0)) ? NULL : real_realloc(old, n);
}

void *
aligned_alloc(size_t alignment, size_t n)
{
    return fails(__builtin_return_address(0)) ? NULL : real_aligned_alloc(alignment, n);
}

int
posix_memalign(void **out, size_t alignment, size_t n)
{
    return fails(__builtin_return_address(0)) ? ENOMEM : real_posix_memalign(out, alignment, n);
}

void
free(void *block)
{
    if (!is_early(block) && real_free != NULL)
        real_free(block);
}

static void
write_count(void)
{
    is_counting = false;
    FILE *const out = fopen(getenv("FAIL_ALLOC_COUNT"), "w");
    if (out == NULL)
        abort();
    fprintf(out, "%zu\n", (size_t)n_calls);
    fclose(out);
}

static int
run_program(int argc, char **argv, char **environment)
{
    const char *const k = getenv("FAIL_ALLOC");
    fail_at = k == NULL ? 0 : strtoul(k, NULL, 10);
    goes_on = getenv("FAIL_ALLOC_ON") != NULL;
    if (getenv("FAIL_ALLOC_COUNT") != NULL)
        atexit(write_count);
    own[0] = object_of((void *)(uintptr_t)program);
    own[1] = object_of((void *)(uintptr_t)strtoul);
    is_counting = true;
    return program(argc, argv, environment);
}

int
__libc_start_main(main_function run, int argc, char **argv, void (*init)(void), void (*fini)(void),
                  void (*rtld_fini)(void), void *stack_end)
{
    start_function start = NULL;
    look_up("__libc_start_main", sizeof start, &start);
    program = run;
    return start(run_program, argc, argv, init, fini, rtld_fini, stack_end);
}
