// SPDX-License-Identifier: BSD-2-Clause
//
// base/alloc.c - arrays on the heap, with a message where there is no memory for one.
#include <config.h>

#include "base/alloc.h"

#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

void *
hm_alloc_array(size_t n, size_t size, const char *what, hmrnn_error *err)
{
    size_t n_bytes = SIZE_MAX;
    void *const array = hm_size_mul(n, size, &n_bytes) ? calloc(hm_size_max(n, 1), size) : NULL;
    if (array == NULL)
        hm_fail_memory(err, what, n_bytes);
    return array;
}

hmrnn_status
hm_alloc_grow(void *array, size_t *capacity, size_t n_needed, size_t size, const char *what,
              hmrnn_error *err)
{
    if (n_needed <= *capacity)
        return HMRNN_OK;
    const size_t n = hm_size_max(n_needed, *capacity + *capacity / 2);
    size_t n_bytes = SIZE_MAX;
    void *old = NULL;
    memcpy(&old, array, sizeof old);  // whatever it points to, it is a pointer
    void *const grown = hm_size_mul(n, size, &n_bytes) ? realloc(old, n_bytes) : NULL;
    if (grown == NULL)
        return hm_fail_memory(err, what, n_bytes);
    memcpy(array, &grown, sizeof grown);
    *capacity = n;
    return HMRNN_OK;
}
