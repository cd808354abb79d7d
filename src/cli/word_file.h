// SPDX-License-Identifier: BSD-2-Clause
//
// cli/word_file.h - files of words that a person names, a word a line, as --words has them.
//
//     word        evidence: most likely a word
//     =word       always a word
//     ~string     never cut inside
//     two parts   never a word: cut where the white space is
//     # text      a comment; empty lines are passed over
//     \#word      the first sign after a backslash has no meaning
#ifndef HM_CLI_WORD_FILE_H
#define HM_CLI_WORD_FILE_H

#include "cli/input.h"
#include "hmrnn.h"

/// Read a line.
///
/// \param word     result: its text, which points into the line, and its strength. A line without
///                 an entry has an empty text
/// \param at       result, on failure: the character of the line that is wrong, from 0
/// Errors: HMRNN_ETEXT.
hmrnn_status hm_word_line_parse(const hmrnn_text *line, hmrnn_word *word, size_t *at,
                                hmrnn_error *err);

/// Read files as operands are read, in the encoding and up to the size of the input; lines always
/// end in a newline. Dies, naming file, line and byte, at the first line that is wrong.
///
/// \param options  of the input
/// \param files    [n_files] "-" is standard input
hmrnn_word_list *hm_read_words(const hm_input_options *options, size_t n_files,
                               const char *const *files);

#endif
