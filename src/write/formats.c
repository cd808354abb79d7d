// SPDX-License-Identifier: BSD-2-Clause
//
// write/formats.c - the output formats of hmrnn-segment.
#include <config.h>

#include "write/formats.h"

#include "cli/append.h"

#include <string.h>

#define FORMAT(name, writer, help) {name, &(writer)},

const hm_format hm_formats[] = {HM_FORMATS(FORMAT){NULL, NULL}};

const hm_format *
hm_format_find(const hm_format *table, const char *name)
{
    for (const hm_format *format = table; format->name != NULL; format++) {
        if (strcmp(format->name, name) == 0)
            return format;
    }
    return NULL;
}

void
hm_format_list(const hm_format *table, unsigned flag, hm_bytes *out)
{
    bool is_first = true;
    for (const hm_format *format = table; format->name != NULL; format++) {
        if ((format->writer->flags & flag) == 0)
            continue;
        hm_append_string(out, is_first ? "--format=" : " or --format=");
        hm_append_string(out, format->name);
        is_first = false;
    }
    hm_append_bytes(out, 1, "");
}
