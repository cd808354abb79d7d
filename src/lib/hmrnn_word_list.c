// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_word_list.c - words that a person names: the public functions.
#include <config.h>

#include "segment/word_list.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define NO_FILE UINT32_MAX

hmrnn_status
hmrnn_word_list_new(hmrnn_word_list **out, hmrnn_error *err)
{
    hmrnn_word_list *const list = calloc(1, sizeof *list);
    if (list == NULL)
        return hm_fail_memory(err, "a word list", sizeof *list);
    list->entry_of = (hm_hash)HM_HASH_INIT;
    *out = list;
    return HMRNN_OK;
}

/// Check an entry by itself.
static hmrnn_status
check(const hmrnn_word *word, hmrnn_error *err)
{
    const hmrnn_text *const text = &word->text;
    size_t n_gaps = 0;
    for (size_t i = 0; i < text->n_chars; i++) {
        if (text->chars[i] == HMRNN_INVALID)
            return hm_fail(err, HMRNN_ETEXT, "character %zu of the word is no character", i + 1);
        n_gaps += hm_word_list_is_gap(text->chars[i]) ? 1 : 0;
    }
    if (n_gaps == text->n_chars)
        return hm_fail(err, HMRNN_ETEXT, "there is no word");
    if (text->n_chars > HMRNN_MAX_WORD_CHARS)
        return hm_fail(err, HMRNN_ETEXT, "a word has %zu characters: it may have %d", text->n_chars,
                       HMRNN_MAX_WORD_CHARS);
    const bool is_never = word->strength == HMRNN_WORD_NEVER;
    if (is_never && (hm_word_list_is_gap(text->chars[0]) ||
                     hm_word_list_is_gap(text->chars[text->n_chars - 1]) || n_gaps == 0))
        return hm_fail(err, HMRNN_ETEXT,
                       "what is never a word needs white space inside, where it is cut");
    if (!is_never && n_gaps > 0)
        return hm_fail(err, HMRNN_ETEXT, "a word has no white space inside");
    return HMRNN_OK;
}

/// The index of a file's name; names come one after the other, so the last one is looked at.
static hmrnn_status
enter_file(hmrnn_word_list *list, const char *name, uint32_t *index, hmrnn_error *err)
{
    *index = NO_FILE;
    if (name == NULL)
        return HMRNN_OK;
    if (list->n_files == 0 || strcmp(list->file[list->n_files - 1], name) != 0) {
        HM_TRY(hm_alloc_grow(&list->file, &list->files_capacity, list->n_files + 1,
                             sizeof *list->file, "a word list", err));
        char *const copy = strdup(name);
        if (copy == NULL)
            return hm_fail_memory(err, "a word list", strlen(name) + 1);
        list->file[list->n_files++] = copy;
    }
    *index = (uint32_t)(list->n_files - 1);
    return HMRNN_OK;
}

static uint64_t
hash_of(const hmrnn_text *text)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < text->n_chars; i++)
        if (!hm_word_list_is_gap(text->chars[i]))
            hash = hm_hash_mix(hash * UINT64_C(0x9E3779B97F4A7C15) + text->chars[i] + 1);
    return hash == HM_HASH_FREE ? 0 : hash;
}

/// Whether an entry says the same as a new one of the same string.
static bool
says_the_same(const hmrnn_word_list *list, size_t i, const hmrnn_word *word)
{
    const hmrnn_text text = hm_word_list_text(list, i);
    return list->entry[i].strength == word->strength && text.n_chars == word->text.n_chars &&
           memcmp(text.chars, word->text.chars, text.n_chars * sizeof *text.chars) == 0;
}

/// Put an entry behind the last one, without counting it.
static hmrnn_status
append(hmrnn_word_list *list, const hmrnn_word *word, hmrnn_error *err)
{
    const size_t n = word->text.n_chars;
    hm_word_entry entry = {.first = list->n_chars,
                           .n = (uint32_t)n,
                           .line = word->line,
                           .strength = (uint8_t)word->strength};
    HM_TRY(hm_alloc_grow(&list->entry, &list->capacity, list->n + 1, sizeof *list->entry,
                         "a word list", err));
    HM_TRY(hm_alloc_grow(&list->chars, &list->chars_capacity, list->n_chars + n,
                         sizeof *list->chars, "a word list", err));
    HM_TRY(enter_file(list, word->file, &entry.file, err));
    memcpy(list->chars + list->n_chars, word->text.chars, n * sizeof *list->chars);
    list->entry[list->n] = entry;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_word_list_add(hmrnn_word_list *list, const hmrnn_word *word, hmrnn_error *err)
{
    HM_TRY(check(word, err));
    if (list->n >= UINT32_MAX - 1)
        return hm_fail(err, HMRNN_ETEXT, "a word list has at most %u entries",
                       (unsigned)UINT32_MAX - 1);
    HM_TRY(append(list, word, err));
    uint32_t *at = NULL;
    HM_TRY(hm_hash_enter(&list->entry_of, hash_of(&word->text), (uint32_t)list->n, &at, err));
    if (*at == list->n) {
        list->n_chars += word->text.n_chars;
        list->n++;
        return HMRNN_OK;
    }
    if (says_the_same(list, *at, word))
        return HMRNN_OK;
    return hm_word_list_contradiction(list, *at, list->n, err);
}

size_t
hmrnn_word_list_size(const hmrnn_word_list *list)
{
    return list->n;
}

hmrnn_word
hmrnn_word_list_at(const hmrnn_word_list *list, size_t i)
{
    const hm_word_entry *const entry = &list->entry[i];
    return (hmrnn_word){.text = hm_word_list_text(list, i),
                        .strength = (hmrnn_word_strength)entry->strength,
                        .file = entry->file == NO_FILE ? NULL : list->file[entry->file],
                        .line = entry->line};
}

void
hmrnn_word_list_free(hmrnn_word_list *list)
{
    if (list == NULL)
        return;
    for (size_t i = 0; i < list->n_files; i++)
        free(list->file[i]);
    free(list->file);
    free(list->entry);
    free(list->chars);
    hm_hash_release(&list->entry_of);
    free(list);
}
