// SPDX-License-Identifier: BSD-2-Clause
//
// folder.h - tests that write files work in a folder of their own, which is removed at the end.
#ifndef HM_TESTS_TMPDIR_H
#define HM_TESTS_TMPDIR_H

#include "base/bytes.h"

// Set-up and tear-down of a group of tests: make a folder and go there; remove it and all in it.
int enter_tmpdir(void **state);
int leave_tmpdir(void **state);

void write_file(const char *path, size_t n_bytes, const void *bytes);

/// All bytes of a file; the caller releases them.
hm_bytes read_whole(const char *path);

#endif
