// SPDX-License-Identifier: BSD-2-Clause
//
// write/delimiters.c - the delimiters between segments, one for each layer.
#include <config.h>

#include "write/delimiters.h"

#include "cli/append.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/unescape.h"

#include <stdlib.h>
#include <string.h>

/// The background colour of each layer, a digit of the escape sequence: cyan, green, yellow, ...
static const char backgrounds[HMRNN_MAX_LAYERS] = "62345176";

static bool
wants_color(hm_color wanted)
{
    const char *const no_color = getenv("NO_COLOR");
    const char *const terminal = getenv("TERM");
    if (wanted == HM_COLOR_AUTO)
        return hm_output_is_terminal() && (no_color == NULL || no_color[0] == '\0') &&
               terminal != NULL && strcmp(terminal, "dumb") != 0;
    return wanted == HM_COLOR_ALWAYS;
}

/// Append a delimiter in colour. Its newlines stay outside of the coloured parts, since a terminal
/// would colour the rest of the line.
static void
append_colored(const hm_bytes *plain, size_t index, hm_bytes *colored)
{
    const char on[] = {'\033', '[', '3', '0', ';', '4', backgrounds[index], 'm', '\0'};
    static const char off[] = "\033[0m";
    bool is_on = false;
    for (size_t i = 0; i < plain->n_bytes; i++) {
        const bool is_newline = plain->data[i] == '\n';
        if (is_on == is_newline)
            hm_append_string(colored, is_on ? off : on);
        is_on = !is_newline;
        hm_append_bytes(colored, 1, plain->data + i);
    }
    if (is_on)
        hm_append_string(colored, off);
}

/// Append a delimiter in the encoding of the text. hm_decoder_encode() takes C strings, which end
/// at a NUL, so what stands between NULs is encoded piece by piece.
static void
append_encoded(hm_decoder *decoder, const hm_bytes *plain, hm_bytes *encoded)
{
    hmrnn_error err;
    const unsigned char zeros[4] = {0};
    hm_bytes text = HM_BYTES_INIT;
    hm_append_bytes(&text, plain->n_bytes, plain->data);
    hm_append_bytes(&text, 1, "");
    for (size_t at = 0; at < text.n_bytes;) {
        const char *const piece = (const char *)text.data + at;
        unsigned char bytes[1024];
        size_t n_bytes = sizeof bytes;
        if (hm_decoder_encode(decoder, piece, bytes, &n_bytes, &err) != HMRNN_OK)
            hm_message_usage("--delimiter: %s", err.text);
        hm_append_bytes(encoded, n_bytes, bytes);
        at += strlen(piece) + 1;
        if (at < text.n_bytes)
            hm_append_bytes(encoded, hm_decoder_unit(decoder), zeros);
    }
    hm_bytes_release(&text);
}

static void
make_delimiter(size_t index, const hm_delimiter_options *options, bool has_color, hm_bytes *result)
{
    hmrnn_error err;
    hm_bytes plain = HM_BYTES_INIT;
    hm_bytes shown = HM_BYTES_INIT;
    if (index < options->given->n_items)
        hm_message_check(hm_unescape(options->given->items[index], &plain, &err), &err);
    else
        options->append_default(index, &plain);
    if (has_color)
        append_colored(&plain, index, &shown);
    else
        hm_append_bytes(&shown, plain.n_bytes, plain.data);
    if (options->decoder == NULL)
        hm_append_bytes(result, shown.n_bytes, shown.data);
    else
        append_encoded(options->decoder, &shown, result);
    hm_bytes_release(&plain);
    hm_bytes_release(&shown);
}

void
hm_delimiters_make(hm_delimiters *delimiters, size_t n_layers, const hm_delimiter_options *options)
{
    const size_t n_given = options->given->n_items;
    if (n_given > n_layers)
        hm_message_usage("--delimiter: given %zu times for %zu layer%s", n_given, n_layers,
                         n_layers == 1 ? "" : "s");
    const bool has_color = wants_color(options->color);
    for (size_t l = 0; l < n_layers; l++)
        make_delimiter(l, options, has_color, &delimiters->bytes[l]);
}

void
hm_delimiters_release(hm_delimiters *delimiters)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        hm_bytes_release(&delimiters->bytes[l]);
}
