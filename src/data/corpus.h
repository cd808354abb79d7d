// SPDX-License-Identifier: BSD-2-Clause
//
// data/corpus.h - text, or records of another modality, to train on or to validate with.
#ifndef HM_DATA_CORPUS_H
#define HM_DATA_CORPUS_H

#include "base/mapped_array.h"
#include "data/id_text.h"
#include "data/labels.h"
#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

/// How records that are not text are kept and read: the interface.
typedef struct hm_corpus_type {
    const hm_modality *modality;
    size_t (*n_records)(const void *records);
    size_t (*n_elements)(const void *records);
    /// What 1 is to be, for a network, in the units of the data.
    double (*scale)(const void *records);
    /// As hmrnn_corpus_split().
    hmrnn_status (*split)(hmrnn_corpus *corpus, double share, hmrnn_corpus *held_out,
                          hmrnn_error *err);
    /// What a trainer reads of records, of which there is at least one.
    ///
    /// \param what     for messages: "train on"
    /// Errors: HMRNN_ETEXT (they are too many), HMRNN_ENOMEM.
    hmrnn_status (*read)(const void *records, double scale, const char *what, hm_id_text *text,
                         hmrnn_error *err);
    void (*free)(void *records);
} hm_corpus_type;

struct hmrnn_corpus {
    hm_mapped_array storage;  ///< of chars
    uint32_t *chars;          ///< records, a newline after each
    size_t n_chars;
    hm_labels labels;            ///< [n_chars] gold
    char *folder;                ///< where long text is kept; or NULL: in memory
    const hm_corpus_type *type;  ///< NULL: text
    void *records;               ///< in place of text, as `type` keeps them; NULL: none
};

/// The type of the records of a corpus; NULL: it is of text, or empty.
static inline const hm_corpus_type *
hm_corpus_type_of(const hmrnn_corpus *corpus)
{
    const hm_corpus_type *const type = corpus->type;
    return type != NULL && type->n_records(corpus->records) > 0 ? type : NULL;
}

#endif
