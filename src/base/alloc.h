// SPDX-License-Identifier: BSD-2-Clause
//
// base/alloc.h - arrays on the heap, with an error where there is no memory.
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
/// \param capacity items that it holds; changed
/// Errors: HMRNN_ENOMEM; the array is then as it was.
hmrnn_status hm_alloc_grow(void *array, size_t *capacity, size_t n_needed, size_t size,
                           const char *what, hmrnn_error *err);

/// One of several arrays with the same number of items.
typedef struct hm_column {
    void *array;  ///< address of the pointer to the array
    size_t size;  ///< bytes of an item
} hm_column;

/// hm_alloc_grow() for several arrays with one capacity.
/// Errors: HMRNN_ENOMEM; the contents and the capacity are then as they were.
hmrnn_status hm_alloc_grow_columns(size_t n_columns, const hm_column *columns, size_t *capacity,
                                   size_t n_needed, const char *what, hmrnn_error *err);

#endif
