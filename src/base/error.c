// SPDX-License-Identifier: BSD-2-Clause
//
// base/error.c - how a function of the library says that it failed.
#include <config.h>

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

hmrnn_status
hm_fail(hmrnn_error *err, hmrnn_status status, const char *format, ...)
{
    if (err == NULL)
        return status;

    err->status = status;
    va_list args;
    va_start(args, format);
    const int n_wanted = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (n_wanted < 0) {
        err->text[0] = '\0';
    } else if ((size_t)n_wanted >= sizeof err->text) {
        size_t end = sizeof err->text - 1;  // drop the tail of a character that was cut
        while (end > 0 && ((unsigned char)err->text[end - 1] & 0xC0) == 0x80)
            end--;
        if (end > 0 && (unsigned char)err->text[end - 1] >= 0xC0)
            end--;
        err->text[end] = '\0';
    }
    return status;
}

hmrnn_status
hm_fail_memory(hmrnn_error *err, const char *what, size_t n_bytes)
{
    return hm_fail(err, HMRNN_ENOMEM, "no memory for %s (%zu bytes)", what, n_bytes);
}
