// SPDX-License-Identifier: BSD-2-Clause
//
// cli/record_format.h - how records are read that are not text.
#ifndef HM_CLI_RECORD_FORMAT_H
#define HM_CLI_RECORD_FORMAT_H

#include "base/bytes.h"
#include "hmrnn.h"
#include "text/decode.h"

#include <stddef.h>

typedef struct hm_record_format {
    size_t max_bytes;  ///< of a record; a longer one is an error

    /// Read a record.
    ///
    /// \param elements overwritten: what the record consists of, an array
    /// \param chars    overwritten: a character for each element, with its place in the bytes
    /// Errors: HMRNN_ETEXT naming the byte, counted from 1; HMRNN_ENOMEM.
    hmrnn_status (*parse)(size_t n_bytes, const unsigned char *bytes, hm_bytes *elements,
                          hm_chars *chars, hmrnn_error *err);

    /// Add a record to a corpus. Errors: HMRNN_ETEXT, HMRNN_ENOMEM.
    hmrnn_status (*add_to_corpus)(hmrnn_corpus *corpus, const hm_bytes *elements, hmrnn_error *err);
} hm_record_format;

#endif
