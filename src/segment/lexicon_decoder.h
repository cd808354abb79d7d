// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lexicon_decoder.h - records cut into words by a lexicon, by all threads of a team.
#ifndef HM_SEGMENT_LEXICON_DECODER_H
#define HM_SEGMENT_LEXICON_DECODER_H

#include "base/range.h"
#include "base/thread_pool.h"
#include "segment/lexicon.h"
#include "text/grapheme.h"

#define HM_CUT_LAYERS 3                         // words, and two layers of larger units

/// What one thread works with.
typedef struct hm_knife hm_knife;

typedef struct hm_cutter {
    hm_lexicon *lexicon;                        ///< lent; not changed
    hm_team *team;                              ///< lent
    hm_knife *knives;                           ///< [size of the team]
} hm_cutter;

/// Records, and what is known of them.
typedef struct hm_cut {
    size_t n_pieces;
    const hm_range *pieces;
    const uint32_t *chars;                      ///< of all records
    const float *logit[2];                      ///< [all] of the gap after each character, by the
                                                ///< forward and the backward network; or NULL
    const float *cohesion;                      ///< [all] likewise; or NULL
    uint8_t *depth;                             ///< [all] result: highest layer with a boundary
                                                ///< after the character: 1 where a word ends, 2
                                                ///< and 3 where larger units do, too; else 0
    float *probability;                         ///< [all] result: of that, over all segmentations
                                                ///< of the lattice; or NULL
} hm_cut;

/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data.
hmrnn_status hm_cutter_init(hm_cutter *cutter, hm_lexicon *lexicon, hm_team *team,
                            hmrnn_error *err);

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_cutter_run(hm_cutter *cutter, const hm_cut *cut, hmrnn_error *err);

void hm_cutter_release(hm_cutter *cutter);

#endif
