// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_list.c - words that a person names: what the library knows of the entries.
#include <config.h>

#include "segment/word_list.h"

#include "base/error.h"
#include "text/char_props.h"

#include <inttypes.h>
#include <stdio.h>

bool
hm_word_list_is_gap(uint32_t c)
{
    return hm_char_is_space(c) || hm_char_parts_words(c);
}

static const char *
meaning_of(const hm_word_entry *entry)
{
    switch ((hmrnn_word_strength)entry->strength) {
    case HMRNN_WORD_EVIDENCE:
        return "likely a word";
    case HMRNN_WORD_ALWAYS:
        return "always a word";
    case HMRNN_WORD_NEVER:
        return "never a word, but cut where it has spaces";
    case HMRNN_WORD_UNCUT:
        return "never cut";
    }
    return "";
}

/// Where an entry stands, as far as that is known.
static void
place_of(const hmrnn_word_list *list, size_t i, size_t n_bytes, char *place)
{
    const hm_word_entry *const entry = &list->entry[i];
    if (entry->file == UINT32_MAX)
        snprintf(place, n_bytes, "entry %zu", i + 1);
    else
        snprintf(place, n_bytes, "%.200s: line %" PRIu64, list->file[entry->file], entry->line);
}

hmrnn_status
hm_word_list_contradiction(const hmrnn_word_list *list, size_t first, size_t second,
                           hmrnn_error *err)
{
    char before[256];
    char now[256];
    place_of(list, first, sizeof before, before);
    place_of(list, second, sizeof now, now);
    return hm_fail(err, HMRNN_ETEXT,
                   "%s: the string is %s here and %s in %s: leave one of the two out", now,
                   meaning_of(&list->entry[second]), meaning_of(&list->entry[first]), before);
}
