// SPDX-License-Identifier: BSD-2-Clause
//
// text/normalize.c - what the network sees of the text.
//
// Most clusters are one character that normalisation leaves alone, and are copied. The others go
// through ICU one by one.
#include <config.h>

#include "text/normalize.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "text/grapheme.h"
#include "text/utf16.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unicode/unorm2.h>

#define N_PIECE ((size_t)256)  // characters normalised at once
#define N_GROWTH ((size_t)18)  // units that one becomes at most: U+FDFA in NFKC

struct hm_normalizer {
    const UNormalizer2 *form;  // ICU's own; NULL: leave the text as it is
    hm_graphemes *graphemes;
    uint8_t *is_end;
    size_t capacity;
    UChar before[N_PIECE * U16_MAX_LENGTH];
    UChar after[N_PIECE * N_GROWTH];
};

static const UNormalizer2 *
find_form(hmrnn_normalization form, UErrorCode *error)
{
    switch (form) {
    case HMRNN_NORMALIZATION_NONE:
        return NULL;
    case HMRNN_NORMALIZATION_NFC:
        return unorm2_getNFCInstance(error);
    case HMRNN_NORMALIZATION_NFKC:
        return unorm2_getNFKCInstance(error);
    case HMRNN_NORMALIZATION_NFKC_CASEFOLD:
        return unorm2_getNFKCCasefoldInstance(error);
    }
    return NULL;
}

hmrnn_status
hm_normalizer_new(hm_normalizer **out, hmrnn_normalization form, hmrnn_error *err)
{
    hm_normalizer *const normalizer = calloc(1, sizeof *normalizer);
    if (normalizer == NULL)
        return hm_fail_memory(err, "normalisation", sizeof *normalizer);
    UErrorCode error = U_ZERO_ERROR;
    normalizer->form = find_form(form, &error);
    hmrnn_status status = HMRNN_OK;
    if (U_FAILURE(error))
        status = hm_fail(err, error == U_MEMORY_ALLOCATION_ERROR ? HMRNN_ENOMEM : HMRNN_EIO,
                         "ICU cannot normalise: %s", u_errorName(error));
    else
        status = hm_graphemes_new(&normalizer->graphemes, err);
    if (status != HMRNN_OK) {
        hm_normalizer_free(normalizer);
        return status;
    }
    *out = normalizer;
    return HMRNN_OK;
}

/// Make the capacity of the view enough for `n_more` symbols.
static hmrnn_status
reserve(hm_view *view, size_t n_more, hmrnn_error *err)
{
    size_t n_needed = 0;
    const hm_column columns[] = {{&view->chars, sizeof *view->chars},
                                 {&view->origin, sizeof *view->origin}};
    if (!hm_size_add(view->n_chars, n_more, &n_needed))
        return hm_fail_memory(err, "normalised text", n_more);
    return hm_alloc_grow_columns(2, columns, &view->capacity, n_needed, "normalised text", err);
}

static void
put(hm_view *view, uint32_t c, size_t origin)
{
    view->chars[view->n_chars] = c;
    view->origin[view->n_chars++] = origin;
}

/// Normalise up to N_PIECE characters of one cluster.
static hmrnn_status
put_piece(hm_normalizer *normalizer, size_t n_chars, const uint32_t *chars, size_t origin,
          hm_view *view, hmrnn_error *err)
{
    int32_t n_before = 0;
    for (size_t i = 0; i < n_chars; i++)
        U16_APPEND_UNSAFE(normalizer->before, n_before, chars[i]);
    UErrorCode error = U_ZERO_ERROR;
    const int32_t n_after =
        unorm2_normalize(normalizer->form, normalizer->before, n_before, normalizer->after,
                         (int32_t)(N_PIECE * N_GROWTH), &error);
    if (U_FAILURE(error))
        return hm_fail(err, HMRNN_ENOMEM, "ICU cannot normalise: %s", u_errorName(error));
    HM_TRY(reserve(view, (size_t)n_after, err));
    for (size_t i = 0; i < (size_t)n_after;)
        put(view, hm_utf16_next((size_t)n_after, normalizer->after, &i), origin);
    return HMRNN_OK;
}

static hmrnn_status
put_cluster(hm_normalizer *normalizer, const hmrnn_text *text, size_t start, size_t end,
            hm_view *view, hmrnn_error *err)
{
    const uint32_t c = text->chars[start];
    if (end - start == 1 && (c == HMRNN_INVALID || unorm2_isInert(normalizer->form, (UChar32)c))) {
        HM_TRY(reserve(view, 1, err));
        put(view, c, start);
        return HMRNN_OK;
    }
    for (size_t i = start; i < end; i += N_PIECE)
        HM_TRY(put_piece(normalizer, hm_size_min(end - i, N_PIECE), text->chars + i, end - 1, view,
                         err));
    return HMRNN_OK;
}

static hmrnn_status
mark_clusters(hm_normalizer *normalizer, const hmrnn_text *text, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&normalizer->is_end, &normalizer->capacity, text->n_chars, 1,
                         "grapheme clusters", err));
    return hm_graphemes_mark(normalizer->graphemes, text->n_chars, text->chars, normalizer->is_end,
                             err);
}

hmrnn_status
hm_normalize(hm_normalizer *normalizer, const hmrnn_text *text, hm_view *view, hmrnn_error *err)
{
    view->n_chars = 0;
    HM_TRY(reserve(view, text->n_chars, err));
    if (normalizer->form == NULL) {
        for (size_t i = 0; i < text->n_chars; i++)
            put(view, text->chars[i], i);
        return HMRNN_OK;
    }
    HM_TRY(mark_clusters(normalizer, text, err));
    for (size_t start = 0, i = 0; i < text->n_chars; i++) {
        if (normalizer->is_end[i] == 0)
            continue;
        HM_TRY(put_cluster(normalizer, text, start, i + 1, view, err));
        start = i + 1;
    }
    return HMRNN_OK;
}

void
hm_view_release(hm_view *view)
{
    if (view == NULL)
        return;
    free(view->chars);
    free(view->origin);
    *view = (hm_view)HM_VIEW_INIT;
}

void
hm_normalizer_free(hm_normalizer *normalizer)
{
    if (normalizer == NULL)
        return;
    hm_graphemes_free(normalizer->graphemes);
    free(normalizer->is_end);
    free(normalizer);
}
