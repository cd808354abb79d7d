// SPDX-License-Identifier: BSD-2-Clause
//
// cli/mark_option.c - the marks to look for in a text, as --delimiter gives them.
#include <config.h>

#include "cli/mark_option.h"

#include "cli/message.h"
#include "cli/unescape.h"

#include <string.h>

static void
decode(const hm_bytes *bytes, hm_chars *chars)
{
    hmrnn_error err;
    hm_decoder *decoder = NULL;
    hm_message_check(hm_decoder_new(&decoder, NULL, HM_INVALID_ERROR, &err), &err);
    const hmrnn_status status = hm_decode(decoder, bytes->n_bytes, bytes->data, chars, &err);
    if (status == HMRNN_ETEXT)
        hm_message_usage("--delimiter: %s", err.text);
    hm_message_check(status, &err);
    hm_decoder_free(decoder);
}

void
hm_mark_option_decode(const char *given, hm_chars *chars)
{
    hmrnn_error err;
    hm_bytes bytes = HM_BYTES_INIT;
    hm_message_check(hm_unescape(given, &bytes, &err), &err);
    decode(&bytes, chars);
    hm_bytes_release(&bytes);
}

static void
decode_default(const hm_mark_options *options, size_t index, hm_chars *chars)
{
    hm_bytes bytes = HM_BYTES_INIT;
    options->append_default(index, &bytes);
    decode(&bytes, chars);
    hm_bytes_release(&bytes);
}

static bool
are_equal(const hmrnn_text *a, const hmrnn_text *b)
{
    return a->n_chars == b->n_chars &&
           memcmp(a->chars, b->chars, a->n_chars * sizeof *a->chars) == 0;
}

/// Whether the m-th mark can be found, and told from those before it.
static void
check(const hm_mark_set *set, size_t m, bool ends_in_nul)
{
    const hmrnn_text *const mark = &set->marks[m];
    if (mark->n_chars == 0)
        hm_message_usage("--delimiter: a mark without characters cannot be found in a text");
    for (size_t i = 0; i < mark->n_chars; i++)
        if (mark->chars[i] == (ends_in_nul ? 0 : '\n'))
            hm_message_usage("--delimiter: a mark with a %s cannot be found, since records end in "
                             "it: take another mark, or %s --null",
                             ends_in_nul ? "NUL" : "newline", ends_in_nul ? "leave out" : "give");
    for (size_t other = 0; other < m; other++)
        if (are_equal(mark, &set->marks[other]))
            hm_message_usage("--delimiter: two layers have the same mark");
}

void
hm_marks_make(hm_marks *marks, const hm_mark_options *options)
{
    const size_t n = options->layers->n;
    const size_t n_given = options->given->n_items;
    *marks = (hm_marks){
        .set = {.n_marks = n,
                .white_space = n_given == 0 ? HM_WHITE_SPACE_PARTS : HM_WHITE_SPACE_IS_TEXT}};
    if (n_given > n)
        hm_message_usage("--delimiter: given %zu times for %zu layer%s", n_given, n,
                         n == 1 ? "" : "s");
    for (size_t m = 0; m < n; m++) {
        hm_chars *const chars = &marks->chars[m];
        if (m < n_given)
            hm_mark_option_decode(options->given->items[m], chars);
        else
            decode_default(options, m, chars);
        marks->set.marks[m] = (hmrnn_text){chars->chars, chars->n_chars};
        check(&marks->set, m, options->ends_in_nul);
    }
}

void
hm_marks_release(hm_marks *marks)
{
    for (size_t m = 0; m < HMRNN_MAX_LAYERS; m++)
        hm_chars_release(&marks->chars[m]);
}
