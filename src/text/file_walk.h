// SPDX-License-Identifier: BSD-2-Clause
//
// text/file_walk.h - operands of a command line, and what lies below directories, as open files.
//
// Directories are walked in depth, names in the order of their bytes, those that begin with a dot
// too. In them a symbolic link to a file is followed and one to a directory passed over, so there
// are no loops. An operand itself may be anything that can be opened: a FIFO, a device, a link.
#ifndef HM_TEXT_FILE_WALK_H
#define HM_TEXT_FILE_WALK_H

#include "hmrnn.h"

#include <stddef.h>

typedef struct hm_file_walk hm_file_walk;

/// \param operands  none: standard input, which is also what "-" means. Must outlive the walk
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_file_walk_new(hm_file_walk **out, size_t n_operands, const char *const *operands,
                              hmrnn_error *err);

/// Open the next file. An error is about one file or directory; the next call goes on after it.
///
/// \param fd       result: for the caller to close
/// \param name     result: "file", "directory/file" or "(standard input)", valid until the next
///                 call; NULL after the last one
/// Errors: HMRNN_EIO (cannot be opened), HMRNN_EFORMAT (a special file in a directory),
///         HMRNN_ENOMEM.
hmrnn_status hm_file_walk_next(hm_file_walk *walk, int *fd, const char **name, hmrnn_error *err);

void hm_file_walk_free(hm_file_walk *walk);

#endif
