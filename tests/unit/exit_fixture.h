// SPDX-License-Identifier: BSD-2-Clause
//
// exit_fixture.h - tests of functions that end the program run them in a process of their own.
#ifndef HM_TESTS_EXIT_FIXTURE_H
#define HM_TESTS_EXIT_FIXTURE_H

/// Call `function` in a child process.
///
/// \param message  if not NULL: must be part of what the child writes to standard error
/// \return the status that it exits with; 0 if the function returns
int exit_status_of(void (*function)(const void *context), const void *context, const char *message);

#endif
