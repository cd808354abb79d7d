// SPDX-License-Identifier: BSD-2-Clause
//
// base/number.h - numbers in text, read and written the same in every locale.
#ifndef HM_BASE_NUMBER_H
#define HM_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Read all of `text` as a decimal number with an optional fraction and exponent ("0.5", "2e-3").
/// False, and *value untouched, for anything else: spaces, hexadecimal, "inf", "nan", overflow.
bool hm_number_parse(const char *text, double *value);

/// Read all of `text` as a non-negative integer in decimal; false for a sign, spaces, overflow.
bool hm_number_parse_u64(const char *text, uint64_t *value);

/// Read a count of bytes: an integer with an optional suffix K, M, G or T (powers of 1024), as in
/// "64G". False for anything else.
bool hm_number_parse_bytes(const char *text, uint64_t *value);

/// Write `value` with `n_digits` digits after the point and a '.' for it, NUL-terminated; "nan",
/// "inf" and "-inf" for what is not finite. Returns the length, cut to capacity - 1; capacity > 0.
size_t hm_number_format(size_t capacity, char *text, double value, int n_digits);

/// Write `value` in as few decimals as give it back exactly, "0.05"; beyond nine, as the next.
size_t hm_number_format_shortest(size_t capacity, char *text, double value);

/// Write `value` so that hm_number_parse() gives it back exactly (17 significant digits).
size_t hm_number_format_exact(size_t capacity, char *text, double value);

#endif
