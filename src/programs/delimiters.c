// SPDX-License-Identifier: BSD-2-Clause
//
// programs/delimiters.c - what hmrnn-segment puts between segments.
#include <config.h>

#include "programs/delimiters.h"

#include "cli/append.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/unescape.h"

#include <stdlib.h>
#include <string.h>

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

/// Colour a mark, its ends of lines aside: a terminal would go on with the colour there.
static void
put_colored(const hm_bytes *plain, size_t index, hm_bytes *mark)
{
    static const char backgrounds[] = "62345176";  // cyan, green, yellow, blue, ...
    const char on[] = {'\033', '[', '3', '0', ';', '4', backgrounds[index], 'm', '\0'};
    static const char off[] = "\033[0m";
    bool is_on = false;
    for (size_t i = 0; i < plain->n_bytes; i++) {
        const bool is_newline = plain->data[i] == '\n';
        if (is_on == is_newline)
            hm_append_string(mark, is_on ? off : on);
        is_on = !is_newline;
        hm_append_bytes(mark, 1, plain->data + i);
    }
    if (is_on)
        hm_append_string(mark, off);
}

/// The mark of layer `index` of those asked for, before encoding and without colour.
static void
put_mark(const hm_segment_options *options, size_t index, hm_bytes *mark)
{
    hmrnn_error err;
    if (index < options->delimiters.n_items) {
        hm_message_check(hm_unescape(options->delimiters.items[index], mark, &err), &err);
    } else if (options->input.has_strokes) {
        hm_append_string(mark, " |");
        for (size_t i = 0; i < index; i++)
            hm_append_string(mark, "|");
    } else {
        hm_append_string(mark, " ");
        for (size_t i = 0; i < index; i++)
            hm_append_string(mark, "|");
        hm_append_string(mark, index == 0 ? "" : " ");
    }
}

/// Bring a mark into the encoding of the text. A NUL in it ends a C string, so the parts between
/// NULs are encoded one by one.
static void
encode_mark(hm_decoder *decoder, const hm_bytes *mark, hm_bytes *encoded)
{
    hmrnn_error err;
    const unsigned char zeros[4] = {0};
    hm_bytes text = HM_BYTES_INIT;
    hm_append_bytes(&text, mark->n_bytes, mark->data);
    hm_append_bytes(&text, 1, "");
    for (size_t at = 0; at < text.n_bytes;) {
        const char *const part = (const char *)text.data + at;
        unsigned char bytes[1024];
        size_t n_bytes = sizeof bytes;
        if (hm_decoder_encode(decoder, part, bytes, &n_bytes, &err) != HMRNN_OK)
            hm_message_usage("--delimiter: %s", err.text);
        hm_append_bytes(encoded, n_bytes, bytes);
        at += strlen(part) + 1;
        if (at < text.n_bytes)
            hm_append_bytes(encoded, hm_decoder_unit(decoder), zeros);
    }
    hm_bytes_release(&text);
}

void
hm_delimiters_make(const hm_segment_options *options, const hm_layer_list *layers,
                   hm_decoder *decoder, hm_delimiters *delimiters)
{
    const size_t n_given = options->delimiters.n_items;
    if (n_given > layers->n)
        hm_message_usage("--delimiter: given %zu times for %zu layer%s", n_given, layers->n,
                         layers->n == 1 ? "" : "s");
    delimiters->layers = layers;
    const bool has_color = wants_color(options->color);
    for (size_t l = 0; l < layers->n; l++) {
        hm_bytes plain = HM_BYTES_INIT;
        hm_bytes mark = HM_BYTES_INIT;
        if (options->n_samples == 0 || l < n_given)
            put_mark(options, l, &plain);
        if (has_color)
            put_colored(&plain, l, &mark);
        else
            hm_append_bytes(&mark, plain.n_bytes, plain.data);
        if (options->input.encoding == NULL)  // bytes of the user's own are possible, then
            hm_append_bytes(&delimiters->mark[l], mark.n_bytes, mark.data);
        else
            encode_mark(decoder, &mark, &delimiters->mark[l]);
        hm_bytes_release(&plain);
        hm_bytes_release(&mark);
    }
}

void
hm_delimiters_release(hm_delimiters *delimiters)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        hm_bytes_release(&delimiters->mark[l]);
}
