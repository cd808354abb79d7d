// SPDX-License-Identifier: BSD-2-Clause
//
// data/labels.c - soft labels for the boundaries of a text: one for each gap and each layer.
#include <config.h>

#include "data/labels.h"

#include "base/error.h"
#include "base/size.h"

#include <string.h>

const char *const hm_label_source_names[4] = {"self-training", "lexicon", "dictionary", "gold"};

hm_labels
hm_labels_in(const char *folder, hm_label_source source)
{
    hm_labels labels = {.source = source};
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        labels.storage[l] = hm_mapped_array_in(folder);
    return labels;
}

bool
hm_labels_exist(const hm_labels *labels)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (labels->layer[l] != NULL)
            return true;
    return false;
}

/// Room for n gaps in layer l.
static hmrnn_status
reserve_layer(hm_labels *labels, size_t l, size_t n, hmrnn_error *err)
{
    HM_TRY(hm_mapped_array_reserve(&labels->storage[l], hm_size_max(n, 1), 1, "labels", err));
    labels->layer[l] = labels->storage[l].bytes;
    return HMRNN_OK;
}

hmrnn_status
hm_labels_add_layer(hm_labels *labels, size_t l, hmrnn_error *err)
{
    if (labels->layer[l] != NULL)
        return HMRNN_OK;
    HM_TRY(reserve_layer(labels, l, labels->n, err));
    memset(labels->layer[l], HM_LABEL_NONE, labels->n);
    return HMRNN_OK;
}

hmrnn_status
hm_labels_reserve(hm_labels *labels, size_t n, hmrnn_error *err)
{
    size_t n_needed = 0;
    if (!hm_size_add(labels->n, n, &n_needed))
        return hm_fail_memory(err, "labels", SIZE_MAX);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (labels->layer[l] != NULL)
            HM_TRY(reserve_layer(labels, l, n_needed, err));
    return HMRNN_OK;
}

void
hm_labels_append(hm_labels *labels, size_t n)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (labels->layer[l] != NULL)
            memset(labels->layer[l] + labels->n, HM_LABEL_NONE, n);
    labels->n += n;
}

hmrnn_status
hm_labels_copy(hm_labels *copy, const hm_labels *labels, hmrnn_error *err)
{
    hm_labels fresh = hm_labels_in(NULL, labels->source);
    fresh.n = labels->n;
    const hmrnn_status status = hm_labels_merge(&fresh, labels, err);
    if (status != HMRNN_OK)
        hm_labels_release(&fresh);
    else
        *copy = fresh;
    return status;
}

hmrnn_status
hm_labels_merge(hm_labels *labels, const hm_labels *more, hmrnn_error *err)
{
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (more->layer[l] != NULL)
            HM_TRY(hm_labels_add_layer(labels, l, err));
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        for (size_t i = 0; more->layer[l] != NULL && i < labels->n; i++) {
            uint8_t *const label = &labels->layer[l][i];
            const bool is_surer = hm_soft_label_is_none(*label) || more->source > labels->source;
            if (is_surer && !hm_soft_label_is_none(more->layer[l][i]))
                *label = more->layer[l][i];
        }
    }
    return HMRNN_OK;
}

void
hm_labels_release(hm_labels *labels)
{
    if (labels == NULL)
        return;
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        hm_mapped_array_release(&labels->storage[l]);
    *labels = hm_labels_in(NULL, labels->source);
}
