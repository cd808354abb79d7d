// SPDX-License-Identifier: BSD-2-Clause
//
// text/normalize.h - what the network sees of the text.
//
// Normalisation touches only the network's view. Each extended grapheme cluster is normalised by
// itself, and the result says to which character of the original each symbol belongs, so evidence
// about symbols can be brought back to the user's own bytes. A cluster of more than 256 characters
// is normalised in pieces of so many, which keeps the time linear.
#ifndef HM_TEXT_NORMALIZE_H
#define HM_TEXT_NORMALIZE_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_normalizer hm_normalizer;  ///< one thread at a time

typedef struct hm_view {
    uint32_t *chars;  ///< [n_chars] normalised
    size_t *origin;   ///< [n_chars] index of the original character: the
                      ///< last of its cluster for a cluster's symbols
    size_t n_chars;
    size_t capacity;
} hm_view;

#define HM_VIEW_INIT     \
    {                    \
        NULL, NULL, 0, 0 \
    }

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_normalizer_new(hm_normalizer **out, hmrnn_normalization form, hmrnn_error *err);

/// Make the network's view of a text. With HMRNN_NORMALIZATION_NONE it is the text itself, and
/// origin[i] = i. A cluster that normalises to nothing is left out of the view.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_normalize(hm_normalizer *normalizer, const hmrnn_text *text, hm_view *view,
                          hmrnn_error *err);

void hm_view_release(hm_view *view);
void hm_normalizer_free(hm_normalizer *normalizer);

#endif
