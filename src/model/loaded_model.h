// SPDX-License-Identifier: BSD-2-Clause
//
// model/loaded_model.h - a model file in memory: the model, its networks packed for running, its
// lexicon. It is read-only, and shared by everything that is made from it.
#ifndef HM_MODEL_LOADED_MODEL_H
#define HM_MODEL_LOADED_MODEL_H

#include "convention/convention.h"
#include "model/model.h"
#include "net/forward_options.h"
#include "net/weights.h"
#include "segment/lexicon.h"

struct hmrnn_model {
    char *path;
    hm_model model;
    hm_net net;                 ///< packed for running, read-only
    hm_net back;                ///< likewise, if model.has_back
    hm_lexicon *lexicon;        ///< or NULL
    hm_convention *convention;  ///< of a model with a lexicon; or NULL
};

/// Check that a model is of the modality that is wanted. Errors: HMRNN_EARG.
hmrnn_status hm_model_expect(const hm_model *model, const hm_modality *wanted, hmrnn_error *err);

/// How a model is run outside training: steps stay steps, draws become steps, fractions stay.
hm_forward_options hm_model_forward_options(const hm_model *model);

/// Bits that an unknown character costs besides its symbol: the choice among all code points that
/// are not in the alphabet.
double hm_model_unknown_bits(const hm_model *model);

#endif
