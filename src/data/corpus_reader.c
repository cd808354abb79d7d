// SPDX-License-Identifier: BSD-2-Clause
//
// data/corpus_reader.c - a corpus read through once, normalised, a piece at a time.
#include <config.h>

#include "data/corpus_reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>

hmrnn_status
hm_corpus_reader_open(hm_corpus_reader *reader, hmrnn_corpus *corpus, hmrnn_normalization form,
                      hmrnn_error *err)
{
    hm_corpus_reader fresh = {.corpus = corpus, .view = HM_VIEW_INIT};
    hmrnn_status status = hm_normalizer_new(&fresh.normalizer, form, err);
    if (status == HMRNN_OK)
        status = hm_graphemes_new(&fresh.graphemes, err);
    if (status != HMRNN_OK)
        hm_corpus_reader_close(&fresh);
    else
        *reader = fresh;
    return status;
}

/// How many of n characters of a record that goes on after them are whole clusters; all of them if
/// they are one.
static hmrnn_status
shorten(hm_corpus_reader *reader, const uint32_t *chars, size_t *n, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&reader->is_end, &reader->n_is_end, *n, 1, "a record", err));
    HM_TRY(hm_graphemes_mark(reader->graphemes, *n, chars, reader->is_end, err));
    for (size_t end = *n - 1; end > 0; end--) {
        if (reader->is_end[end - 1] != 0) {
            *n = end;
            return HMRNN_OK;
        }
    }
    return HMRNN_OK;
}

/// The characters of the next piece.
static hmrnn_status
find_piece(hm_corpus_reader *reader, hmrnn_text *piece, hmrnn_error *err)
{
    const hmrnn_corpus *const corpus = reader->corpus;
    const size_t first = reader->next;
    const size_t n_most = hm_size_min(HM_CORPUS_READER_CHARS, corpus->n_chars - first);
    size_t n = 1;
    while (n < n_most && corpus->chars[first + n - 1] != '\n')
        n++;
    if (first + n < corpus->n_chars && corpus->chars[first + n - 1] != '\n')
        HM_TRY(shorten(reader, corpus->chars + first, &n, err));
    *piece = (hmrnn_text){corpus->chars + first, n};
    return HMRNN_OK;
}

bool
hm_corpus_reader_next(hm_corpus_reader *reader, hmrnn_status *status, hmrnn_error *err)
{
    hmrnn_text piece;
    if (*status != HMRNN_OK || reader->next >= reader->corpus->n_chars)
        return false;
    *status = find_piece(reader, &piece, err);
    if (*status == HMRNN_OK)
        *status = hm_normalize(reader->normalizer, &piece, &reader->view, err);
    if (*status != HMRNN_OK)
        return false;
    reader->first = reader->next;
    reader->next += piece.n_chars;
    hm_mapped_array_used(&reader->corpus->storage, piece.n_chars * sizeof *piece.chars);
    return true;
}

/// The label with the most probable boundary of characters [first, end); HM_LABEL_NONE if none of
/// them has a label.
static uint8_t
most_probable(const uint8_t *labels, size_t first, size_t end)
{
    uint8_t best = HM_LABEL_NONE;
    for (size_t i = first; i < end; i++)
        if (!hm_soft_label_is_none(labels[i]) && (hm_soft_label_is_none(best) || labels[i] > best))
            best = labels[i];
    return best;
}

/// The labels of one layer, from the characters of the piece to the symbols of its view.
static void
label_view(const hm_view *view, size_t n_chars, const uint8_t *from, uint8_t *to)
{
    for (size_t i = 0; i < view->n_chars; i++) {
        const bool is_last = i + 1 == view->n_chars;
        const size_t end = is_last ? n_chars : view->origin[i + 1];
        const bool is_inside = end == view->origin[i];
        const uint8_t of_gap = is_inside ? from[end] : most_probable(from, view->origin[i], end);
        to[i] =
            is_inside && !hm_soft_label_is_none(of_gap) ? hm_soft_label_of(0.0f, false) : of_gap;
    }
}

hmrnn_status
hm_corpus_reader_label(const hm_corpus_reader *reader, hm_labels *labels, hmrnn_error *err)
{
    const hm_labels *const from = &reader->corpus->labels;
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (from->layer[l] != NULL)
            HM_TRY(hm_labels_add_layer(labels, l, err));
    HM_TRY(hm_labels_reserve(labels, reader->view.n_chars, err));
    const size_t at = labels->n;
    hm_labels_append(labels, reader->view.n_chars);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (from->layer[l] != NULL)
            label_view(&reader->view, reader->next - reader->first, from->layer[l] + reader->first,
                       labels->layer[l] + at);
    return HMRNN_OK;
}

void
hm_corpus_reader_close(hm_corpus_reader *reader)
{
    hm_view_release(&reader->view);
    free(reader->is_end);
    hm_graphemes_free(reader->graphemes);
    hm_normalizer_free(reader->normalizer);
    *reader = (hm_corpus_reader){.corpus = NULL};
}
