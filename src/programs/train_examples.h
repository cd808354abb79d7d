// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_examples.h - what hmrnn-train does with --examples.
#ifndef HM_PROGRAMS_TRAIN_EXAMPLES_H
#define HM_PROGRAMS_TRAIN_EXAMPLES_H

#include "cli/option.h"
#include "cli/read_examples.h"
#include "hmrnn.h"
#include "programs/train_options.h"
#include "write/record_type.h"

#include <stdbool.h>
#include <stddef.h>

/// Does not return if the options about examples contradict each other or lack a model.
///
/// \param init     the model of --init, or NULL
void hm_train_examples_check(const hm_train_options *options, const hm_command *command,
                             const hmrnn_model *init);

/// Read the examples, and say how many there are if the user wants to know. Does not return if they
/// cannot be used: hm_read_examples().
void hm_train_examples_read(const hm_train_options *options, const hm_record_type *type,
                            const hmrnn_model *init, hm_examples *examples);

enum { HM_EXAMPLE_FACTS = 6, HM_EXAMPLE_FACT_BYTES = 24 };

/// The facts about the examples, as entries of a manifest.
///
/// \param numbers  where the numbers among them are written
/// \param facts    [HM_EXAMPLE_FACTS] result: valid as long as `examples`, `options` and `numbers`
/// \return how many there are
size_t hm_train_examples_facts(const hm_train_options *options, const hm_examples *examples,
                               char numbers[HM_EXAMPLE_FACTS][HM_EXAMPLE_FACT_BYTES],
                               hmrnn_metadata *facts);

/// Let a model learn from the examples, showing how it goes. Ends the program if that fails.
///
/// \param model    whose words the examples correct
/// \param n_metadata, metadata  what the manifest says besides the facts about the examples
/// \param shows_line  a line of progress that is updated
/// \return whether the model was written
bool hm_train_examples_learn(const hm_train_options *options, const hmrnn_model *model,
                             const hm_examples *examples, size_t n_metadata,
                             const hmrnn_metadata *metadata, bool shows_line);

#endif
