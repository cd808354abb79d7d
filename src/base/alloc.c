// SPDX-License-Identifier: BSD-2-Clause
//
// base/alloc.c - arrays on the heap, with an error where there is no memory.
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

static hmrnn_status
resize(void *array, size_t n, size_t size, const char *what, hmrnn_error *err)
{
    size_t n_bytes = SIZE_MAX;
    void *old = NULL;
    memcpy(&old, array, sizeof old);  // whatever it points to, it is a pointer
    void *const resized = hm_size_mul(n, size, &n_bytes) ? realloc(old, n_bytes) : NULL;
    if (resized == NULL)
        return hm_fail_memory(err, what, n_bytes);
    memcpy(array, &resized, sizeof resized);
    return HMRNN_OK;
}

hmrnn_status
hm_alloc_grow_columns(size_t n_columns, const hm_column *columns, size_t *capacity, size_t n_needed,
                      const char *what, hmrnn_error *err)
{
    if (n_needed <= *capacity)
        return HMRNN_OK;
    const size_t n = hm_size_max(n_needed, *capacity + *capacity / 2);
    for (size_t i = 0; i < n_columns; i++)
        HM_TRY(resize(columns[i].array, n, columns[i].size, what, err));
    *capacity = n;
    return HMRNN_OK;
}

hmrnn_status
hm_alloc_grow(void *array, size_t *capacity, size_t n_needed, size_t size, const char *what,
              hmrnn_error *err)
{
    return hm_alloc_grow_columns(1, &(hm_column){array, size}, capacity, n_needed, what, err);
}
