// SPDX-License-Identifier: BSD-2-Clause
//
// entries.h - what comes out of a source, in one string, beside what should.
#ifndef HM_TESTS_SOURCE_FIXTURE_H
#define HM_TESTS_SOURCE_FIXTURE_H

#include "base/bytes.h"
#include "text/source.h"

hm_source *open_source(size_t n_operands, const char *const *operands, const char *glob,
                       uint64_t max_bytes);

/// All that comes out, as "name=bytes;", with "!status;" for an error, whose text goes to *err.
/// Takes the source.
hm_bytes drain(hm_source *source, hmrnn_error *err);

/// Takes the source. \param complaint  part of the last message
void expect_all(hm_source *source, const char *wanted, const char *complaint);

/// expect_all() of one operand.
void expect_one(const char *operand, const char *wanted, const char *complaint);

/// The operand ends in HMRNN_EFORMAT with a message that begins with its name.
void expect_failure(const char *operand, const char *what);

/// Make `bytes` what standard input gives, through a pipe; the result is its writing end.
int feed_standard_input(size_t n_bytes, const void *bytes);

#endif
