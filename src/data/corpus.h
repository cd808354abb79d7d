// SPDX-License-Identifier: BSD-2-Clause
//
// data/corpus.h - text, or drawings, to train on or to validate with.
#ifndef HM_DATA_CORPUS_H
#define HM_DATA_CORPUS_H

#include "base/mapped_array.h"
#include "data/drawings.h"
#include "data/labels.h"
#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

struct hmrnn_corpus {
    hm_mapped_array room;  ///< of chars
    uint32_t *chars;       ///< records, a newline after each
    size_t n_chars;
    hm_labels labels;      ///< [n_chars] gold
    char *folder;          ///< where long text is kept; or NULL: in memory
    hm_drawings drawings;  ///< in place of text
};

#endif
