// SPDX-License-Identifier: BSD-2-Clause
//
// base/choice.c - one of several words.
#include <config.h>

#include "base/choice.h"

#include <assert.h>
#include <string.h>

size_t
hm_choice_count(const char *words)
{
    size_t n = 1;
    for (const char *at = words; *at != '\0'; at++)
        n += *at == '|' ? 1 : 0;
    return n;
}

bool
hm_choice_find(const char *words, const char *text, size_t *which)
{
    const size_t n_text = strlen(text);
    const size_t n = hm_choice_count(words);
    for (size_t i = 0; i < n; i++) {
        size_t n_word = 0;
        const char *const word = hm_choice_word(words, i, &n_word);
        if (n_word == n_text && memcmp(word, text, n_word) == 0) {
            *which = i;
            return true;
        }
    }
    return false;
}

const char *
hm_choice_word(const char *words, size_t which, size_t *n_word)
{
    assert(which < hm_choice_count(words));
    const char *word = words;
    for (size_t i = 0; i < which; i++)
        word += strcspn(word, "|") + 1;
    *n_word = strcspn(word, "|");
    return word;
}
