// SPDX-License-Identifier: BSD-2-Clause
//
// cli/find_model.h - which model: the one that is named, or the installed one that fits the text.
//
// A name is a file if it contains a '/', ends in ".hmrnn" or exists; otherwise it means NAME.hmrnn
// in the folder of installed models. That folder is first looked for relative to the program, so
// that an installation can be moved. If no model is found, or it cannot be opened, the program ends
// with a message.
#ifndef HM_CLI_FIND_MODEL_H
#define HM_CLI_FIND_MODEL_H

#include "hmrnn.h"

#include <stddef.h>

/// Open the model called `name`.
hmrnn_model *hm_find_model_open(const char *name);

/// Open the model `name`, else $HMRNN_MODEL; NULL if neither is set.
hmrnn_model *hm_find_model_wanted(const char *name);

/// Open the installed model that fits these texts, the first ones of the input.
hmrnn_model *hm_find_model_fitting(size_t n_texts, const hmrnn_text *texts);

/// The most likely language of a text by the scripts of its letters: "ja" if some are Kana, else
/// "zh" for Han or, if more of them are traditional than simplified, "zh-hant"; "th" for Thai, "en"
/// for Latin and for a text without letters; NULL for other scripts.
const char *hm_find_model_language(size_t n_texts, const hmrnn_text *texts);

#endif
