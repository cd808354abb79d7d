// SPDX-License-Identifier: BSD-2-Clause
//
// base/bytes.h - a byte buffer that grows.
#ifndef HM_BASE_BYTES_H
#define HM_BASE_BYTES_H

#include "hmrnn.h"

#include <stddef.h>

typedef struct hm_bytes {
    unsigned char *data;  ///< NULL while nothing was ever needed
    size_t n_bytes;       ///< in use
    size_t capacity;      ///< allocated
} hm_bytes;

#define HM_BYTES_INIT \
    {                 \
        NULL, 0, 0    \
    }

/// Make the capacity enough for `n_more` bytes after those in use. Errors: HMRNN_ENOMEM, the buffer
/// unchanged.
hmrnn_status hm_bytes_reserve(hm_bytes *bytes, size_t n_more, hmrnn_error *err);

/// Copy `n` bytes to the end. Errors: HMRNN_ENOMEM, the buffer unchanged.
hmrnn_status hm_bytes_append(hm_bytes *bytes, size_t n, const void *data, hmrnn_error *err);

/// hm_bytes_append for a string, without its terminating NUL.
hmrnn_status hm_bytes_append_string(hm_bytes *bytes, const char *text, hmrnn_error *err);

/// Make it empty; the capacity stays.
void hm_bytes_reset(hm_bytes *bytes);

void hm_bytes_release(hm_bytes *bytes);

#endif
