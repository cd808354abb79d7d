// SPDX-License-Identifier: BSD-2-Clause
//
// write/text_writer.h - a record with marks between its segments.
//
// The contract: taking the marks out gives the record back, byte for byte. White space is a mark of
// layer 1 by itself, so that layer's mark is never put beside it; the mark of a higher layer is,
// once for each stretch of white space. A record neither begins nor ends with a mark, and where
// boundaries of several layers meet only the highest one's mark is written.
#ifndef HM_WRITE_TEXT_WRITER_H
#define HM_WRITE_TEXT_WRITER_H

#include "base/bytes.h"
#include "cli/layer_list.h"
#include "hmrnn.h"
#include "text/decode.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hm_delimiters {
    const hm_layer_list *layers;
    hm_bytes mark[HMRNN_MAX_LAYERS];  ///< [layers->n] in the encoding of the text
} hm_delimiters;

/// Choose the mark behind each character.
///
/// \param depth    [n_chars] highest layer with a boundary behind the character
/// \param place    [n_chars] result: 0, or 1 + the index of the mark
void hm_text_writer_place(const hm_layer_list *layers, size_t n_chars, const uint32_t *chars,
                          const uint8_t *depth, uint8_t *place);

/// What the parts of a record know of those before them.
typedef struct hm_writer_state {
    bool has_begun;       ///< there was more than white space
    bool is_after_space;  ///< the last character was white space
} hm_writer_state;

/// As hm_text_writer_write(), for one of the parts of a record. Between two parts stands a boundary
/// of all layers, and its mark is written as any other.
///
/// \param state     {false, false} for the first part; brought up to date
void hm_text_writer_write_part(const hm_delimiters *delimiters, hm_writer_state *state,
                               const unsigned char *bytes, const hm_chars *chars,
                               const uint8_t *depth, hm_bytes *out);

/// Append a record with its marks; the terminator is the caller's.
void hm_text_writer_write(const hm_delimiters *delimiters, const unsigned char *bytes,
                          const hm_chars *chars, const uint8_t *depth, hm_bytes *out);

#endif
