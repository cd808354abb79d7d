// SPDX-License-Identifier: BSD-2-Clause
//
// cli/append.h - append to a buffer; without memory the program ends with a message.
//
// A program that has no memory for its output can only report that and exit, so these functions
// return no status.
#ifndef HM_CLI_APPEND_H
#define HM_CLI_APPEND_H

#include "base/bytes.h"

#include <stddef.h>
#include <stdint.h>

void hm_append_bytes(hm_bytes *out, size_t n, const void *data);
void hm_append_string(hm_bytes *out, const char *text);
void hm_append_count(hm_bytes *out, uint64_t value);

/// With `n_digits` after the point, in every locale; "nan" and "inf" for what is not finite.
void hm_append_number(hm_bytes *out, double value, int n_digits);

/// A code point as UTF-8; U+FFFD for HMRNN_INVALID.
void hm_append_char(hm_bytes *out, uint32_t c);

/// malloc() and realloc() of an array, the same way.
void *hm_xrealloc_array(void *array, size_t n_items, size_t item_size);

/// strdup() of a name, the same way.
char *hm_xstrdup(const char *name);

#endif
