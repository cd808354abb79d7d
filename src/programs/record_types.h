// SPDX-License-Identifier: BSD-2-Clause
//
// programs/record_types.h - the types of records. A program chooses one by its options.
#ifndef HM_PROGRAMS_RECORD_TYPES_H
#define HM_PROGRAMS_RECORD_TYPES_H

#include "write/record_type.h"

/// The type of the records that are read with these options, whose `format` is set to its own.
const hm_record_type *hm_record_type_choose(hm_input_options *options);

/// Describe a model in a message.
void hm_record_type_note_model(const hmrnn_model *model);

/// Die if a model is not of the type.
void hm_record_type_check_model(const hm_record_type *type, const hmrnn_model *model);

#endif
