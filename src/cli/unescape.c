// SPDX-License-Identifier: BSD-2-Clause
//
// cli/unescape.c - the escapes of --delimiter.
#include <config.h>

#include "cli/unescape.h"

#include "base/error.h"

#include <string.h>

static int
hex_value(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    const char *const at = lower == '\0' ? NULL : strchr(digits, lower);
    return at == NULL ? -1 : (int)(at - digits);
}

/// Read the escape after a backslash. \return its characters; 0 if it is none
static size_t
parse_escape(const char *text, unsigned char *byte)
{
    static const char letters[] = "ntr0\\";
    static const char meanings[] = "\n\t\r\0\\";
    const char *const at = text[0] == '\0' ? NULL : strchr(letters, text[0]);
    if (at != NULL) {
        *byte = (unsigned char)meanings[at - letters];
        return 1;
    }
    if (text[0] != 'x')
        return 0;
    const int high = hex_value(text[1]);
    const int low = high < 0 ? -1 : hex_value(text[2]);
    if (low < 0)
        return 0;
    *byte = (unsigned char)(high * 16 + low);
    return 3;
}

hmrnn_status
hm_unescape(const char *text, hm_bytes *out, hmrnn_error *err)
{
    for (const char *at = text; *at != '\0';) {
        unsigned char byte = (unsigned char)*at++;
        if (byte == '\\') {
            const size_t n = parse_escape(at, &byte);
            if (n == 0)
                return hm_fail(err, HMRNN_EARG,
                               "--delimiter: in '%s' the backslash must stand before one of "
                               "n t r 0 \\ xHH",
                               text);
            at += n;
        }
        HM_TRY(hm_bytes_append(out, 1, &byte, err));
    }
    return HMRNN_OK;
}
