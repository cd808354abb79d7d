// SPDX-License-Identifier: BSD-2-Clause
//
// cli/read_examples.h - read text with marks between its segments as a corpus with labels.
#ifndef HM_CLI_READ_EXAMPLES_H
#define HM_CLI_READ_EXAMPLES_H

#include "base/bytes.h"
#include "cli/input.h"
#include "cli/layer_list.h"
#include "cli/option.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum hm_examples_format {
    HM_EXAMPLES_WORDS,  ///< as hmrnn-segment marks them
    HM_EXAMPLES_MARKS   ///< KyTea's partial annotation, of layer 1
} hm_examples_format;

/// What becomes of examples that cannot be used.
typedef enum hm_examples_invalid { HM_EXAMPLES_ERROR, HM_EXAMPLES_SKIP } hm_examples_invalid;

typedef struct hm_examples_options {
    const hm_input_options *input;
    const hm_string_list *files;  ///< operands
    int format;                   ///< hm_examples_format
    int invalid;                  ///< hm_examples_invalid
    const hm_layer_list *layers;  ///< that are marked; "all" is resolved
    const hm_string_list *delimiters;
    void (*append_default)(size_t index, hm_bytes *mark);  ///< as of hm_mark_options
    bool is_quiet;                                         ///< do not say what is left out
    bool is_verbose;                                       ///< name each record left out
} hm_examples_options;

typedef struct hm_examples {
    hmrnn_corpus *corpus;  ///< labels of the layers 1 to n_layers; layers that are not named, and
                           ///< in each file those above its highest mark, have none
    size_t n_layers;       ///< the highest layer that is marked
    size_t n_records;      ///< that are used
    size_t n_left_out;     ///< that are not
    size_t n_chars;        ///< marks and ends of records not counted
    size_t n_gaps;         ///< between two characters, known in the lowest layer that is marked
    size_t n_segments;     ///< of that layer, white space aside, in records known as a whole
    char *names;           ///< of the operands, without their folders: "lines.txt, more.txt"
} hm_examples;

/// Read the examples. Does not return if they cannot be read to their end, if some cannot be used
/// and shall not be left out, if none is left, or if a layer has no mark in any of them; the
/// messages name file, record and byte.
///
/// Records of white space are passed over. A byte order mark at the beginning of a record, and a
/// carriage return before its newline, are not part of it.
void hm_read_examples(const hm_examples_options *options, hm_examples *examples);

void hm_examples_release(hm_examples *examples);

#endif
