// SPDX-License-Identifier: BSD-2-Clause
//
// cli/message.c - messages on standard error.
#include <config.h>

#include "cli/message.h"

#include "text/char_props.h"
#include "text/decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *tool_name = "hmrnn";
static int exit_status = HM_EXIT_DONE;
static bool has_transient;

void
hm_message_begin(const char *tool)
{
    tool_name = tool;
}

int
hm_message_status(void)
{
    return exit_status;
}

static hmrnn_status
quote_chars(hm_bytes *out, const unsigned char *bytes, const hm_chars *decoded)
{
    for (size_t i = 0; i < decoded->n_chars; i++) {
        const uint32_t c = decoded->chars[i];
        const size_t from = decoded->offset[i];
        const size_t to = decoded->offset[i + 1];
        if (c == ' ' || (c != HMRNN_INVALID && hm_char_category_of(c) > HM_CATEGORY_SPACE)) {
            HM_TRY(hm_bytes_append(out, to - from, bytes + from, NULL));
            continue;
        }
        for (size_t b = from; b < to; b++) {
            char hex[8];
            snprintf(hex, sizeof hex, "\\x%02X", (unsigned)bytes[b]);
            HM_TRY(hm_bytes_append_string(out, hex, NULL));
        }
    }
    return HMRNN_OK;
}

void
hm_message_quote(hm_bytes *out, const char *text)
{
    const unsigned char *const bytes = (const unsigned char *)text;
    hm_decoder *decoder = NULL;
    hm_chars decoded = HM_CHARS_INIT;
    const size_t n_before = out->n_bytes;
    if (hm_decoder_new(&decoder, NULL, HM_INVALID_KEEP, NULL) != HMRNN_OK ||
        hm_decode(decoder, strlen(text), bytes, &decoded, NULL) != HMRNN_OK ||
        quote_chars(out, bytes, &decoded) != HMRNN_OK)
        out->n_bytes = n_before;  // no memory: then there is nothing to show it with
    hm_chars_release(&decoded);
    hm_decoder_free(decoder);
}

/// A line that wraps could not be taken away again.
static int
terminal_width(void)
{
    struct winsize size = {.ws_col = 0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

void
hm_message_transient(const char *line)
{
    if (has_transient)
        fputs("\r\033[K", stderr);
    if (line != NULL)
        fprintf(stderr, "%.*s", terminal_width() - 1, line);
    fflush(stderr);
    has_transient = line != NULL;
}

/// Without the memory that telling characters apart needs: what is not ASCII is shown as bytes.
static void
print_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        fprintf(stderr, byte >= ' ' && byte < 0x7F ? "%c" : "\\x%02X", byte);
    }
}

static void say(const char *format, va_list args) HM_PRINTF(1, 0);

static void
say(const char *format, va_list args)
{
    char text[4096];
    vsnprintf(text, sizeof text, format, args);
    hm_bytes shown = HM_BYTES_INIT;
    hm_message_quote(&shown, text);
    hm_message_transient(NULL);
    fprintf(stderr, "%s: ", tool_name);
    if (shown.n_bytes > 0)
        fwrite(shown.data, 1, shown.n_bytes, stderr);
    else
        print_ascii(text);
    fputc('\n', stderr);
    hm_bytes_release(&shown);
}

void
hm_message_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void
hm_message_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    exit_status = HM_EXIT_FAILED;
}

_Noreturn void
hm_message_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    exit(HM_EXIT_FAILED);
}

_Noreturn void
hm_message_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    fprintf(stderr, "Try '%s --help'.\n", tool_name);
    exit(HM_EXIT_USAGE);
}

void
hm_message_check(hmrnn_status status, const hmrnn_error *err)
{
    if (status == HMRNN_EARG)
        hm_message_usage("%s", err->text);
    if (status != HMRNN_OK)
        hm_message_die("%s", err->text);
}
