// SPDX-License-Identifier: BSD-2-Clause
//
// cli/marked_text.c - a record with marks between its segments, taken apart.
#include <config.h>

#include "cli/marked_text.h"

#include "base/alloc.h"
#include "base/error.h"
#include "text/char_props.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// Empty, with room for a text of n characters.
static hmrnn_status
begin(hm_marked_text *text, size_t n, hmrnn_error *err)
{
    const hm_column columns[] = {{&text->chars, sizeof *text->chars},
                                 {&text->depth, sizeof *text->depth},
                                 {&text->origin, sizeof *text->origin}};
    text->n_chars = 0;
    return hm_alloc_grow_columns(sizeof columns / sizeof columns[0], columns, &text->capacity, n,
                                 "a record with marks", err);
}

static void
append(hm_marked_text *text, uint32_t c, uint8_t depth, size_t origin)
{
    text->chars[text->n_chars] = c;
    text->depth[text->n_chars] = depth;
    text->origin[text->n_chars++] = origin;
}

static bool
has_mark_at(const hmrnn_text *record, size_t at, const hmrnn_text *mark)
{
    return mark->n_chars > 0 && record->n_chars - at >= mark->n_chars &&
           memcmp(record->chars + at, mark->chars, mark->n_chars * sizeof *mark->chars) == 0;
}

/// The longest mark that stands there. \return its characters, 0 if there is none
static size_t
find_mark(const hmrnn_text *record, size_t at, const hm_mark_set *marks, uint8_t *depth)
{
    size_t n_longest = 0;
    for (size_t m = 0; m < marks->n_marks; m++)
        if (marks->marks[m].n_chars > n_longest && has_mark_at(record, at, &marks->marks[m])) {
            n_longest = marks->marks[m].n_chars;
            *depth = (uint8_t)(m + 1);
        }
    return n_longest;
}

hmrnn_status
hm_marked_text_read(const hmrnn_text *record, const hm_mark_set *marks, hm_marked_text *text,
                    hmrnn_error *err)
{
    HM_TRY(begin(text, record->n_chars, err));
    for (size_t i = 0; i < record->n_chars;) {
        uint8_t depth = 0;
        const size_t n_mark = find_mark(record, i, marks, &depth);
        const bool is_text = n_mark == 0 && (marks->white_space == HM_WHITE_SPACE_IS_TEXT ||
                                             !hm_char_is_space(record->chars[i]));
        if (is_text)
            append(text, record->chars[i], 0, i);
        else if (n_mark == 0 && marks->white_space == HM_WHITE_SPACE_PARTS)
            depth = 1;
        if (text->n_chars > 0 && depth > text->depth[text->n_chars - 1])
            text->depth[text->n_chars - 1] = depth;
        i += n_mark > 0 ? n_mark : 1;
    }
    return HMRNN_OK;
}

/// What a mark of KyTea's notation says; false if it is none.
static bool
depth_of_partial(uint32_t mark, uint8_t *depth)
{
    switch (mark) {
    case '|':
        *depth = 1;
        return true;
    case '-':
        *depth = 0;
        return true;
    case ' ':
    case '?':
        *depth = HM_DEPTH_UNKNOWN;
        return true;
    default:
        return false;
    }
}

hmrnn_status
hm_marked_text_read_partial(const hmrnn_text *record, hm_marked_text *text, size_t *at,
                            hmrnn_error *err)
{
    const size_t n = record->n_chars;
    HM_TRY(begin(text, n, err));
    for (size_t i = 0; i < n; i += 2) {
        const bool is_escape = record->chars[i] == '\\';
        *at = i;
        if (is_escape && ++i == n)
            return hm_fail(err, HMRNN_ETEXT, "a character must follow the backslash");
        append(text, record->chars[i], HM_DEPTH_UNKNOWN, i);
        if (i + 1 == n)
            break;
        uint8_t *const depth = &text->depth[text->n_chars - 1];
        *at = i + 1;
        if (!depth_of_partial(record->chars[i + 1], depth))
            return hm_fail(err, HMRNN_ETEXT,
                           "a mark must stand here, between two characters: one of | - ? or a "
                           "space");
        if (i + 2 == n)
            return hm_fail(err, HMRNN_ETEXT, "a character must follow the last mark");
        if (*depth == 0 &&
            (hm_char_is_space(record->chars[i]) || hm_char_is_space(record->chars[i + 2])))
            return hm_fail(err, HMRNN_ETEXT,
                           "beside white space there is always a boundary, so the mark cannot "
                           "be -");
    }
    return HMRNN_OK;
}

/// The gaps between a character that is not white space and the next one, or what is beside the
/// first and the last of them.
typedef struct stretch {
    size_t first, end;  ///< gaps, by the character before
    uint8_t deepest;    ///< of their marks
    bool has_space;
    bool is_inside;  ///< characters that are not white space stand on both sides
} stretch;

static stretch
next_stretch(size_t n_chars, const uint32_t *chars, const uint8_t *depth, size_t first)
{
    stretch s = {.first = first, .end = first, .has_space = hm_char_is_space(chars[first])};
    s.is_inside = !s.has_space;
    do {
        if (depth[s.end] != HM_DEPTH_UNKNOWN && depth[s.end] > s.deepest)
            s.deepest = depth[s.end];
        s.end++;
        s.has_space = s.has_space || (s.end < n_chars && hm_char_is_space(chars[s.end]));
    } while (s.end < n_chars && hm_char_is_space(chars[s.end]));
    s.is_inside = s.is_inside && s.end < n_chars;
    return s;
}

/// The label of a gap for the k-th layer that is named.
static float
label_of(const stretch *s, uint8_t depth, size_t k, unsigned layer, bool is_end)
{
    if (s->has_space && layer == 1)
        return is_end ? 1.0f : 0.0f;
    if (depth == HM_DEPTH_UNKNOWN)
        return HMRNN_LABEL_NONE;
    if (depth > k)
        return 1.0f;
    return s->has_space && (s->deepest > k || !s->is_inside) ? HMRNN_LABEL_NONE : 0.0f;
}

void
hm_marked_text_labels(size_t n_chars, const uint32_t *chars, const uint8_t *depth,
                      const hm_layer_list *layers, const uint8_t *is_end, float *labels)
{
    const size_t n_layers = layers->layer[layers->n - 1];
    for (size_t i = 0; i < n_layers * n_chars; i++)
        labels[i] = HMRNN_LABEL_NONE;
    for (size_t first = 0; first < n_chars;) {
        const stretch s = next_stretch(n_chars, chars, depth, first);
        for (size_t k = 0; k < layers->n; k++) {
            float *const row = labels + (layers->layer[k] - 1) * n_chars;
            for (size_t i = s.first; i < s.end; i++)
                row[i] = label_of(&s, depth[i], k, layers->layer[k], is_end[i] != 0);
        }
        first = s.end;
    }
    for (size_t k = 0; k < layers->n && n_chars > 0; k++)
        labels[layers->layer[k] * n_chars - 1] = 1.0f;
}

void
hm_marked_text_release(hm_marked_text *text)
{
    free(text->chars);
    free(text->depth);
    free(text->origin);
    *text = (hm_marked_text)HM_MARKED_TEXT_INIT;
}
