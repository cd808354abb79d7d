// SPDX-License-Identifier: BSD-2-Clause
//
// text/split_point.c - where a record that is too long to be held may be divided.
#include <config.h>

#include "text/split_point.h"

#include "base/error.h"
#include "text/char_props.h"

#include <stdbool.h>

static bool
is_edge(uint32_t c)
{
    if (c == HMRNN_INVALID)
        return false;
    const hm_char_category class = hm_char_category_of(c);
    return class == HM_CATEGORY_SPACE || class == HM_CATEGORY_PUNCTUATION;
}

hmrnn_status
hm_split_point(hm_graphemes *graphemes, const hm_chars *chars, uint8_t *is_end, size_t *n_kept,
               hmrnn_error *err)
{
    const size_t n = chars->n_chars;
    const size_t n_bytes = chars->offset[n];
    HM_TRY(hm_graphemes_mark(graphemes, n, chars->chars, is_end, err));
    *n_kept = 0;
    for (size_t end = n; end-- > 1;) {  // characters before the end; one is behind it
        if (n_bytes - chars->offset[end] < HM_DECODE_UNSURE)
            continue;
        if (*n_kept > 0 && chars->offset[end] < n_bytes / 2)
            break;
        // Of two characters made of the same bytes, the first ends nowhere.
        if (is_end[end - 1] == 0 || chars->offset[end] == chars->offset[end - 1])
            continue;
        if (*n_kept == 0)
            *n_kept = end;
        if (chars->offset[end] >= n_bytes / 2 && is_edge(chars->chars[end - 1]) &&
            !is_edge(chars->chars[end])) {
            *n_kept = end;
            break;
        }
    }
    return HMRNN_OK;
}
