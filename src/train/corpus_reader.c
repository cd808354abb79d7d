// SPDX-License-Identifier: BSD-2-Clause
//
// train/corpus_reader.c - a corpus read through once, normalised, a piece at a time.
#include <config.h>

#include "train/corpus_reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>

hmrnn_status
hm_pieces_open(hm_pieces *pieces, hmrnn_corpus *corpus, hmrnn_normalization form, hmrnn_error *err)
{
    hm_pieces fresh = {.corpus = corpus, .view = HM_VIEW_INIT};
    hmrnn_status status = hm_normalizer_new(&fresh.normalizer, form, err);
    if (status == HMRNN_OK)
        status = hm_graphemes_new(&fresh.graphemes, err);
    if (status != HMRNN_OK)
        hm_pieces_close(&fresh);
    else
        *pieces = fresh;
    return status;
}

/// How many of n characters, behind which the record goes on, are whole clusters; all of them if
/// they are one.
static hmrnn_status
shorten(hm_pieces *pieces, const uint32_t *chars, size_t *n, hmrnn_error *err)
{
    HM_TRY(hm_room_grow(&pieces->is_end, &pieces->n_is_end, *n, 1, "a record", err));
    HM_TRY(hm_graphemes_mark(pieces->graphemes, *n, chars, pieces->is_end, err));
    for (size_t end = *n - 1; end > 0; end--) {
        if (pieces->is_end[end - 1] != 0) {
            *n = end;
            return HMRNN_OK;
        }
    }
    return HMRNN_OK;
}

/// The characters of the next piece.
static hmrnn_status
find_piece(hm_pieces *pieces, hmrnn_text *piece, hmrnn_error *err)
{
    const hmrnn_corpus *const corpus = pieces->corpus;
    const size_t first = pieces->next;
    const size_t n_most = hm_size_min(HM_PIECE_CHARS, corpus->n_chars - first);
    size_t n = 1;
    while (n < n_most && corpus->chars[first + n - 1] != '\n')
        n++;
    if (first + n < corpus->n_chars && corpus->chars[first + n - 1] != '\n')
        HM_TRY(shorten(pieces, corpus->chars + first, &n, err));
    *piece = (hmrnn_text){corpus->chars + first, n};
    return HMRNN_OK;
}

bool
hm_pieces_next(hm_pieces *pieces, hmrnn_status *status, hmrnn_error *err)
{
    hmrnn_text piece;
    if (*status != HMRNN_OK || pieces->next >= pieces->corpus->n_chars)
        return false;
    *status = find_piece(pieces, &piece, err);
    if (*status == HMRNN_OK)
        *status = hm_normalize(pieces->normalizer, &piece, &pieces->view, err);
    if (*status != HMRNN_OK)
        return false;
    pieces->next += piece.n_chars;
    hm_spill_used(&pieces->corpus->room, piece.n_chars * sizeof *piece.chars);
    return true;
}

void
hm_pieces_close(hm_pieces *pieces)
{
    hm_view_release(&pieces->view);
    free(pieces->is_end);
    hm_graphemes_free(pieces->graphemes);
    hm_normalizer_free(pieces->normalizer);
    *pieces = (hm_pieces){.corpus = NULL};
}
