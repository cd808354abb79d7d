// SPDX-License-Identifier: BSD-2-Clause
//
// write/delimiters.h - the delimiters between segments, one for each layer.
#ifndef HM_WRITE_DELIMITERS_H
#define HM_WRITE_DELIMITERS_H

#include "base/bytes.h"
#include "cli/option.h"
#include "hmrnn.h"
#include "text/decode.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum hm_color { HM_COLOR_AUTO, HM_COLOR_ALWAYS, HM_COLOR_NEVER } hm_color;

typedef struct hm_delimiters {
    hm_bytes bytes[HMRNN_MAX_LAYERS];  ///< of each layer shown, the lowest first; encoded
} hm_delimiters;

typedef struct hm_delimiter_options {
    const hm_string_list *given;  ///< by --delimiter, with escapes, the lowest layer first
    /// Append the delimiter, in UTF-8, of a layer for which none is given.
    void (*append_default)(size_t index, hm_bytes *delimiter);
    hm_color color;
    hm_decoder *decoder;  ///< of the text, whose encoding the delimiters get; NULL: they stay the
                          ///< bytes that they are
} hm_delimiter_options;

/// Does not return if more are given than there are layers, or if the encoding lacks a character.
///
/// \param n_layers  that are shown
void hm_delimiters_make(hm_delimiters *delimiters, size_t n_layers,
                        const hm_delimiter_options *options);

void hm_delimiters_release(hm_delimiters *delimiters);

#endif
