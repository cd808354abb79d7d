// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_examples.c - any record with marks is taken apart, and put together again.
#include <config.h>

#include "cli/marked_text.h"

#include "property.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_CHARS = 4096 };

/// Characters of which records are made, so that many have marks.
static const uint32_t letters[] = {'a', 'b', ' ', '|', '-', '?', '\\', '/', 0x3000, 0x3042, 0x3099};

static const uint32_t space[] = {' '};
static const uint32_t bar[] = {' ', '|', ' '};
static const uint32_t slash[] = {'/'};

static const hm_layer_list two = {false, 2, {1, 3}};

static void
check_places(const hmrnn_text *record, const hm_marked_text *text)
{
    claim(text->n_chars <= record->n_chars, "there are no more characters than in the record");
    for (size_t i = 0; i < text->n_chars; i++) {
        claim(text->origin[i] < record->n_chars, "each has its place in it");
        claim(i == 0 || text->origin[i - 1] < text->origin[i], "places rise");
        claim(record->chars[text->origin[i]] == text->chars[i], "where it stands");
    }
}

static void
check_labels(const hm_marked_text *text)
{
    static uint8_t is_end[MAX_CHARS];
    static float labels[3 * MAX_CHARS];
    const size_t n = text->n_chars;
    memset(is_end, 1, sizeof is_end);
    hm_marked_text_labels(n, text->chars, text->depth, &two, is_end, labels);
    for (size_t i = 0; i < n; i++) {
        const float low = labels[i];
        const float high = labels[2 * n + i];
        claim(low == 0.0f || low == 1.0f || low == HMRNN_LABEL_NONE, "a label is a bit or none");
        claim(labels[n + i] == HMRNN_LABEL_NONE, "a layer not named has no label");
        claim(high != 1.0f || low == 1.0f, "layers are nested");
    }
    claim(n == 0 || (labels[n - 1] == 1.0f && labels[3 * n - 1] == 1.0f), "the end is a boundary");
}

/// Without white space that parts nothing, marks and characters are the whole record.
static void
check_marks(const hmrnn_text *record, hm_white_space white_space)
{
    const hm_mark_set marks = {
        .n_marks = 2,
        .marks = {{space, 1}, {bar, 3}},
        .white_space = white_space,
    };
    hm_marked_text text = HM_MARKED_TEXT_INIT;
    claim(hm_marked_text_read(record, &marks, &text, NULL) == HMRNN_OK, "memory suffices");
    check_places(record, &text);
    check_labels(&text);
    for (size_t i = 0; i < text.n_chars; i++)
        claim(text.depth[i] <= 2, "a depth is 1 + the index of a mark");
    hm_marked_text_release(&text);
}

/// A record of single marks is written from what was read, and is the same when it is read again.
static void
check_again(const hmrnn_text *record)
{
    static uint32_t written[2 * MAX_CHARS];
    const hm_mark_set marks = {.n_marks = 1,
                               .marks = {{slash, 1}},
                               .white_space = HM_WHITE_SPACE_IS_TEXT};
    hm_marked_text text = HM_MARKED_TEXT_INIT;
    hm_marked_text again = HM_MARKED_TEXT_INIT;
    size_t n = 0;
    claim(hm_marked_text_read(record, &marks, &text, NULL) == HMRNN_OK, "memory suffices");
    for (size_t i = 0; i < text.n_chars; i++) {
        written[n++] = text.chars[i];
        if (text.depth[i] == 1)
            written[n++] = '/';
    }
    claim(hm_marked_text_read(&(hmrnn_text){written, n}, &marks, &again, NULL) == HMRNN_OK,
          "memory suffices");
    claim(again.n_chars == text.n_chars, "as many characters");
    claim(text.n_chars == 0 || memcmp(again.depth, text.depth, text.n_chars) == 0, "and the marks");
    hm_marked_text_release(&text);
    hm_marked_text_release(&again);
}

static void
check_partial(const hmrnn_text *record)
{
    hm_marked_text text = HM_MARKED_TEXT_INIT;
    size_t at = 0;
    const hmrnn_status status = hm_marked_text_read_partial(record, &text, &at, NULL);
    claim(status == HMRNN_OK || (status == HMRNN_ETEXT && at < record->n_chars),
          "a record is read, or the place of the mistake is in it");
    check_places(record, &text);
    if (status == HMRNN_OK)
        check_labels(&text);
    hm_marked_text_release(&text);
}

static void
check(const hmrnn_text *record)
{
    check_marks(record, HM_WHITE_SPACE_PARTS);
    check_marks(record, HM_WHITE_SPACE_IS_OUT);
    check_marks(record, HM_WHITE_SPACE_IS_TEXT);
    check_again(record);
    check_partial(record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static uint32_t chars[MAX_CHARS];
    static const char marks[] = "|-? ";
    const size_t n = n_bytes < MAX_CHARS ? n_bytes : MAX_CHARS;
    for (size_t i = 0; i < n; i++)
        chars[i] = data[i];
    check(&(hmrnn_text){chars, n});
    for (size_t i = 0; i < n; i++)
        chars[i] = letters[data[i] % (sizeof letters / sizeof letters[0])];
    check(&(hmrnn_text){chars, n});
    for (size_t i = 1; i < n; i += 2)  // characters and marks in turn
        chars[i] = (unsigned char)marks[data[i] % 4];
    check(&(hmrnn_text){chars, n});
    return 0;
}
