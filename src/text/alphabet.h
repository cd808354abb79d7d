// SPDX-License-Identifier: BSD-2-Clause
//
// text/alphabet.h - the symbols of a model: code points to ids and back.
//
// Id 0 is the unknown symbol. The others are in order of falling count, then of code point, so that
// equal text gives an equal alphabet. U+000A, which ends records, is always a member.
#ifndef HM_TEXT_ALPHABET_H
#define HM_TEXT_ALPHABET_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

#define HM_SYMBOL_UNKNOWN UINT32_C(0)

typedef struct hm_alphabet hm_alphabet;  ///< read-only once made; share freely

typedef struct hm_census hm_census;  ///< how often each code point was seen

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_census_new(hm_census **out, hmrnn_error *err);

/// Count the characters of a text too; what is no character is not counted.
void hm_census_add(hm_census *census, const hmrnn_text *text);

void hm_census_free(hm_census *census);

/// From a census, which is used up: every code point seen at least `min_count` times (at least
/// once), the commonest max_symbols - 1 of them if max_symbols > 0 (a limit of 1 is taken for 2,
/// because of the newline).
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_alphabet_from_census(hm_alphabet **out, hm_census *census, size_t min_count,
                                     size_t max_symbols, hmrnn_error *err);

/// From a list: chars[i] gets id i + 1. Errors: HMRNN_EFORMAT (twice the same, no code point, no
/// newline, more than 0x110000), HMRNN_ENOMEM.
hmrnn_status hm_alphabet_from_list(hm_alphabet **out, size_t n_chars, const uint32_t *chars,
                                   hmrnn_error *err);

/// Symbols, the unknown one included.
size_t hm_alphabet_size(const hm_alphabet *alphabet);

/// The id of a code point, HM_SYMBOL_UNKNOWN if it has none (HMRNN_INVALID never has). Constant
/// time.
uint32_t hm_alphabet_id(const hm_alphabet *alphabet, uint32_t c);

/// The code points of ids 1, 2, ..., hm_alphabet_size() - 1; valid as long as the alphabet.
const uint32_t *hm_alphabet_chars(const hm_alphabet *alphabet);

void hm_alphabet_free(hm_alphabet *alphabet);

#endif
