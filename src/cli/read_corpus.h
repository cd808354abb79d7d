// SPDX-License-Identifier: BSD-2-Clause
//
// cli/read_corpus.h - read the operands as a corpus.
#ifndef HM_CLI_READ_CORPUS_H
#define HM_CLI_READ_CORPUS_H

#include "cli/input.h"
#include "hmrnn.h"

#include <stddef.h>

/// A corpus that keeps long texts in files in $TMPDIR.
hmrnn_corpus *hm_new_corpus(void);

/// Read all operands. Does not return if one of them cannot be read to its end: nobody would see
/// that a model was trained on a part of the text.
hmrnn_corpus *hm_read_corpus(const hm_input_options *options, size_t n_operands,
                             const char *const *operands);

#endif
