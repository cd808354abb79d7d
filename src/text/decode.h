// SPDX-License-Identifier: BSD-2-Clause
//
// text/decode.h - a record's bytes as characters, each with the place it came from.
//
// Conversion is ICU's. Bytes that are no character are kept as HMRNN_INVALID (one for each byte or
// ill-formed sequence, as ICU groups them), become U+FFFD or are an error, as the policy says; the
// offsets begin at 0, never go back and end at the record's length, so output made from them loses
// nothing. Escape sequences belong to the character before them, or to the first; where an encoding
// makes two characters of the same bytes, both have the same offset.
#ifndef HM_TEXT_DECODE_H
#define HM_TEXT_DECODE_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum hm_invalid { HM_INVALID_KEEP, HM_INVALID_REPLACE, HM_INVALID_ERROR } hm_invalid;

typedef struct hm_decoder hm_decoder;

typedef struct hm_chars {
    uint32_t *chars;  ///< [n_chars]
    size_t *offset;   ///< [n_chars + 1] where each begins; last: n_bytes
    size_t n_chars;
    size_t capacity;
    size_t n_invalid;  ///< how many were not characters
} hm_chars;

#define HM_CHARS_INIT       \
    {                       \
        NULL, NULL, 0, 0, 0 \
    }

/// \param encoding  a name that ICU's converters know, or NULL for UTF-8
/// Errors: HMRNN_EARG (no such encoding; UTF-16 or UTF-32 without a byte order; SCSU, whose records
///         cannot be read one by one), HMRNN_ENOMEM.
hmrnn_status hm_decoder_new(hm_decoder **out, const char *encoding, hm_invalid invalid,
                            hmrnn_error *err);

/// Decode one record, whole. `chars` is overwritten and grows as needed.
/// Errors: HMRNN_ETEXT under HM_INVALID_ERROR, naming the byte within the record (the caller adds
/// file and record); HMRNN_ENOMEM.
hmrnn_status hm_decode(hm_decoder *decoder, size_t n_bytes, const unsigned char *bytes,
                       hm_chars *chars, hmrnn_error *err);

/// Most bytes at the end of the beginning of a record that may mean something else once more of it
/// is known.
#define HM_DECODE_UNSURE 32

/// As hm_decode(), for a part of a record that begins with a character.
///
/// \param n_before  bytes of the record before it: messages count from the record's beginning
/// \param goes_on   more of the record follows: the last HM_DECODE_UNSURE bytes may come out wrong,
///                  and what is no character there is not an error yet
hmrnn_status hm_decode_part(hm_decoder *decoder, uint64_t n_before, bool goes_on, size_t n_bytes,
                            const unsigned char *bytes, hm_chars *chars, hmrnn_error *err);

/// The bytes of a UTF-8 string in the decoder's encoding: terminators and delimiters.
/// \param n_bytes  in: capacity of `bytes`; out: bytes written
/// Errors: HMRNN_EARG if the encoding lacks one of the characters or they do not fit.
hmrnn_status hm_decoder_encode(hm_decoder *decoder, const char *utf8, unsigned char *bytes,
                               size_t *n_bytes, hmrnn_error *err);

/// Bytes that a character occupies at least and in steps of: 1; 2 for UTF-16, 4 for UTF-32.
size_t hm_decoder_unit(const hm_decoder *decoder);

/// True if the meaning of bytes depends on bytes far before them (ISO-2022-JP, UTF-7, ...), so that
/// nothing may be put between them.
bool hm_decoder_is_stateful(const hm_decoder *decoder);

/// The ICU that runs with us, e.g. "ICU 72.1, Unicode 15.0"; static.
const char *hm_decode_library(void);

void hm_chars_release(hm_chars *chars);
void hm_decoder_free(hm_decoder *decoder);

#endif
