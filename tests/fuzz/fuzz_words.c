// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_words.c - whatever a line of words is, it is an entry that a list takes, or it is
// refused at one of its characters; and the trie finds what was entered.
#include <config.h>

#include "cli/word_file.h"
#include "segment/char_trie.h"

#include "property.h"

enum { N_MOST = 200 };

static const uint32_t kinds[16] = {'#',    '=',           '~',     '\\',   ' ',    '\t',
                                   '0',    'a',           0x4E00,  0x3000, 0x200B, 0x0301,
                                   0xFEFF, HMRNN_INVALID, 0x1F600, 0x3041};

static void
check_word(const hmrnn_text *line, const hmrnn_word *word, hmrnn_word_list *list)
{
    if (word->text.n_chars == 0)
        return;
    claim(word->text.chars >= line->chars &&
              word->text.chars + word->text.n_chars <= line->chars + line->n_chars,
          "a word is a part of its line");
    hmrnn_error err;
    const size_t n = hmrnn_word_list_size(list);
    const hmrnn_status status = hmrnn_word_list_add(list, word, &err);
    claim(status == HMRNN_OK || status == HMRNN_ETEXT, "memory suffices");
    claim(status == HMRNN_OK || n > 0, "only an earlier entry contradicts a line that is right");
    claim(hmrnn_word_list_size(list) <= n + 1, "one entry was added");
}

static void
check_trie(hm_char_trie *trie, const hmrnn_text *line, uint32_t number)
{
    uint32_t *value = NULL;
    uint32_t node = 0;
    const hm_trie_edge *edge = NULL;
    size_t n = 0;
    while (n < line->n_chars && line->chars[n] != HMRNN_INVALID)
        n++;
    if (n == 0)
        return;
    claim(hm_char_trie_enter(trie, n, line->chars, number, &value, NULL) == HMRNN_OK,
          "memory suffices");
    const uint32_t wanted = *value;
    claim(wanted <= number, "a string keeps its first value");
    claim(hm_char_trie_may_begin(trie, n, line->chars), "the filter lets it pass");
    for (size_t i = 0; i < n; i++) {
        edge = hm_char_trie_step(trie, node, line->chars[i]);
        claim(edge != NULL, "a prefix is there");
        node = edge->node;
    }
    claim(edge != NULL && edge->value == wanted, "a string has its value");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static uint32_t chars[N_MOST];
    hmrnn_word_list *list = NULL;
    hm_char_trie trie;
    claim(hmrnn_word_list_new(&list, NULL) == HMRNN_OK, "memory suffices");
    claim(hm_char_trie_init(&trie, 4, NULL) == HMRNN_OK, "memory suffices");
    uint32_t n_lines = 0;
    for (size_t at = 0; at < n_bytes; n_lines++) {
        size_t n = 0;
        for (; at < n_bytes && data[at] != '\n' && n < N_MOST; at++)
            chars[n++] = kinds[data[at] % 16];
        at++;
        const hmrnn_text line = {chars, n};
        hmrnn_word word = {.text = {NULL, 0}};
        size_t wrong = n;
        const hmrnn_status status = hm_word_line_parse(&line, &word, &wrong, NULL);
        claim(status == HMRNN_OK || (status == HMRNN_ETEXT && wrong < n),
              "a line is refused at one of its characters");
        if (status == HMRNN_OK)
            check_word(&line, &word, list);
        check_trie(&trie, &line, n_lines);
    }
    hm_char_trie_release(&trie);
    hmrnn_word_list_free(list);
    return 0;
}
