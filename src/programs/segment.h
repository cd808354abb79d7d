// SPDX-License-Identifier: BSD-2-Clause
//
// programs/segment.h - what hmrnn-segment does with drawings, which segment.c leaves to another
// file.
#ifndef HM_PROGRAMS_SEGMENT_H
#define HM_PROGRAMS_SEGMENT_H

#include "cli/layer_list.h"
#include "programs/segment_options.h"

/// Read drawings, or make new ones, and write them with their boundaries.
///
/// \param layers   asked for; resolved here
void hm_segment_drawings(const hm_segment_options *options, const hm_command *command,
                         hm_layer_list *layers);

#endif
