// SPDX-License-Identifier: BSD-2-Clause
//
// cli/output.h - standard output, with every failure of a write reported.
//
// If the reader of a pipe has exited (`| head`), the program dies of SIGPIPE without a message,
// even if the signal is ignored. Every other failure, such as a full disk, is an error.
#ifndef HM_CLI_OUTPUT_H
#define HM_CLI_OUTPUT_H

#include "base/bytes.h"

#include <stdbool.h>

/// Before any file is opened: open the descriptors 0, 1 and 2 that are closed, so that no file of
/// ours gets the number of a standard stream.
void hm_output_begin(void);

/// Write a buffer and empty it. Does not return if it cannot be written.
///
/// \param is_urgent  flush it at once
void hm_output_write(hm_bytes *bytes, bool is_urgent);

/// Flush and close. Does not return if it cannot be written.
void hm_output_end(void);

bool hm_output_is_terminal(void);

#endif
