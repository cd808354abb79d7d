// SPDX-License-Identifier: BSD-2-Clause
//
// text/split_point.h - where a record that is too long to be held may be divided.
//
// A part ends after white space or punctuation if there is any in its second half, else after the
// last grapheme cluster that is surely whole; never inside of a cluster.
#ifndef HM_TEXT_SPLIT_POINT_H
#define HM_TEXT_SPLIT_POINT_H

#include "hmrnn.h"
#include "text/decode.h"
#include "text/grapheme.h"

#include <stddef.h>
#include <stdint.h>

/// How many characters of a part that goes on to keep; the others belong to the next part.
///
/// \param chars    of hm_decode_part(); of an encoding without state
/// \param is_end   [chars->n_chars] scratch
/// \param n_kept   result: 0 if no cluster has surely ended, and a longer part must be tried
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_split_point(hm_graphemes *graphemes, const hm_chars *chars, uint8_t *is_end,
                            size_t *n_kept, hmrnn_error *err);

#endif
