// SPDX-License-Identifier: BSD-2-Clause
//
// data/corpus_reader.h - a corpus read through once, normalised, a piece at a time.
//
// A piece is a record with its newline. A record that is too long for the memory is more than one;
// each then ends where a grapheme cluster does, so normalising piece by piece gives what
// normalising the record would.
#ifndef HM_DATA_CORPUS_READER_H
#define HM_DATA_CORPUS_READER_H

#include "text/grapheme.h"
#include "text/normalize.h"
#include "data/corpus.h"

#define HM_CORPUS_READER_CHARS \
    ((size_t)1 << 20)  // of the longest piece, unless a cluster is longer

typedef struct hm_corpus_reader {
    hmrnn_corpus *corpus;  ///< lent
    size_t next;           ///< characters read
    size_t first;          ///< of the piece just read
    hm_normalizer *normalizer;
    hm_graphemes *graphemes;
    uint8_t *is_end;  ///< scratch
    size_t n_is_end;
    hm_view view;  ///< the piece just read
} hm_corpus_reader;

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_corpus_reader_open(hm_corpus_reader *reader, hmrnn_corpus *corpus,
                                   hmrnn_normalization form, hmrnn_error *err);

/// The next piece, in view; false after the last one, or if *status is no longer HMRNN_OK.
/// Errors: HMRNN_ENOMEM.
bool hm_corpus_reader_next(hm_corpus_reader *reader, hmrnn_status *status, hmrnn_error *err);

/// Append the labels of the piece just read: one for each symbol of the view.
///
/// A symbol that is not the last of its grapheme cluster has a certain "no boundary" if the cluster
/// has a label, else none. The last one has the label of the gap after its cluster; where clusters
/// after it normalise to nothing, the most probable boundary of their gaps and its own.
/// Errors: HMRNN_ENOMEM, HMRNN_EIO; the labels are then as they were.
hmrnn_status hm_corpus_reader_label(const hm_corpus_reader *reader, hm_labels *labels,
                                    hmrnn_error *err);

void hm_corpus_reader_close(hm_corpus_reader *reader);

#endif
