// SPDX-License-Identifier: BSD-2-Clause
//
// cli/append.c - append to a buffer; without memory the program ends with a message.
#include <config.h>

#include "cli/append.h"

#include "base/number.h"
#include "base/size.h"
#include "cli/message.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
hm_append_bytes(hm_bytes *out, size_t n, const void *data)
{
    hmrnn_error err;
    hm_message_check(hm_bytes_append(out, n, data, &err), &err);
}

void
hm_append_string(hm_bytes *out, const char *text)
{
    hm_append_bytes(out, strlen(text), text);
}

void
hm_append_count(hm_bytes *out, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    hm_append_string(out, text);
}

void
hm_append_number(hm_bytes *out, double value, int n_digits)
{
    char text[512];  // the largest double has 309 digits
    hm_append_bytes(out, hm_number_format(sizeof text, text, value, n_digits), text);
}

void
hm_append_char(hm_bytes *out, uint32_t c)
{
    const uint32_t shown = c == HMRNN_INVALID ? UINT32_C(0xFFFD) : c;
    unsigned char utf8[4];
    size_t n = 1;
    if (shown < 0x80) {
        utf8[0] = (unsigned char)shown;
    } else {
        n = shown < 0x800 ? 2 : shown < 0x10000 ? 3 : 4;
        static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        utf8[0] = (unsigned char)(lead[n] | shown >> (6 * (n - 1)));
        for (size_t i = 1; i < n; i++)
            utf8[i] = (unsigned char)(0x80 | (shown >> (6 * (n - 1 - i)) & 0x3F));
    }
    hm_append_bytes(out, n, utf8);
}

void *
hm_xrealloc_array(void *array, size_t n_items, size_t item_size)
{
    size_t n_bytes = 0;
    const bool has_size = hm_size_mul(n_items, item_size, &n_bytes);
    void *const resized = has_size ? realloc(array, n_bytes == 0 ? 1 : n_bytes) : NULL;
    if (resized == NULL)
        hm_message_die("no memory for %zu items of %zu bytes", n_items, item_size);
    return resized;
}

char *
hm_xstrdup(const char *name)
{
    char *const copy = strdup(name);
    if (copy == NULL)
        hm_message_die("no memory for a name");
    return copy;
}
