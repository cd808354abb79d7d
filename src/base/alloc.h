// SPDX-License-Identifier: BSD-2-Clause
//
// base/alloc.h - arrays on the heap, with a message where there is no memory for one.
#ifndef HM_BASE_ALLOC_H
#define HM_BASE_ALLOC_H

#include "hmrnn.h"

#include <stddef.h>

/// An array of n zeroed items of `size` bytes; at least one item, so that NULL always means
/// failure.
///
/// \param what     names the array in the message
/// \return to be freed with free(); NULL with `err` filled in (HMRNN_ENOMEM)
void *hm_alloc_array(size_t n, size_t size, const char *what, hmrnn_error *err);

/// Make an array hold at least n_needed items, growing by half where that is more; contents are
/// kept, new items are not cleared.
///
/// \param array    address of the pointer to the array (any object pointer), which may be NULL
/// \param capacity   how many it holds; changed
/// Errors: HMRNN_ENOMEM; the array is then as it was.
hmrnn_status hm_alloc_grow(void *array, size_t *capacity, size_t n_needed, size_t size,
                           const char *what, hmrnn_error *err);

#endif
