// SPDX-License-Identifier: BSD-2-Clause
//
// text/symbols.h - characters to symbols: normalised, then looked up in the alphabet.
#ifndef HM_TEXT_SYMBOLS_H
#define HM_TEXT_SYMBOLS_H

#include "text/alphabet.h"
#include "text/normalize.h"

#include <stddef.h>
#include <stdint.h>

/// Add what the network sees of a text to the end of an array of symbols.
///
/// \param view     scratch, reused
/// \param ids      [*n_ids] grown by hm_alloc_grow()
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_symbols_append(hm_normalizer *normalizer, const hm_alphabet *alphabet,
                               const hmrnn_text *text, hm_view *view, uint32_t **ids, size_t *n_ids,
                               size_t *capacity, hmrnn_error *err);

#endif
