// SPDX-License-Identifier: BSD-2-Clause
//
// base/arena.c - one block of memory for all arrays of an object.
#include <config.h>

#include "base/arena.h"

#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)  ///< bytes, on x86-64 and mostly on arm64

void *
hm_arena_take(hm_arena *arena, size_t count, size_t size)
{
    size_t n_bytes = 0;
    size_t end = 0;
    if (!hm_size_mul(count, size, &n_bytes) || n_bytes > SIZE_MAX - HM_ALIGNMENT ||
        !hm_size_add(arena->n_used, hm_size_round_up(n_bytes, HM_ALIGNMENT), &end)) {
        arena->has_overflowed = true;
        return NULL;
    }

    void *const taken = arena->base == NULL ? NULL : arena->base + arena->n_used;
    assert(arena->base == NULL || end <= arena->n_bytes);
    arena->n_used = end;
    return taken;
}

float *
hm_arena_floats(hm_arena *arena, size_t count)
{
    return hm_arena_take(arena, count, sizeof(float));
}

/// Ask for large pages: every step of a network walks over all its weights, which with pages of
/// 4 KiB are more than the processor keeps addresses of. No answer is an error: it is speed only.
static void
ask_for_large_pages(void *base, size_t n_bytes)
{
#ifdef MADV_HUGEPAGE
    (void)madvise(base, n_bytes, MADV_HUGEPAGE);
#else
    (void)base;
    (void)n_bytes;
#endif
}

hmrnn_status
hm_arena_allocate(hm_arena *arena, const char *what, hmrnn_error *err)
{
    assert(arena->base == NULL);
    if (arena->has_overflowed || arena->n_used > SIZE_MAX - LARGE_PAGE)
        return hm_fail(err, HMRNN_ENOMEM, "%s: larger than the address space", what);

    const size_t n_bytes = hm_size_max(arena->n_used, HM_ALIGNMENT);
    const size_t alignment = n_bytes < LARGE_PAGE ? HM_ALIGNMENT : LARGE_PAGE;
    // large blocks come as zeros from the system, page by page when they are first written to
    unsigned char *const block = calloc(1, n_bytes + alignment);
    if (block == NULL)
        return hm_fail_memory(err, what, n_bytes);
    unsigned char *const base = block + (alignment - (uintptr_t)block % alignment);
    if (alignment == LARGE_PAGE)
        ask_for_large_pages(base, n_bytes / LARGE_PAGE * LARGE_PAGE);
    *arena = (hm_arena){base, block, n_bytes, 0, false};
    return HMRNN_OK;
}

hmrnn_status
hm_arena_reset(hm_arena *arena, const hm_arena *measured, const char *what, hmrnn_error *err)
{
    if (arena->base != NULL && !measured->has_overflowed && measured->n_used <= arena->n_bytes) {
        arena->n_used = 0;
        return HMRNN_OK;
    }
    hm_arena_release(arena);
    hm_arena fresh = *measured;
    HM_TRY(hm_arena_allocate(&fresh, what, err));
    *arena = fresh;
    return HMRNN_OK;
}

void
hm_arena_release(hm_arena *arena)
{
    if (arena == NULL)
        return;
    free(arena->block);
    *arena = (hm_arena)HM_ARENA_INIT;
}
