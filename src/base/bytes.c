// SPDX-License-Identifier: BSD-2-Clause
//
// base/bytes.c - a byte buffer that grows.
#include <config.h>

#include "base/bytes.h"

#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_bytes_reserve(hm_bytes *bytes, size_t n_more, hmrnn_error *err)
{
    size_t n_needed = 0;
    if (!hm_size_add(bytes->n_bytes, n_more, &n_needed))
        return hm_fail_memory(err, "a buffer", n_more);
    if (n_needed <= bytes->capacity)
        return HMRNN_OK;

    size_t capacity = hm_size_max(bytes->capacity, 256);
    while (capacity < n_needed) {  // by halves: amortised, and little is left unused
        if (!hm_size_add(capacity, capacity / 2, &capacity))
            capacity = n_needed;
    }
    unsigned char *const data = realloc(bytes->data, capacity);
    if (data == NULL)
        return hm_fail_memory(err, "a buffer", capacity);
    bytes->data = data;
    bytes->capacity = capacity;
    return HMRNN_OK;
}

hmrnn_status
hm_bytes_append(hm_bytes *bytes, size_t n, const void *data, hmrnn_error *err)
{
    HM_TRY(hm_bytes_reserve(bytes, n, err));
    if (n > 0)
        memcpy(bytes->data + bytes->n_bytes, data, n);
    bytes->n_bytes += n;
    return HMRNN_OK;
}

hmrnn_status
hm_bytes_append_string(hm_bytes *bytes, const char *text, hmrnn_error *err)
{
    return hm_bytes_append(bytes, strlen(text), text, err);
}

void
hm_bytes_reset(hm_bytes *bytes)
{
    bytes->n_bytes = 0;
}

void
hm_bytes_release(hm_bytes *bytes)
{
    if (bytes == NULL)
        return;
    free(bytes->data);
    *bytes = (hm_bytes)HM_BYTES_INIT;
}
