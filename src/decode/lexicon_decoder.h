// SPDX-License-Identifier: BSD-2-Clause
//
// decode/lexicon_decoder.h - records segmented by a lexicon and, if there is one, by a convention,
// by all threads of a pool.
#ifndef HM_DECODE_LEXICON_DECODER_H
#define HM_DECODE_LEXICON_DECODER_H

#include "base/range.h"
#include "base/thread_pool.h"
#include "convention/convention.h"
#include "segment/lexicon.h"
#include "segment/word_matcher.h"
#include "text/grapheme.h"

#define HM_LEXICON_LAYERS 3  // words, and two layers of larger units

/// What one thread works with.
typedef struct hm_decoder_worker hm_decoder_worker;

typedef struct hm_lexicon_decoder {
    const hm_lexicon *lexicon;        ///< lent
    hm_thread_pool *pool;             ///< lent
    hm_decoder_worker *workers;       ///< [size of the pool]
    const hm_word_matcher *words;     ///< lent: a word list; or NULL
    const hm_convention *convention;  ///< lent; or NULL
} hm_lexicon_decoder;

/// Records, and what is known of them.
typedef struct hm_decode_request {
    size_t n_records;
    const hm_range *records;
    const uint32_t *chars;   ///< of all records
    const float *logit[2];   ///< [all] of the gap after each character, by the
                             ///< forward and the backward network; or NULL
    const float *pmi;        ///< [all] likewise; or NULL
    const float *projected;  ///< [all][HM_STATE_SCORES] what the states of the networks around the
                             ///< gap add to the scores of the convention; or NULL
    uint8_t *depth;          ///< [all] result: highest layer with a boundary
                             ///< after the character: 1 where a word ends, 2
                             ///< and 3 where larger units do, too; else 0
    float *probability;      ///< [all] result: of that, over all segmentations
                             ///< of the lattice; or NULL
} hm_decode_request;

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_lexicon_decoder_init(hm_lexicon_decoder *decoder, const hm_lexicon *lexicon,
                                     hm_thread_pool *pool, hmrnn_error *err);

/// Use a word list from now on, which must outlive the decoder.
///
/// \param wants_effects  keep what hm_lexicon_decoder_effect() tells; every record with an entry is
///                 then segmented without the list, too
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lexicon_decoder_use_words(hm_lexicon_decoder *decoder, const hm_word_matcher *words,
                                          bool wants_effects, hmrnn_error *err);

/// Let a convention, which must outlive the decoder, decide on words from now on.
void hm_lexicon_decoder_use_convention(hm_lexicon_decoder *decoder,
                                       const hm_convention *convention);

/// What entry i of the word list has done so far.
hmrnn_word_effect hm_lexicon_decoder_effect(const hm_lexicon_decoder *decoder, size_t i);

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lexicon_decoder_run(hm_lexicon_decoder *decoder, const hm_decode_request *request,
                                    hmrnn_error *err);

void hm_lexicon_decoder_release(hm_lexicon_decoder *decoder);

#endif
