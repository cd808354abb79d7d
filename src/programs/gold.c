// SPDX-License-Identifier: BSD-2-Clause
//
// programs/gold.c - a segmented text compared with a gold segmentation of the same text.
#include <config.h>

#include "programs/gold.h"

#include "base/error.h"
#include "cli/append.h"
#include "text/char_props.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
reserve(hm_segmented *segmented, size_t n_chars)
{
    if (n_chars <= segmented->capacity)
        return;
    segmented->chars = hm_xrealloc_array(segmented->chars, n_chars, sizeof *segmented->chars);
    segmented->ends = hm_xrealloc_array(segmented->ends, n_chars, sizeof *segmented->ends);
    segmented->capacity = n_chars;
}

static bool
begins_with(const hmrnn_text *record, size_t at, const hmrnn_text *delimiter)
{
    return delimiter->n_chars > 0 && record->n_chars - at >= delimiter->n_chars &&
           memcmp(record->chars + at, delimiter->chars,
                  delimiter->n_chars * sizeof *delimiter->chars) == 0;
}

void
hm_gold_split(const hmrnn_text *record, const hmrnn_text *delimiter, hm_segmented *segmented)
{
    reserve(segmented, record->n_chars);
    size_t n = 0;
    for (size_t i = 0; i < record->n_chars;) {
        const bool is_delimiter = begins_with(record, i, delimiter);
        const bool is_white = hm_char_is_space(record->chars[i]);
        if (!is_delimiter && !is_white) {
            segmented->chars[n] = record->chars[i];
            segmented->ends[n++] = 0;
        } else if (n > 0 && (is_delimiter || delimiter->n_chars == 0)) {
            segmented->ends[n - 1] = 1;
        }
        i += is_delimiter ? delimiter->n_chars : 1;
    }
    segmented->n_chars = n;
}

/// "'a' (U+0061)", "a byte that is no character" or "its end".
static void
describe(const hm_segmented *segmented, size_t at, hm_bytes *out)
{
    char code[16];
    if (at >= segmented->n_chars) {
        hm_append_string(out, "its end");
    } else if (segmented->chars[at] == HMRNN_INVALID) {
        hm_append_string(out, "a byte that is no character");
    } else {
        hm_append_string(out, "'");
        hm_append_char(out, segmented->chars[at]);
        snprintf(code, sizeof code, "' (U+%04" PRIX32 ")", segmented->chars[at]);
        hm_append_string(out, code);
    }
    hm_append_bytes(out, 1, "");
}

hmrnn_status
hm_gold_add(hmrnn_agreement *agreement, const hm_segmented *gold, const hm_segmented *found,
            hmrnn_error *err)
{
    size_t n_same = 0;
    while (n_same < gold->n_chars && n_same < found->n_chars &&
           gold->chars[n_same] == found->chars[n_same])
        n_same++;
    if (n_same < gold->n_chars || n_same < found->n_chars) {
        hm_bytes here = HM_BYTES_INIT;
        hm_bytes there = HM_BYTES_INIT;
        describe(found, n_same, &here);
        describe(gold, n_same, &there);
        const hmrnn_status status =
            hm_fail(err, HMRNN_ETEXT,
                    "not the same text: character %zu, white space not counted, is %s here and %s "
                    "there",
                    n_same + 1, (const char *)here.data, (const char *)there.data);
        hm_bytes_release(&here);
        hm_bytes_release(&there);
        return status;
    }
    if (gold->n_chars > 0)
        hmrnn_agreement_add(agreement, gold->n_chars, gold->ends, found->ends);
    return HMRNN_OK;
}

void
hm_segmented_release(hm_segmented *segmented)
{
    free(segmented->chars);
    free(segmented->ends);
    *segmented = (hm_segmented)HM_SEGMENTED_INIT;
}
