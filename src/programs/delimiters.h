// SPDX-License-Identifier: BSD-2-Clause
//
// programs/delimiters.h - what hmrnn-segment puts between segments.
#ifndef HM_PROGRAMS_DELIMITERS_H
#define HM_PROGRAMS_DELIMITERS_H

#include "programs/segment_options.h"
#include "write/text_writer.h"

/// Make the marks of the layers asked for: those of --delimiter, or else a space and a bar more for
/// each layer above the lowest; of drawings, whose points have blanks between them, a bar more, and
/// of new ones none, so that they can be read again. Does not return if there are too many.
///
/// \param layers   resolved; lent
/// \param decoder  of the text
void hm_delimiters_make(const hm_segment_options *options, const hm_layer_list *layers,
                        hm_decoder *decoder, hm_delimiters *delimiters);

void hm_delimiters_release(hm_delimiters *delimiters);

#endif
