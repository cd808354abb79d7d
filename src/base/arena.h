// SPDX-License-Identifier: BSD-2-Clause
//
// base/arena.h - one block of memory for all arrays of an object.
//
// Arithmetic never calls malloc: the sizes are known when an object is made. The same function, by
// convention called carve(), takes all arrays of the object from an arena. It runs twice: over an
// empty arena, which measures (every pointer is NULL), and over the block. The block is the only
// thing to release.
//
// An object whose sizes are known when it is made:
//
//     carve(object, &object->arena);
//     HM_TRY(hm_arena_allocate(&object->arena, "an object", err));
//     carve(object, &object->arena);
//
// An object whose arrays have other sizes for each batch, and whose contents are not kept:
//
//     hm_arena measured = HM_ARENA_INIT;
//     carve(object, n, &measured);
//     HM_TRY(hm_arena_reset(&object->arena, &measured, "a batch", err));
//     carve(object, n, &object->arena);
#ifndef HM_BASE_ARENA_H
#define HM_BASE_ARENA_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

#define HM_ALIGNMENT 64  ///< bytes: a cache line, the widest vector

typedef struct hm_arena {
    unsigned char *base;  ///< aligned; NULL while measuring
    void *block;          ///< what base lies in
    size_t n_bytes;       ///< of the block
    size_t n_used;        ///< bytes handed out, or measured, so far
    bool has_overflowed;  ///< a size did not fit a size_t
} hm_arena;

#define HM_ARENA_INIT           \
    {                           \
        NULL, NULL, 0, 0, false \
    }

/// An array of `count` items of `size` bytes, aligned to HM_ALIGNMENT; zeroed if the block is new.
/// NULL while measuring. The block must be large enough: that is what measuring is for.
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

/// Begin again in the same block if it is large enough, else in a new one. What was taken before is
/// gone; what is taken now has any contents.
///
/// \param measured an arena that the same arrays were taken from
/// Errors: HMRNN_ENOMEM; the arena is then empty.
hmrnn_status hm_arena_reset(hm_arena *arena, const hm_arena *measured, const char *what,
                            hmrnn_error *err);

/// Free the block. Accepts NULL.
void hm_arena_release(hm_arena *arena);

#endif
