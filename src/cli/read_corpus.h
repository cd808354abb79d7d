// SPDX-License-Identifier: BSD-2-Clause
//
// cli/read_corpus.h - operands into a corpus.
#ifndef HM_CLI_READ_CORPUS_H
#define HM_CLI_READ_CORPUS_H

#include "cli/input.h"
#include "hmrnn.h"

#include <stddef.h>

/// A corpus for text that may be long: what memory should not hold lies in $TMPDIR.
hmrnn_corpus *hm_new_corpus(void);

/// Read all operands. Does not return if one of them cannot be read whole: a model of half the text
/// would look like one of the whole.
hmrnn_corpus *hm_read_corpus(const hm_input_options *options, size_t n_operands,
                             const char *const *operands);

#endif
