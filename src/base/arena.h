// SPDX-License-Identifier: BSD-2-Clause
//
// base/arena.h - one block of memory, measured first, carved up after.
//
// Arithmetic never calls malloc: the sizes are known when a network is built. The same carving code
// runs twice, once over an empty arena to measure (every pointer is NULL) and once over the block.
#ifndef HM_BASE_ARENA_H
#define HM_BASE_ARENA_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

#define HM_ALIGNMENT 64  ///< bytes: a cache line, the widest vector

typedef struct hm_arena {
    unsigned char *base;  ///< aligned; NULL while measuring
    void *block;          ///< what base lies in
    size_t n_bytes;       ///< room in the block
    size_t n_used;        ///< bytes handed out, or measured, so far
    bool has_overflowed;  ///< a size did not fit a size_t
} hm_arena;

#define HM_ARENA_INIT           \
    {                           \
        NULL, NULL, 0, 0, false \
    }

/// Room for `count` items of `size` bytes, aligned to HM_ALIGNMENT and zeroed. NULL while
/// measuring. The block must be large enough: that is what measuring is for.
void *hm_arena_take(hm_arena *arena, size_t count, size_t size);

/// hm_arena_take for float32, the usual case.
float *hm_arena_floats(hm_arena *arena, size_t count);

/// End the measuring: allocate what was taken so far and start again from the beginning. Pages that
/// nobody writes to take no memory, and the others belong to the processor that writes first; they
/// are large ones (2 MiB) where the block is as large and the system has them.
///
/// \param what     names the thing in the message if there is no memory
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_arena_allocate(hm_arena *arena, const char *what, hmrnn_error *err);

void hm_arena_release(hm_arena *arena);

#endif
