// SPDX-License-Identifier: BSD-2-Clause
//
// base/atomic_file.h - a file that is either whole or not there.
//
// What is written goes to a temporary file beside the target; committing makes it durable and gives
// it its name in one step, discarding leaves the old file as it was and no litter.
#ifndef HM_BASE_ATOMIC_FILE_H
#define HM_BASE_ATOMIC_FILE_H

#include "hmrnn.h"

#include <stdio.h>

typedef struct hm_atomic_file {
    FILE *file;  ///< NULL when there is nothing to end
    int why;     ///< errno of the first write that failed
    char *path;  ///< the target
    char *temporary;
} hm_atomic_file;

#define HM_ATOMIC_FILE_INIT \
    {                       \
        NULL, 0, NULL, NULL \
    }

/// Open a temporary file in the folder of `path`. If `path` is a symbolic link, the file it points
/// to is the target. A target that exists and is no regular file (/dev/stdout, a FIFO) is opened
/// itself.
/// Errors: HMRNN_EIO, HMRNN_ENOMEM.
hmrnn_status hm_atomic_file_open(hm_atomic_file *atomic, const char *path, hmrnn_error *err);

/// The file that a path leads to, which need not be there yet.
///
/// \return to be freed with free(); NULL without memory
char *hm_atomic_file_target(const char *path);

/// Write `n` bytes. What goes wrong is remembered, and said by hm_atomic_file_commit().
void hm_atomic_file_write(hm_atomic_file *atomic, size_t n, const void *bytes);

/// Flush, sync, rename. The mode is that of the file replaced, or what the umask leaves of 0666.
/// Errors: HMRNN_EIO; the old file is then as it was and the temporary one is gone.
hmrnn_status hm_atomic_file_commit(hm_atomic_file *atomic, hmrnn_error *err);

/// Drop what was written. Accepts NULL and an hm_atomic_file that is not open.
void hm_atomic_file_discard(hm_atomic_file *atomic);

#endif
