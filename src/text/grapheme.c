// SPDX-License-Identifier: BSD-2-Clause
//
// text/grapheme.c - extended grapheme clusters (UAX #29).
//
// Between most characters the categories of the two decide that a cluster ends: no rule joins such
// a pair. Only the stretches between such places are given to ICU's iterator, each on its own, so
// the rules themselves are always those of the ICU that runs.
#include <config.h>

#include "text/grapheme.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

struct hm_graphemes {
    UBreakIterator *iterator;
    UChar *units;  // a stretch as UTF-16
    size_t capacity;
};

hmrnn_status
hm_graphemes_new(hm_graphemes **out, hmrnn_error *err)
{
    hm_graphemes *const graphemes = calloc(1, sizeof *graphemes);
    if (graphemes == NULL)
        return hm_fail_memory(err, "grapheme clusters", sizeof *graphemes);
    UErrorCode error = U_ZERO_ERROR;
    graphemes->iterator = ubrk_open(UBRK_CHARACTER, "root", NULL, 0, &error);
    if (U_FAILURE(error)) {
        hm_graphemes_free(graphemes);
        return hm_fail(err, error == U_MEMORY_ALLOCATION_ERROR ? HMRNN_ENOMEM : HMRNN_EIO,
                       "ICU has no rules for grapheme clusters: %s", u_errorName(error));
    }
    *out = graphemes;
    return HMRNN_OK;
}

/// What a pair of characters needs to know of each: bits, so that the pair is one expression.
enum { STANDS_ALONE = 1, IS_PLAIN = 2, IS_LEADING = 4, IS_LF = 8, IS_CR = 16 };

static unsigned
kind_of(uint32_t c)
{
    if (c > UCHAR_MAX_VALUE)
        return STANDS_ALONE;  // HMRNN_INVALID
    const int32_t property = u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    switch (property) {
    case U_GCB_CONTROL:
        return STANDS_ALONE;
    case U_GCB_CR:
        return STANDS_ALONE | IS_CR;
    case U_GCB_LF:
        return STANDS_ALONE | IS_LF;
    case U_GCB_OTHER:
    case U_GCB_LV:
    case U_GCB_LVT:
        return IS_PLAIN;
    case U_GCB_L:
        return IS_LEADING;
    default:
        return 0;
    }
}

typedef enum verdict { JOINED, ENDS, ASK } verdict;

/// Whether a cluster ends between two characters of these categories. GB3 to GB5: what stands alone
/// does, but for CR LF. GB999: nothing that is plain stays with a plain or leading one after it.
static verdict
between(unsigned before, unsigned after)
{
    if ((before & IS_CR) != 0 && (after & IS_LF) != 0)
        return JOINED;
    if (((before | after) & STANDS_ALONE) != 0)
        return ENDS;
    if ((before & IS_PLAIN) != 0 && (after & (IS_PLAIN | IS_LEADING)) != 0)
        return ENDS;
    return ASK;
}

static hmrnn_status
reserve(hm_graphemes *graphemes, size_t n_chars, hmrnn_error *err)
{
    if (n_chars > INT32_MAX / U16_MAX_LENGTH)  // more than ICU can count
        return hm_fail_memory(err, "a grapheme cluster", n_chars);
    return hm_alloc_grow(&graphemes->units, &graphemes->capacity, n_chars * U16_MAX_LENGTH,
                         sizeof *graphemes->units, "a grapheme cluster", err);
}

/// Mark the clusters of a stretch that ICU must see; is_end is all zeros before.
static hmrnn_status
mark_stretch(hm_graphemes *graphemes, size_t n_chars, const uint32_t *chars, uint8_t *is_end,
             hmrnn_error *err)
{
    HM_TRY(reserve(graphemes, n_chars, err));
    int32_t n_units = 0;
    for (size_t i = 0; i < n_chars; i++)
        U16_APPEND_UNSAFE(graphemes->units, n_units, chars[i]);
    UErrorCode error = U_ZERO_ERROR;
    ubrk_setText(graphemes->iterator, graphemes->units, n_units, &error);
    if (U_FAILURE(error))
        return hm_fail(err, HMRNN_ENOMEM, "ICU cannot look for grapheme clusters: %s",
                       u_errorName(error));
    int32_t at = 0;  // end of chars[i], in units
    size_t i = 0;
    for (int32_t end = ubrk_next(graphemes->iterator); end != UBRK_DONE;
         end = ubrk_next(graphemes->iterator)) {
        while (i < n_chars && (at += U16_LENGTH(chars[i])) < end)
            i++;
        is_end[i++] = 1;
    }
    return HMRNN_OK;
}

hmrnn_status
hm_graphemes_mark(hm_graphemes *graphemes, size_t n_chars, const uint32_t *chars, uint8_t *is_end,
                  hmrnn_error *err)
{
    if (n_chars == 0)
        return HMRNN_OK;
    memset(is_end, 0, n_chars);
    size_t start = 0;       // of the present stretch
    bool must_ask = false;  // it has a pair that only ICU can decide
    unsigned before = kind_of(chars[0]);
    for (size_t i = 1; i <= n_chars; i++) {
        const unsigned after = i < n_chars ? kind_of(chars[i]) : STANDS_ALONE;
        const verdict found = i < n_chars ? between(before, after) : ENDS;
        must_ask = must_ask || found == ASK;
        if (found == ENDS) {
            if (must_ask)
                HM_TRY(mark_stretch(graphemes, i - start, chars + start, is_end + start, err));
            is_end[i - 1] = 1;
            start = i;
            must_ask = false;
        }
        before = after;
    }
    return HMRNN_OK;
}

void
hm_graphemes_free(hm_graphemes *graphemes)
{
    if (graphemes == NULL)
        return;
    if (graphemes->iterator != NULL)
        ubrk_close(graphemes->iterator);
    free(graphemes->units);
    free(graphemes);
}
