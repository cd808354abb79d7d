// SPDX-License-Identifier: BSD-2-Clause
//
// programs/word_effects.h - which entries of a word list had no effect on a text.
#ifndef HM_PROGRAMS_WORD_EFFECTS_H
#define HM_PROGRAMS_WORD_EFFECTS_H

#include "hmrnn.h"

/// Say how many entries there are, how many changed nothing, and which these are, as far as they
/// are few.
///
/// \param segmenter  NULL: nothing was segmented
void hm_word_effects_report(const hmrnn_word_list *list, const hmrnn_segmenter *segmenter);

#endif
