// SPDX-License-Identifier: BSD-2-Clause
//
// train/option_table.h - the options of a run: defaults, checks, and their names in manifests.
#ifndef HM_TRAIN_OPTION_TABLE_H
#define HM_TRAIN_OPTION_TABLE_H

#include "model/metadata.h"

/// Errors: HMRNN_EARG naming the option that makes no sense.
hmrnn_status hm_options_check(const hmrnn_train_options *options, hmrnn_error *err);

/// Write down what a result depends on besides the shapes of the model (hm_model_describe() has
/// those): everything but the number of threads. Errors: HMRNN_ENOMEM.
hmrnn_status hm_options_describe(const hmrnn_train_options *options, hm_metadata *metadata,
                                 hmrnn_error *err);

/// Read what hm_options_describe() wrote. Errors: HMRNN_EFORMAT.
hmrnn_status hm_options_read(hmrnn_train_options *options, const hm_metadata *metadata,
                             hmrnn_error *err);

#endif
