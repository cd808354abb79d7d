// SPDX-License-Identifier: BSD-2-Clause
//
// programs/gold.c - a segmented text compared with a gold segmentation of the same text.
#include <config.h>

#include "programs/gold.h"

#include "base/error.h"
#include "cli/append.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

hmrnn_status
hm_gold_split(const hmrnn_text *record, const hmrnn_text *delimiter, hm_marked_text *segmented,
              hmrnn_error *err)
{
    const bool is_given = delimiter->n_chars > 0;
    const hm_mark_set marks = {
        .n_marks = is_given ? 1 : 0,
        .marks = {*delimiter},
        .white_space = is_given ? HM_WHITE_SPACE_IS_OUT : HM_WHITE_SPACE_PARTS,
    };
    return hm_marked_text_read(record, &marks, segmented, err);
}

/// "'a' (U+0061)", "a byte that is no character" or "its end".
static void
describe(const hm_marked_text *segmented, size_t at, hm_bytes *out)
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
hm_gold_add(hmrnn_agreement *agreement, const hm_marked_text *gold, const hm_marked_text *found,
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
        hmrnn_agreement_add(agreement, gold->n_chars, gold->depth, found->depth);
    return HMRNN_OK;
}
