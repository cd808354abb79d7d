// SPDX-License-Identifier: BSD-2-Clause
//
// model/lexicon_file.h - a lexicon as sections of a model file (hmrnn-model(5)).
#ifndef HM_MODEL_LEXICON_FILE_H
#define HM_MODEL_LEXICON_FILE_H

#include "base/bytes.h"
#include "model/container.h"
#include "segment/lexicon.h"

#define HM_LEXICON_SECTIONS 14

/// A lexicon ready to be written.
typedef struct hm_lexicon_file {
    hm_section sections[HM_LEXICON_SECTIONS];
    hm_bytes manifest;
    uint32_t *function_words, *scripts;  ///< of the chunker
    uint8_t *roles;
    uint16_t *halves;  ///< all numbers in half precision, or NULL
} hm_lexicon_file;

/// Describe a lexicon as sections. The lexicon is lent.
///
/// \param precision  of what is learned; counts and scalars are exact in any case
/// Errors: HMRNN_ENOMEM, HMRNN_ENUMERIC (a number that half precision cannot hold).
hmrnn_status hm_lexicon_file_make(hm_lexicon_file *file, const hm_lexicon *lexicon,
                                  hmrnn_precision precision, hmrnn_error *err);

/// Read the lexicon of a container. NULL without an error if it has none.
/// Errors: HMRNN_EFORMAT, HMRNN_ENOMEM.
hmrnn_status hm_lexicon_file_read(hm_lexicon **out, const hm_container *container,
                                  hmrnn_error *err);

void hm_lexicon_file_release(hm_lexicon_file *file);

#endif
