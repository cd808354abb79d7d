// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_corpus.c - text to train on or to validate with.
#include <config.h>

#include "hmrnn.h"

#include "base/error.h"
#include "base/size.h"
#include "data/corpus.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_CHARS 2000  // held out together: enough to have context
#define MIN_BLOCKS 10     // of a small text: shorter ones, still spread

hmrnn_status
hmrnn_corpus_new(hmrnn_corpus **out, hmrnn_error *err)
{
    hmrnn_corpus *const corpus = calloc(1, sizeof *corpus);
    if (corpus == NULL)
        return hm_fail_memory(err, "a corpus", sizeof *corpus);
    *out = corpus;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_corpus_set_folder(hmrnn_corpus *corpus, const char *folder, hmrnn_error *err)
{
    char *const copy = strdup(folder);
    if (copy == NULL)
        return hm_fail_memory(err, "the name of a folder", strlen(folder) + 1);
    free(corpus->folder);
    corpus->folder = copy;
    corpus->room.folder = copy;
    return HMRNN_OK;
}

static hmrnn_status
reserve(hmrnn_corpus *corpus, size_t n_more, hmrnn_error *err)
{
    size_t n_needed = 0;
    if (!hm_size_add(corpus->n_chars, n_more, &n_needed))
        return hm_fail_memory(err, "the text", SIZE_MAX);
    HM_TRY(
        hm_mapped_array_reserve(&corpus->room, n_needed, sizeof *corpus->chars, "the text", err));
    corpus->chars = corpus->room.bytes;
    return HMRNN_OK;
}

static hmrnn_status
append(hmrnn_corpus *corpus, size_t n, const uint32_t *chars, hmrnn_error *err)
{
    HM_TRY(reserve(corpus, n, err));
    if (n > 0)
        memcpy(corpus->chars + corpus->n_chars, chars, n * sizeof *chars);
    corpus->n_chars += n;
    hm_mapped_array_used(&corpus->room, n * sizeof *chars);
    return HMRNN_OK;
}

hmrnn_status
hmrnn_corpus_add_part(hmrnn_corpus *corpus, const hmrnn_text *part, hmrnn_error *err)
{
    if (corpus->drawings.n_drawings > 0)
        return hm_fail(err, HMRNN_EARG, "text cannot be added to a corpus of drawings");
    return append(corpus, part->n_chars, part->chars, err);
}

hmrnn_status
hmrnn_corpus_add(hmrnn_corpus *corpus, const hmrnn_text *record, hmrnn_error *err)
{
    if (corpus->drawings.n_drawings > 0)
        return hm_fail(err, HMRNN_EARG, "text cannot be added to a corpus of drawings");
    const uint32_t newline = '\n';
    HM_TRY(reserve(corpus, record->n_chars + 1, err));
    HM_TRY(append(corpus, record->n_chars, record->chars, err));
    return append(corpus, 1, &newline, err);
}

hmrnn_status
hmrnn_corpus_add_drawing(hmrnn_corpus *corpus, const hmrnn_drawing *drawing, hmrnn_error *err)
{
    if (corpus->n_chars > 0)
        return hm_fail(err, HMRNN_EARG, "drawings cannot be added to a corpus of text");
    return hm_drawings_add(&corpus->drawings, drawing, err);
}

/// The end of the block that begins at `first`: the first record end n_least or more behind it.
static size_t
block_end(const hmrnn_corpus *corpus, size_t first, size_t n_least)
{
    size_t end = hm_size_min(first + n_least, corpus->n_chars);
    while (end < corpus->n_chars && corpus->chars[end - 1] != '\n')
        end++;
    return end;
}

hmrnn_status
hmrnn_corpus_split(hmrnn_corpus *corpus, double share, hmrnn_corpus *held_out, hmrnn_error *err)
{
    if (!(share >= 0.0 && share <= 1.0))
        return hm_fail(err, HMRNN_EARG, "a share of %g to hold out: it must be 0 to 1", share);
    if (corpus->drawings.n_drawings > 0)
        return hm_drawings_split(&corpus->drawings, share, &held_out->drawings, err);
    const size_t n_wanted = (size_t)(share * (double)corpus->n_chars);
    // Room first, so that nothing can fail half way: no more than the share is taken.
    HM_TRY(reserve(held_out, n_wanted + 1, err));
    const size_t n_least = hm_size_max(1, hm_size_min(BLOCK_CHARS, n_wanted / MIN_BLOCKS));
    size_t n_kept = 0;
    size_t n_held_out = 0;
    for (size_t first = 0; first < corpus->n_chars;) {
        const size_t end = block_end(corpus, first, n_least);
        const size_t n = end - first;
        // Hold a block out whenever less than the share of what has been seen is.
        if ((double)(n_held_out + n) <= share * (double)end) {
            memcpy(held_out->chars + held_out->n_chars, corpus->chars + first,
                   n * sizeof(uint32_t));
            held_out->n_chars += n;
            n_held_out += n;
        } else {
            memmove(corpus->chars + n_kept, corpus->chars + first, n * sizeof(uint32_t));
            n_kept += n;
        }
        hm_mapped_array_used(&corpus->room, 2 * n * sizeof(uint32_t));
        hm_mapped_array_used(&held_out->room, n * sizeof(uint32_t));
        first = end;
    }
    corpus->n_chars = n_kept;
    return HMRNN_OK;
}

size_t
hmrnn_corpus_chars(const hmrnn_corpus *corpus)
{
    return corpus->drawings.n_drawings > 0 ? corpus->drawings.n_points : corpus->n_chars;
}

size_t
hmrnn_corpus_drawings(const hmrnn_corpus *corpus)
{
    return corpus->drawings.n_drawings;
}

void
hmrnn_corpus_free(hmrnn_corpus *corpus)
{
    if (corpus == NULL)
        return;
    hm_drawings_release(&corpus->drawings);
    hm_mapped_array_release(&corpus->room);
    free(corpus->folder);
    free(corpus);
}
