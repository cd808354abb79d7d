// SPDX-License-Identifier: BSD-2-Clause
//
// programs/gold.h - a segmented text compared with a gold segmentation of the same text.
//
// Segments are separated by white space, or by a delimiter. White space is not compared; the other
// characters must be the same in both texts, record by record.
#ifndef HM_PROGRAMS_GOLD_H
#define HM_PROGRAMS_GOLD_H

#include "cli/marked_text.h"
#include "hmrnn.h"

/// Take a record apart into its characters and the ends of its segments, of depth 1. Errors:
/// HMRNN_ENOMEM.
///
/// \param delimiter  separates segments; without characters: white space does
hmrnn_status hm_gold_split(const hmrnn_text *record, const hmrnn_text *delimiter,
                           hm_marked_text *segmented, hmrnn_error *err);

/// Add the agreement of two records.
/// Errors: HMRNN_ETEXT, naming the first character that differs.
hmrnn_status hm_gold_add(hmrnn_agreement *agreement, const hm_marked_text *gold,
                         const hm_marked_text *found, hmrnn_error *err);

#endif
