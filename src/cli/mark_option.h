// SPDX-License-Identifier: BSD-2-Clause
//
// cli/mark_option.h - the marks to look for in a text, as --delimiter gives them.
#ifndef HM_CLI_MARK_OPTION_H
#define HM_CLI_MARK_OPTION_H

#include "base/bytes.h"
#include "cli/layer_list.h"
#include "cli/marked_text.h"
#include "cli/option.h"
#include "text/decode.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct hm_mark_options {
    const hm_layer_list *layers;  ///< that have marks
    const hm_string_list *given;  ///< with escapes, the lowest layer first
    /// Append the mark, in UTF-8, of a layer for which none is given: as of hm_delimiter_options.
    void (*append_default)(size_t index, hm_bytes *mark);
    bool ends_in_nul;  ///< records do, instead of in a newline
} hm_mark_options;

typedef struct hm_marks {
    hm_chars chars[HMRNN_MAX_LAYERS];
    hm_mark_set set;  ///< whose marks are these characters
} hm_marks;

/// The characters of one mark. Does not return if they are not UTF-8 once the escapes are replaced.
void hm_mark_option_decode(const char *given, hm_chars *chars);

/// The marks of all layers named. White space parts segments where no mark is given, and is text
/// where one is. Does not return if a mark cannot be found in a record: more are given than there
/// are layers, one has no characters or ends records, two are the same.
void hm_marks_make(hm_marks *marks, const hm_mark_options *options);

void hm_marks_release(hm_marks *marks);

#endif
