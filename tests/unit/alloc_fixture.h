// SPDX-License-Identifier: BSD-2-Clause
//
// alloc_fixture.h - count the allocations of the library, and let one of them fail.
//
// The linker sends malloc and its kin, as our own objects call them, through alloc_fixture.c
// (-Wl,--wrap, see unit.am). What ICU, libarchive, OpenBLAS and the C library allocate for
// themselves is neither counted nor made to fail, except for strdup() and realpath().
//
// A path is a piece of work that a user of the library does; a part of it is armed. It is run again
// and again: in the k-th run the k-th allocation of the armed part fails. Each time the path must
// return HMRNN_ENOMEM with a message, leave its results alone and free what it made, and what it
// was called for must be usable.
#ifndef HM_TESTS_ALLOC_FIXTURE_H
#define HM_TESTS_ALLOC_FIXTURE_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

/// From now on count allocations; the `fail_at`-th fails, all others succeed. 0: none fails.
void alloc_fixture_begin(size_t fail_at);

/// Stop: no allocation fails any more, none is counted.
void alloc_fixture_end(void);

/// Allocations between the last begin and its end, or until now.
size_t alloc_fixture_calls(void);

/// Whether one was made to fail since the last begin.
bool alloc_fixture_has_failed(void);

/// Blocks that our objects have allocated and nobody has freed.
size_t alloc_fixture_live(void);

/// Begin and end the part of a path whose allocations fail in turn. disarm() returns its argument.
void arm(void);
hmrnn_status disarm(hmrnn_status status);

/// For a path: these bytes must be those that its first run, which has all memory, gave here. A
/// path all of whose results are compared may also succeed without the allocation.
void expect_as_before(size_t n_bytes, const void *bytes);

typedef hmrnn_status (*alloc_path)(hmrnn_error *err);

/// Run a path until none of its allocations fails: with each allocation up to the n_dense-th, and
/// with one in k / n_dense around the k-th beyond it. All of them if HMRNN_TEST_EVERY_ALLOCATION is
/// in the environment.
void fail_allocations(const char *name, alloc_path run, size_t n_dense);

#define FAIL_EACH_ALLOCATION(run) fail_allocations(#run, run, SIZE_MAX)
#define FAIL_SOME_ALLOCATIONS(run) fail_allocations(#run, run, 24)

#endif
