// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_options.h - the options of hmrnn-train.
#ifndef HM_PROGRAMS_TRAIN_OPTIONS_H
#define HM_PROGRAMS_TRAIN_OPTIONS_H

#include "cli/input.h"
#include "cli/option.h"
#include "cli/startup.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hm_train_options {
    const char *output;
    const char *init;  ///< a model to start from, or NULL
    hm_string_list valid;
    double valid_share;       ///< of the text, where there is no `valid`
    const char *units;        ///< "512" or "512,256,128"
    char default_units[160];  ///< what `units` is at first
    hmrnn_train_options core;
    bool wants_resume;
    const char *checkpoint;   ///< NULL: beside the output
    double checkpoint_every;  ///< seconds
    double time_limit;        ///< seconds; 0: none
    const char *log;          ///< NULL: none
    hmrnn_precision weights;
    const char *title, *licence, *source;  ///< facts for the manifest, or NULL
    hm_string_list examples;               ///< files with marks
    int examples_format;                   ///< hm_examples_format
    const char *examples_layers;           ///< as hm_layer_list_parse() takes them
    hm_string_list delimiters;             ///< of these layers
    int examples_invalid;                  ///< hm_examples_invalid
    const char *examples_licence;          ///< a fact for the manifest, or NULL
    hm_input_options input;
    hm_common_options common;
} hm_train_options;

extern const hm_tool hm_train_tool;

/// The defaults, which are those of the library for a run with labels where it has any.
void hm_train_options_init(hm_train_options *options);

/// Bring the options that depend on each other together: units and layers, threads. Does not return
/// if they contradict each other.
///
/// \param init     the model to start from, which has the network's shape, or NULL
void hm_train_options_settle(hm_train_options *options, const hm_command *command,
                             const hmrnn_model *init);

/// Read "512" or "512,256,128" as units of layers.
///
/// \param n_layers  in: how many there shall be, 0 if the list may say; out: how many there are
/// \param n_units   [HMRNN_MAX_LAYERS] result
/// Errors: HMRNN_EARG.
hmrnn_status hm_train_options_units(const char *list, size_t *n_layers, size_t *n_units,
                                    hmrnn_error *err);

#endif
