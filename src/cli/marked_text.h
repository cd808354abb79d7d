// SPDX-License-Identifier: BSD-2-Clause
//
// cli/marked_text.h - a record with marks between its segments, taken apart: the text, and what the
// marks say of each gap.
//
// There are two notations. In that of hmrnn-segment a mark is a sequence of characters, one for
// each layer, and a gap without a mark is no boundary. In that of KyTea (partial annotation)
// characters and marks alternate, a|b-c d: '|' is a boundary, '-' is none, and of ' ' and '?'
// nothing is known.
#ifndef HM_CLI_MARKED_TEXT_H
#define HM_CLI_MARKED_TEXT_H

#include "cli/layer_list.h"
#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

/// What white space is that belongs to no mark.
typedef enum hm_white_space {
    HM_WHITE_SPACE_PARTS,   ///< a mark of the lowest layer, and not text
    HM_WHITE_SPACE_IS_OUT,  ///< neither a mark nor text
    HM_WHITE_SPACE_IS_TEXT
} hm_white_space;

typedef struct hm_mark_set {
    size_t n_marks;                      ///< one for each layer named, the lowest first
    hmrnn_text marks[HMRNN_MAX_LAYERS];  ///< [n_marks] where several fit, the longest counts
    hm_white_space white_space;
} hm_mark_set;

#define HM_DEPTH_UNKNOWN UINT8_MAX

typedef struct hm_marked_text {
    uint32_t *chars;  ///< [n_chars] the text without its marks
    uint8_t *depth;   ///< [n_chars] the gap after each: 1 + index of the highest mark there, 0
                      ///< without a mark, or HM_DEPTH_UNKNOWN
    size_t *origin;   ///< [n_chars] where each stands in the record
    size_t n_chars;
    size_t capacity;
} hm_marked_text;

#define HM_MARKED_TEXT_INIT    \
    {                          \
        NULL, NULL, NULL, 0, 0 \
    }

/// Take a record apart that is marked as hmrnn-segment does it. Any record can be read. Marks
/// before the first character say nothing. Errors: HMRNN_ENOMEM.
///
/// \param text     overwritten; grows as needed
hmrnn_status hm_marked_text_read(const hmrnn_text *record, const hm_mark_set *marks,
                                 hm_marked_text *text, hmrnn_error *err);

/// Take a record in KyTea's notation apart. A backslash makes a character of what follows it. The
/// gap after the last character is HM_DEPTH_UNKNOWN.
///
/// \param text     overwritten; grows as needed
/// \param at       result of HMRNN_ETEXT: the character of the record that does not fit
/// Errors: HMRNN_ETEXT, HMRNN_ENOMEM.
hmrnn_status hm_marked_text_read_partial(const hmrnn_text *record, hm_marked_text *text, size_t *at,
                                         hmrnn_error *err);

/// The labels of the gaps. The end of the text is a boundary of each layer named. White space has a
/// boundary of layer 1 on both sides. A mark of a higher layer is written once for each stretch of
/// white space, so of the other gaps there nothing is known.
///
/// \param layers   whose marks were read; other layers have no labels
/// \param is_end   [n_chars] ends of grapheme clusters
/// \param labels   [the highest of the layers][n_chars] result: 0, 1 or HMRNN_LABEL_NONE
///
/// Cannot fail.
void hm_marked_text_labels(size_t n_chars, const uint32_t *chars, const uint8_t *depth,
                           const hm_layer_list *layers, const uint8_t *is_end, float *labels);

void hm_marked_text_release(hm_marked_text *text);

#endif
