// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/property.h - what a fuzz target claims.
#ifndef PROPERTY_H
#define PROPERTY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

/// Abort unless `is_true`; unlike assert(), also in a build without assertions.
static inline void
claim(int is_true, const char *what)
{
    if (!is_true) {
        fprintf(stderr, "\nnot true: %s\n", what);
        abort();
    }
}

#endif
