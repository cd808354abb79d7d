// SPDX-License-Identifier: BSD-2-Clause
//
// write/escape.h - a slice of a record as a field of TSV or as a string of JSON.
//
// Both are UTF-8, whatever the encoding of the input. A TSV field has tab, newline, carriage return
// and backslash as \t, \n, \r and \\, and other controls and bytes that are no character as \xHH,
// so it can be decoded without loss. JSON strings hold characters only: U+FFFD replaces such bytes.
#ifndef HM_WRITE_ESCAPE_H
#define HM_WRITE_ESCAPE_H

#include "base/bytes.h"
#include "text/decode.h"

#include <stddef.h>

typedef struct hm_slice {
    const hm_chars *chars;       ///< a decoded record
    const unsigned char *bytes;  ///< and the bytes it was decoded from
    size_t begin, end;           ///< characters of it
} hm_slice;

void hm_escape_tsv(hm_bytes *out, const hm_slice *slice);

/// With the quotation marks.
void hm_escape_json(hm_bytes *out, const hm_slice *slice);

#endif
