// SPDX-License-Identifier: BSD-2-Clause
//
// base/choice.h - one of several words, as options and manifests have them: "auto|always|never".
//
// Words are counted from 0, so a choice is an enum whose values stand in the order of the words.
#ifndef HM_BASE_CHOICE_H
#define HM_BASE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

/// How many words there are.
size_t hm_choice_count(const char *words);

/// The number of the word that `text` is; false if it is none of them.
bool hm_choice_find(const char *words, const char *text, size_t *which);

/// Where word `which` begins; `*n_word` bytes, after which comes '|' or NUL.
const char *hm_choice_word(const char *words, size_t which, size_t *n_word);

#endif
