// SPDX-License-Identifier: BSD-2-Clause
//
// api/handles.h - what is behind the public handles that more than one file of this room opens.
#ifndef HM_API_HANDLES_H
#define HM_API_HANDLES_H

#include "api/drawings.h"
#include "base/spill.h"
#include "model/model.h"
#include "net/mode.h"
#include "net/weights.h"
#include "seg/lexicon.h"
#include "text/normalize.h"

struct hmrnn_model {
    char *path;
    hm_model model;
    hm_net net;                                 ///< packed for running, read-only
    hm_net back;                                ///< likewise, if model.has_back
    hm_lexicon *lexicon;                        ///< or NULL
};

struct hmrnn_corpus {
    hm_spill room;                              ///< of chars
    uint32_t *chars;                            ///< records, a newline behind each
    size_t n_chars;
    char *folder;                               ///< where long text is kept; or NULL: in memory
    hm_drawings drawings;                       ///< in place of text
};

/// Whether a model is of the kind that is asked of it. Errors: HMRNN_EARG.
hmrnn_status hm_api_expect_strokes(const hm_model *model, bool wants_strokes, hmrnn_error *err);

/// How a model is run outside training: steps stay steps, draws become steps, fractions stay.
hm_mode hm_api_mode(const hm_model *model);

/// Bits that an unknown character costs besides its symbol: the choice among all code points that
/// are not in the alphabet.
double hm_api_unknown_bits(const hm_model *model);

/// Add what the network sees of a text to the end of an array of symbols.
///
/// \param view     room, reused
/// \param ids      [*n_ids] grown by realloc()
hmrnn_status hm_api_symbols(hm_normalizer *normalizer, const hm_alphabet *alphabet,
                            const hmrnn_text *text, hm_view *view, uint32_t **ids, size_t *n_ids,
                            size_t *n_room, hmrnn_error *err);

#endif
