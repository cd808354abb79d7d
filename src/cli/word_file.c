// SPDX-License-Identifier: BSD-2-Clause
//
// cli/word_file.c - files of words that a person names.
#include <config.h>

#include "cli/word_file.h"

#include "base/error.h"
#include "cli/message.h"
#include "text/char_props.h"

#include <inttypes.h>

#define BYTE_ORDER_MARK UINT32_C(0xFEFF)

static bool
is_gap(uint32_t c)
{
    return hm_char_is_space(c) || hm_char_parts_words(c);
}

/// The strength that a first sign stands for. \return whether it stands for one
static bool
strength_of(uint32_t sign, hmrnn_word_strength *strength)
{
    if (sign != '=' && sign != '~')
        return false;
    *strength = sign == '=' ? HMRNN_WORD_ALWAYS : HMRNN_WORD_UNCUT;
    return true;
}

/// Whether the part of a line that begins at i is a number: a dictionary's count, most likely.
static bool
is_count(const hmrnn_text *line, size_t i, size_t end)
{
    while (i < end && line->chars[i] >= '0' && line->chars[i] <= '9')
        i++;
    return i == end || is_gap(line->chars[i]);
}

/// Check what stands between the first character and the last. White space there makes an entry one
/// that is never a word.
static hmrnn_status
check_inside(const hmrnn_text *line, size_t begin, size_t end, bool has_sign, hmrnn_word *word,
             size_t *at, hmrnn_error *err)
{
    for (*at = begin; *at < end; (*at)++) {
        const uint32_t c = line->chars[*at];
        if (c == HMRNN_INVALID)
            return hm_fail(err, HMRNN_ETEXT,
                           "is not part of a character: say with --encoding what the file is");
        if (c == '\t')
            return hm_fail(err, HMRNN_ETEXT, "a tab: a line has a word and no other columns");
        if (!is_gap(c))
            continue;
        if (has_sign)
            return hm_fail(err, HMRNN_ETEXT,
                           "white space in a word: leave it out, or leave out the sign before the "
                           "word if it is to be cut here");
        if (!is_gap(line->chars[*at + 1]) && is_count(line, *at + 1, end))
            return hm_fail(err, HMRNN_ETEXT,
                           "a number after white space: a line has a word and no count");
        word->strength = HMRNN_WORD_NEVER;
    }
    return HMRNN_OK;
}

hmrnn_status
hm_word_line_parse(const hmrnn_text *line, hmrnn_word *word, size_t *at, hmrnn_error *err)
{
    size_t begin = 0;
    size_t end = line->n_chars;
    hmrnn_word fresh = {.strength = HMRNN_WORD_EVIDENCE};
    while (begin < end && is_gap(line->chars[begin]))
        begin++;
    while (end > begin && is_gap(line->chars[end - 1]))
        end--;
    if (begin == end || line->chars[begin] == '#') {
        *word = fresh;
        return HMRNN_OK;
    }
    const bool has_sign = strength_of(line->chars[begin], &fresh.strength);
    *at = begin;
    begin += has_sign || line->chars[begin] == '\\' ? 1 : 0;
    if (begin == end || is_gap(line->chars[begin]))
        return hm_fail(err, HMRNN_ETEXT,
                       "no word behind this sign: write \\ before it if it is one");
    if (end - begin > HMRNN_MAX_WORD_CHARS)
        return hm_fail(err, HMRNN_ETEXT, "a word of %zu characters: it may have %d", end - begin,
                       HMRNN_MAX_WORD_CHARS);
    HM_TRY(check_inside(line, begin, end, has_sign, &fresh, at, err));
    fresh.text = (hmrnn_text){line->chars + begin, end - begin};
    *word = fresh;
    return HMRNN_OK;
}

static void
add_line(hmrnn_word_list *list, const hm_input *input, const hm_record *record,
         const hm_chars *chars)
{
    hmrnn_error err;
    hmrnn_word word;
    size_t at = 0;
    const char *const file = hm_input_name(input);
    if (record->goes_on || record->n_before > 0)
        hm_message_die("%s: line %" PRIu64 ": is longer than %zu bytes: a line has a word", file,
                       record->number, HM_INPUT_PART);
    const size_t n_mark =
        record->number == 1 && chars->n_chars > 0 && chars->chars[0] == BYTE_ORDER_MARK ? 1 : 0;
    const hmrnn_text line = {chars->chars + n_mark, chars->n_chars - n_mark};
    if (hm_word_line_parse(&line, &word, &at, &err) != HMRNN_OK)
        hm_message_die("%s: line %" PRIu64 ": byte %zu: %s", file, record->number,
                       chars->offset[at + n_mark] + 1, err.text);
    if (word.text.n_chars == 0)
        return;
    word.file = file;
    word.line = record->number;
    hm_message_check(hmrnn_word_list_add(list, &word, &err), &err);
}

hmrnn_word_list *
hm_read_words(const hm_input_options *options, size_t n_files, const char *const *files)
{
    hmrnn_error err;
    hmrnn_word_list *list = NULL;
    const hm_input_options lines = {.encoding = options->encoding,
                                    .invalid = HM_INVALID_KEEP,
                                    .max_bytes = options->max_bytes,
                                    .divides = true,
                                    .is_quiet = true};
    hm_message_check(hmrnn_word_list_new(&list, &err), &err);
    hm_input *const input = hm_input_new(&lines, n_files, files);
    hm_chars chars = HM_CHARS_INIT;
    hm_record record;
    hm_input_event event = HM_INPUT_ENTRY;
    while (event != HM_INPUT_END) {
        event = hm_input_next(input, &record, &chars);
        if (event == HM_INPUT_BROKEN)
            hm_message_die("not all words could be read");
        if (event == HM_INPUT_RECORD)
            add_line(list, input, &record, &chars);
    }
    hm_chars_release(&chars);
    hm_input_free(input);
    if (hm_message_status() != HM_EXIT_DONE)  // a file could not be opened
        hm_message_die("not all words could be read");
    return list;
}
