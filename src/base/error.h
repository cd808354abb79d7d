// SPDX-License-Identifier: BSD-2-Clause
//
// base/error.h - how a function of the library says that it failed.
//
// What can fail returns an hmrnn_status and takes an hmrnn_error last. The message is complete when
// it is made: what was being done, to which file, at which record or byte, and what to do about it.
#ifndef HM_BASE_ERROR_H
#define HM_BASE_ERROR_H

#include "hmrnn.h"

#if defined(__GNUC__)
#define HM_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define HM_PRINTF(at, first)
#endif

/// Return `status` at once if `call` did not end well; use only where nothing has to be cleaned up.
#define HM_TRY(call)                               \
    do {                                           \
        const hmrnn_status hm_try_status = (call); \
        if (hm_try_status != HMRNN_OK)             \
            return hm_try_status;                  \
    } while (0)

/// Write a message into `err` (which may be NULL) and return `status`, so that `return
/// hm_fail(...)` reads well. A message longer than the struct holds is cut at a whole UTF-8
/// character.
hmrnn_status hm_fail(hmrnn_error *err, hmrnn_status status, const char *format, ...)
    HM_PRINTF(3, 4);

/// hm_fail for memory: `what` names what it was for.
hmrnn_status hm_fail_memory(hmrnn_error *err, const char *what, size_t n_bytes);

#endif
