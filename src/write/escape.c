// SPDX-License-Identifier: BSD-2-Clause
//
// write/escape.c - a slice of a record as a field of TSV or as a string of JSON.
#include <config.h>

#include "write/escape.h"

#include "cli/append.h"

#include <stdbool.h>
#include <stdio.h>

/// The letter after the backslash in the escape of this character; 0 if it has none.
static char
short_escape(uint32_t c)
{
    switch (c) {
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\\':
        return '\\';
    default:
        return '\0';
    }
}

static bool
is_control(uint32_t c)
{
    return c < 0x20 || c == 0x7F;
}

/// A backslash, a letter, and n_digits hexadecimal digits.
static void
put_hex(hm_bytes *out, char letter, int n_digits, unsigned value)
{
    char text[16];
    snprintf(text, sizeof text, "\\%c%0*X", letter, n_digits, value);
    hm_append_string(out, text);
}

void
hm_escape_tsv(hm_bytes *out, const hm_slice *slice)
{
    const hm_chars *const decoded = slice->chars;
    for (size_t i = slice->begin; i < slice->end; i++) {
        const uint32_t c = decoded->chars[i];
        const char letter = short_escape(c);
        if (letter != '\0') {
            const char escape[2] = {'\\', letter};
            hm_append_bytes(out, sizeof escape, escape);
        } else if (c == HMRNN_INVALID) {
            for (size_t b = decoded->offset[i]; b < decoded->offset[i + 1]; b++)
                put_hex(out, 'x', 2, slice->bytes[b]);
        } else if (is_control(c)) {
            put_hex(out, 'x', 2, c);
        } else {
            hm_append_char(out, c);
        }
    }
}

void
hm_escape_json(hm_bytes *out, const hm_slice *slice)
{
    hm_append_string(out, "\"");
    for (size_t i = slice->begin; i < slice->end; i++) {
        const uint32_t c = slice->chars->chars[i];
        const char letter = c == '"' ? '"' : short_escape(c);
        if (letter != '\0') {
            const char escape[2] = {'\\', letter};
            hm_append_bytes(out, sizeof escape, escape);
        } else if (is_control(c)) {
            put_hex(out, 'u', 4, c);
        } else {
            hm_append_char(out, c);
        }
    }
    hm_append_string(out, "\"");
}
