// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/annotated_text.h - examples as the raw-text model sees them: symbols, labels, and the
// evidence for each gap.
#ifndef HM_ADAPT_ANNOTATED_TEXT_H
#define HM_ADAPT_ANNOTATED_TEXT_H

#include "data/corpus.h"
#include "infer/batch_runner.h"
#include "decode/lexicon_decoder.h"

/// All arrays are over the symbols of all records, one record after the other.
typedef struct hm_annotated_text {
    size_t n_records, records_capacity;
    hm_range *records;  ///< [n_records] symbols of each
    size_t n, capacity;
    uint32_t *chars;       ///< [n] what the symbols stand for
    uint8_t *label;        ///< [n] of the gap after each: 0, 1 or HM_LABEL_NONE
    size_t n_views;        ///< 2: drawn without and with the networks; 1: where there are no states
    uint8_t *is_drawn[2];  ///< [n_views][n] a word that the lattice has drawn ends after the symbol
    size_t n_states;       ///< units of a network; 0: states are not kept
    float *states[2];      ///< [n][n_states] of both networks after each symbol
    size_t states_capacity;
} hm_annotated_text;

/// Run the raw-text model over the labelled records of a corpus; those without a label of layer
/// `layer` are left out.
///
/// \param corpus   text, with labels
/// \param layer    from 0
/// \param with_states  keep the states of the networks, if the model has two
/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_annotated_text_read(hm_annotated_text *text, const hmrnn_model *model,
                                    const hmrnn_corpus *corpus, size_t layer, bool with_states,
                                    unsigned n_threads, hmrnn_error *err);

void hm_annotated_text_release(hm_annotated_text *text);

#endif
