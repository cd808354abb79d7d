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
    corpus->labels = hm_labels_in(NULL, HM_LABELS_GOLD);
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
    corpus->storage.folder = copy;
    corpus->labels = hm_labels_in(copy, HM_LABELS_GOLD);
    return HMRNN_OK;
}

static hmrnn_status
reserve(hmrnn_corpus *corpus, size_t n_more, hmrnn_error *err)
{
    size_t n_needed = 0;
    if (!hm_size_add(corpus->n_chars, n_more, &n_needed))
        return hm_fail_memory(err, "the text", SIZE_MAX);
    HM_TRY(hm_mapped_array_reserve(&corpus->storage, n_needed, sizeof *corpus->chars, "the text",
                                   err));
    corpus->chars = corpus->storage.bytes;
    return hm_labels_reserve(&corpus->labels, n_more, err);
}

static hmrnn_status
append(hmrnn_corpus *corpus, size_t n, const uint32_t *chars, hmrnn_error *err)
{
    HM_TRY(reserve(corpus, n, err));
    if (n > 0)
        memcpy(corpus->chars + corpus->n_chars, chars, n * sizeof *chars);
    corpus->n_chars += n;
    hm_labels_append(&corpus->labels, n);
    hm_mapped_array_used(&corpus->storage, n * sizeof *chars);
    return HMRNN_OK;
}

hmrnn_status
hmrnn_corpus_add_part(hmrnn_corpus *corpus, const hmrnn_text *part, hmrnn_error *err)
{
    if (hm_corpus_type_of(corpus) != NULL)
        return hm_fail(err, HMRNN_EARG, "text cannot be added to a corpus of %s",
                       corpus->type->modality->noun);
    return append(corpus, part->n_chars, part->chars, err);
}

hmrnn_status
hmrnn_corpus_add(hmrnn_corpus *corpus, const hmrnn_text *record, hmrnn_error *err)
{
    if (hm_corpus_type_of(corpus) != NULL)
        return hm_fail(err, HMRNN_EARG, "text cannot be added to a corpus of %s",
                       corpus->type->modality->noun);
    const uint32_t newline = '\n';
    HM_TRY(reserve(corpus, record->n_chars + 1, err));
    HM_TRY(append(corpus, record->n_chars, record->chars, err));
    return append(corpus, 1, &newline, err);
}

static hmrnn_status
check_labels(size_t n, const float *labels, hmrnn_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (labels[i] != HMRNN_LABEL_NONE && !(labels[i] >= 0.0f && labels[i] <= 1.0f))
            return hm_fail(err, HMRNN_EARG, "a label of %g: it must be 0 to 1, or none",
                           (double)labels[i]);
    return HMRNN_OK;
}

hmrnn_status
hmrnn_corpus_add_labelled(hmrnn_corpus *corpus, const hmrnn_text *record, size_t n_layers,
                          const float *labels, hmrnn_error *err)
{
    const size_t n = record->n_chars;
    if (n_layers > HMRNN_MAX_LAYERS)
        return hm_fail(err, HMRNN_EARG, "labels of %zu layers: there can be %d", n_layers,
                       HMRNN_MAX_LAYERS);
    HM_TRY(check_labels(n_layers * n, labels, err));
    const size_t first = corpus->n_chars;
    for (size_t i = 0; i < n_layers * n; i++)
        if (labels[i] != HMRNN_LABEL_NONE)
            HM_TRY(hm_labels_add_layer(&corpus->labels, i / n, err));
    HM_TRY(hmrnn_corpus_add(corpus, record, err));
    for (size_t l = 0; l < n_layers; l++)
        for (size_t i = 0; i < n; i++)
            if (labels[l * n + i] != HMRNN_LABEL_NONE)
                corpus->labels.layer[l][first + i] =
                    hm_soft_label_of(labels[l * n + i], labels[l * n + i] > 0.5f);
    return HMRNN_OK;
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

/// Bring the labels of n gaps to others, in the same object or another.
static void
move_labels(const hm_labels *from, size_t first, size_t n, hm_labels *to, size_t at)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (from->layer[l] != NULL)
            memmove(to->layer[l] + at, from->layer[l] + first, n);
}

hmrnn_status
hmrnn_corpus_split(hmrnn_corpus *corpus, double share, hmrnn_corpus *held_out, hmrnn_error *err)
{
    if (!(share >= 0.0 && share <= 1.0))
        return hm_fail(err, HMRNN_EARG, "a share of %g to hold out: it must be 0 to 1", share);
    if (hm_corpus_type_of(corpus) != NULL)
        return corpus->type->split(corpus, share, held_out, err);
    const size_t n_wanted = (size_t)(share * (double)corpus->n_chars);
    // Memory first, so that nothing can fail half way: no more than the share is taken.
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (corpus->labels.layer[l] != NULL)
            HM_TRY(hm_labels_add_layer(&held_out->labels, l, err));
    HM_TRY(reserve(held_out, n_wanted + 1, err));
    const size_t n_least = hm_size_max(1, hm_size_min(BLOCK_CHARS, n_wanted / MIN_BLOCKS));
    size_t n_kept = 0;
    size_t n_held_out = 0;
    for (size_t first = 0; first < corpus->n_chars;) {
        const size_t end = block_end(corpus, first, n_least);
        const size_t n = end - first;
        const size_t n_already = held_out->n_chars;
        // Hold a block out whenever less than the share of what has been seen is.
        if ((double)(n_held_out + n) <= share * (double)end) {
            memcpy(held_out->chars + held_out->n_chars, corpus->chars + first,
                   n * sizeof(uint32_t));
            held_out->n_chars += n;
            hm_labels_append(&held_out->labels, n);
            move_labels(&corpus->labels, first, n, &held_out->labels, n_already);
            n_held_out += n;
        } else {
            memmove(corpus->chars + n_kept, corpus->chars + first, n * sizeof(uint32_t));
            move_labels(&corpus->labels, first, n, &corpus->labels, n_kept);
            n_kept += n;
        }
        hm_mapped_array_used(&corpus->storage, 2 * n * sizeof(uint32_t));
        hm_mapped_array_used(&held_out->storage, n * sizeof(uint32_t));
        first = end;
    }
    corpus->n_chars = corpus->labels.n = n_kept;
    return HMRNN_OK;
}

size_t
hmrnn_corpus_chars(const hmrnn_corpus *corpus)
{
    const hm_corpus_type *const type = hm_corpus_type_of(corpus);
    return type != NULL ? type->n_elements(corpus->records) : corpus->n_chars;
}

void
hmrnn_corpus_free(hmrnn_corpus *corpus)
{
    if (corpus == NULL)
        return;
    if (corpus->records != NULL)
        corpus->type->free(corpus->records);
    hm_mapped_array_release(&corpus->storage);
    hm_labels_release(&corpus->labels);
    free(corpus->folder);
    free(corpus);
}
