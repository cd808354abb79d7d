// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_list.h - words that a person names, and what is said of each.
//
// The entries are as they were given: they know nothing of a model. segment/word_matcher.h makes
// them ready for one.
#ifndef HM_SEGMENT_WORD_LIST_H
#define HM_SEGMENT_WORD_LIST_H

#include "base/hash.h"

#include <stdbool.h>

/// One entry; its characters are in word_list.chars.
typedef struct hm_word_entry {
    size_t first;      ///< character
    uint32_t n;        ///< characters, white space of HMRNN_WORD_NEVER included
    uint32_t file;     ///< index of its name; UINT32_MAX: none
    uint64_t line;     ///< 0: none
    uint8_t strength;  ///< hmrnn_word_strength
} hm_word_entry;

struct hmrnn_word_list {
    hm_word_entry *entry;  ///< [n]
    size_t n, capacity;
    uint32_t *chars;  ///< [n_chars] of all entries
    size_t n_chars, chars_capacity;
    char **file;  ///< [n_files] names, each once
    size_t n_files, files_capacity;
    hm_hash entry_of;  ///< hash of the characters but white space to the entry
};

/// The characters of an entry.
static inline hmrnn_text
hm_word_list_text(const hmrnn_word_list *list, size_t i)
{
    return (hmrnn_text){list->chars + list->entry[i].first, list->entry[i].n};
}

/// Whether a character parts words wherever it stands, so that no word has one: white space, and
/// the space of no width.
bool hm_word_list_is_gap(uint32_t c);

/// Fail because two entries say different things of the same string. \return HMRNN_ETEXT
hmrnn_status hm_word_list_contradiction(const hmrnn_word_list *list, size_t first, size_t second,
                                        hmrnn_error *err);

#endif
