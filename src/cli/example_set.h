// SPDX-License-Identifier: BSD-2-Clause
//
// cli/example_set.h - records with marks in memory, and what is wrong among them: a record that
// lacks its marks, the same text with different marks.
#ifndef HM_CLI_EXAMPLE_SET_H
#define HM_CLI_EXAMPLE_SET_H

#include "cli/marked_text.h"
#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HM_NO_EXAMPLE SIZE_MAX

typedef struct hm_example {
    size_t file;      ///< as the caller numbers them
    uint64_t number;  ///< of the record in its file
    size_t first, n_chars;
    bool has_mark;  ///< something is known of a gap: a mark, or in KyTea's notation a '-'
    bool is_left_out;
    uint8_t deepest;  ///< of the marks in its file, at least 1: of higher layers nothing is known
    size_t rival;     ///< another one with the same text and other marks, or HM_NO_EXAMPLE
} hm_example;

typedef struct hm_example_set {
    uint32_t *chars;  ///< [n_chars] of all texts, one after the other
    uint8_t *depth;   ///< [n_chars] as of hm_marked_text
    size_t n_chars, chars_capacity;
    hm_example *examples;  ///< [n]
    size_t n, capacity;
} hm_example_set;

#define HM_EXAMPLE_SET_INIT          \
    {                                \
        NULL, NULL, 0, 0, NULL, 0, 0 \
    }

/// Add a record of at least one character, with all layers known. Copies. Errors: HMRNN_ENOMEM, the
/// set unchanged.
hmrnn_status hm_example_set_add(hm_example_set *set, const hm_marked_text *text, bool is_partial,
                                size_t file, uint64_t number, hmrnn_error *err);

/// The highest mark of an example: a depth, 0 if it has none.
uint8_t hm_example_deepest(const hm_example_set *set, size_t index);

/// Find the texts that occur more than once with different marks. They do not differ where one of
/// the two knows nothing of a gap or a layer. Examples left out are not looked at.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_example_set_find_rivals(hm_example_set *set, hmrnn_error *err);

/// The first character, from 0, after which two examples with the same text have different marks;
/// HM_NO_EXAMPLE if there is none.
size_t hm_example_difference(const hm_example_set *set, size_t one, size_t other);

/// The most letters in a row, of scripts without spaces between words, that a segment has in the
/// examples with marks, those left out aside; at least HM_EXAMPLE_LETTERS.
size_t hm_example_set_longest(const hm_example_set *set);

enum { HM_EXAMPLE_LETTERS = 10 };

/// True for an example without marks that is longer than one segment: more letters in a row, of
/// scripts without spaces between words, than `n_longest`, or such letters on both sides of a comma
/// or full stop of Chinese and Japanese.
bool hm_example_lacks_marks(const hm_example_set *set, size_t index, size_t n_longest);

void hm_example_set_release(hm_example_set *set);

#endif
