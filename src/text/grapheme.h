// SPDX-License-Identifier: BSD-2-Clause
//
// text/grapheme.h - extended grapheme clusters (UAX #29): what a reader calls one character.
#ifndef HM_TEXT_GRAPHEME_H
#define HM_TEXT_GRAPHEME_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_graphemes hm_graphemes;  ///< an ICU iterator; one thread at a time

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_graphemes_new(hm_graphemes **out, hmrnn_error *err);

/// Mark the ends of clusters: is_end[i] = 1 where one ends after chars[i], else 0. The last
/// character always ends one; HMRNN_INVALID is a cluster of its own. Pairs of characters that no
/// rule joins (Grapheme_Cluster_Break is Other, LV or LVT, or one of them a control) never come
/// near the iterator, so plain text is fast.
///
/// \param is_end   [n_chars]
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_graphemes_mark(hm_graphemes *graphemes, size_t n_chars, const uint32_t *chars,
                               uint8_t *is_end, hmrnn_error *err);

void hm_graphemes_free(hm_graphemes *graphemes);

#endif
