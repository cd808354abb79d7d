// SPDX-License-Identifier: BSD-2-Clause
//
// cli/output.h - standard output that cannot fail unseen.
//
// A reader that has gone away (`| head`) ends the program by SIGPIPE, without a word, also where
// the signal was ignored. Everything else that goes wrong, a full disk for instance, is an error.
#ifndef HM_CLI_OUTPUT_H
#define HM_CLI_OUTPUT_H

#include "base/bytes.h"

#include <stdbool.h>

/// Before any file is opened: make sure that descriptors 0, 1 and 2 are taken, so that no file of
/// ours gets the number of a standard stream that the caller closed.
void hm_output_begin(void);

/// Write a buffer and empty it. Does not return if it cannot be written.
///
/// \param is_urgent  do not wait for more before it is passed on
void hm_output_write(hm_bytes *bytes, bool is_urgent);

/// Pass on what is left. Does not return if it cannot be written.
void hm_output_end(void);

bool hm_output_is_terminal(void);

#endif
