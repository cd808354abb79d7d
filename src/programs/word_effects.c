// SPDX-License-Identifier: BSD-2-Clause
//
// programs/word_effects.c - which entries of a word list had no effect on a text.
#include <config.h>

#include "programs/word_effects.h"

#include "cli/append.h"
#include "cli/message.h"

#include <inttypes.h>

#define MOST_LINES 20  // entries that are named

static void
report_entry(const hmrnn_word *word, hmrnn_word_effect effect)
{
    hm_bytes text = HM_BYTES_INIT;
    for (size_t i = 0; i < word->text.n_chars; i++)
        hm_append_char(&text, word->text.chars[i]);
    hm_append_bytes(&text, 1, "");
    hm_message_note("%s: line %" PRIu64 ": '%s' %s", word->file, word->line,
                    (const char *)text.data,
                    effect == HMRNN_WORD_NOT_FOUND ? "does not occur"
                                                   : "occurs, but changes nothing");
    hm_bytes_release(&text);
}

void
hm_word_effects_report(const hmrnn_word_list *list, const hmrnn_segmenter *segmenter)
{
    const size_t n = hmrnn_word_list_size(list);
    size_t n_idle = 0;
    for (size_t i = 0; i < n; i++) {
        const hmrnn_word_effect effect =
            segmenter == NULL ? HMRNN_WORD_NOT_FOUND : hmrnn_segmenter_word_effect(segmenter, i);
        if (effect == HMRNN_WORD_CHANGED)
            continue;
        const hmrnn_word word = hmrnn_word_list_at(list, i);
        if (n_idle++ < MOST_LINES)
            report_entry(&word, effect);
    }
    if (n_idle > MOST_LINES)
        hm_message_note("... and %zu more without effect", n_idle - MOST_LINES);
    hm_message_note("%zu entries in the word list, %zu without effect on this text", n, n_idle);
}
