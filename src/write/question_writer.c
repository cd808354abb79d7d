// SPDX-License-Identifier: BSD-2-Clause
//
// write/question_writer.c - instead of a segmented text, the questions that its model has.
#include <config.h>

#include "write/question_writer.h"

#include "cli/append.h"
#include "cli/message.h"
#include "text/char_props.h"
#include "text/grapheme.h"
#include "write/questions.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEAST_KEPT = 1 << 17,  // questions, however few are to be written
    MOST_CLUSTERS = 20,    // on each side of the gap, so that a person can decide
    FEWEST_CLUSTERS = 10   // if it is not the end of the record: networks need some context
};

/// A word of layer 1: characters from `begin` on.
typedef struct word {
    size_t begin, end;
    uint64_t hash;
} word;

typedef struct question_writer {
    hm_writer_options options;
    hm_graphemes *graphemes;
    hm_questions questions;
    const hm_output_record *record;  ///< the present one
    uint8_t *is_end;                 ///< [capacity] whether a cluster ends after the character
    size_t *edge;                    ///< [capacity + 1] where clusters begin; last: n_chars
    size_t n_clusters, capacity;
} question_writer;

static void *
begin(const hm_writer_options *options)
{
    hmrnn_error err;
    question_writer *const w = hm_xrealloc_array(NULL, 1, sizeof *w);
    const size_t wanted = 4 * options->n_questions;
    *w = (question_writer){.options = *options};
    hm_questions_init(&w->questions, wanted > LEAST_KEPT ? wanted : LEAST_KEPT);
    hm_message_check(hm_graphemes_new(&w->graphemes, &err), &err);
    return w;
}

// ---------------------------------------------------------------------------------------- context

/// Whether a word ends or begins at an edge of clusters.
static bool
is_boundary(const question_writer *w, size_t edge)
{
    const size_t i = w->edge[edge];
    return edge == 0 || edge == w->n_clusters || w->record->found->depth[i - 1] > 0;
}

/// The first character of the cluster behind an edge.
static uint32_t
char_at(const question_writer *w, size_t edge)
{
    return w->record->chars->chars[w->edge[edge]];
}

/// Whether a character can stand in a line that a person reads.
static bool
is_shown(uint32_t c)
{
    const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
    return c != HMRNN_INVALID && !is_control && hm_char_category_of(c) != HM_CATEGORY_OTHER;
}

/// Where the context of a gap ends on one side: behind the last cluster that can be shown, at most
/// so many, at the end of a word if there is one far enough. White space at the end is left out.
///
/// \param gap, step    an edge; 1 towards the end, -1 towards the beginning
/// \return the edge; the gap itself if nothing can be shown
static size_t
find_context_end(const question_writer *w, size_t gap, int step)
{
    const size_t n_left = step > 0 ? w->n_clusters - gap : gap;
    size_t at = gap;
    size_t word_end = gap;
    for (size_t n = 1; n <= n_left && n <= MOST_CLUSTERS; n++) {
        const size_t next = step > 0 ? gap + n : gap - n;
        const size_t n_chars =
            step > 0 ? w->edge[next] - w->edge[gap] : w->edge[gap] - w->edge[next];
        if (!is_shown(char_at(w, step > 0 ? next - 1 : next)) || n_chars > HM_QUESTION_CHARS / 2)
            break;
        at = next;
        if (n >= FEWEST_CLUSTERS && is_boundary(w, next))
            word_end = next;
    }
    at = word_end != gap ? word_end : at;
    while (at != gap && hm_char_is_space(char_at(w, step > 0 ? at - 1 : at)))
        at = step > 0 ? at - 1 : at + 1;
    return at;
}

// ------------------------------------------------------------------------------------------- kind

static uint64_t
mix(uint64_t hash, uint64_t value)
{
    return hm_hash_mix(hash ^ hm_hash_mix(value + 1));
}

static bool
is_digit(const hm_chars *chars, size_t i)
{
    return i < chars->n_chars && chars->chars[i] != HMRNN_INVALID &&
           hm_char_category_of(chars->chars[i]) == HM_CATEGORY_DIGIT;
}

/// A character for the hashes: what a number consists of is '0'.
static uint32_t
fold(const hm_chars *chars, size_t i)
{
    const uint32_t c = chars->chars[i];
    const bool joins_digits = i > 0 && is_digit(chars, i - 1) && is_digit(chars, i + 1) &&
                              c != HMRNN_INVALID && hm_char_joins_digits(c);
    return is_digit(chars, i) || joins_digits ? '0' : c;
}

/// Hash characters of the record, each number as one, after those from `begin` on.
static uint64_t
hash_chars(const question_writer *w, size_t begin, size_t from, size_t end, uint64_t hash)
{
    const hm_chars *const chars = w->record->chars;
    for (size_t i = from; i < end; i++) {
        const uint32_t c = fold(chars, i);
        if (c != '0' || i == begin || fold(chars, i - 1) != '0')
            hash = mix(hash, c);
    }
    return hash;
}

/// The word that begins at a character; empty at the end of the record.
static word
word_at(const question_writer *w, size_t begin)
{
    const hmrnn_segmentation *const found = w->record->found;
    size_t end = begin;
    while (end < found->n_chars && (end == begin || found->depth[end - 1] == 0))
        end++;
    return (word){begin, end, hash_chars(w, begin, begin, end, 0)};
}

/// The characters on both sides of some.
static uint64_t
hash_around(const question_writer *w, size_t begin, size_t end)
{
    const hm_chars *const chars = w->record->chars;
    const uint64_t before = begin > 0 ? fold(chars, begin - 1) : 0;
    const uint64_t behind = end < chars->n_chars ? fold(chars, end) : 0;
    return mix(mix(0, before), behind);
}

// --------------------------------------------------------------------------------------- questions

/// Ask about the gap at an edge unless its model is certain, as it is where tokens end a span.
static void
add(question_writer *w, size_t gap, uint64_t kind, uint64_t context)
{
    hmrnn_error err;
    const uint32_t *const chars = w->record->chars->chars;
    const size_t i = w->edge[gap];
    const float probability = w->record->found->score[i - 1];
    if (!(probability > 0.0f && probability < 1.0f))
        return;
    const size_t begin = find_context_end(w, gap, -1);
    const size_t end = find_context_end(w, gap, 1);
    if (begin == gap || end == gap)
        return;
    const hm_place place = {
        .kind = kind,
        .context = context,
        .probability = probability,
        .text = {chars + w->edge[begin], w->edge[end] - w->edge[begin]},
        .gap = i - w->edge[begin],
    };
    hm_message_check(hm_questions_add(&w->questions, &place, &err), &err);
}

/// Ask about the gaps of the record from its beginning to its end.
static void
add_all(question_writer *w)
{
    word left = {0, 0, 0};
    word right = word_at(w, 0);
    uint64_t place = 0;  // hash of the characters of `right` before the gap
    for (size_t gap = 1; gap < w->n_clusters; gap++) {
        const size_t i = w->edge[gap];
        if (i < right.end) {
            place = hash_chars(w, right.begin, w->edge[gap - 1], i, place);
            add(w, gap, mix(right.hash, place), hash_around(w, right.begin, right.end));
            continue;
        }
        left = right;
        right = word_at(w, right.end);
        place = 0;
        add(w, gap, mix(mix(1, left.hash), right.hash), hash_around(w, left.begin, right.end));
    }
}

/// Find the clusters of the record.
static void
divide(question_writer *w)
{
    hmrnn_error err;
    const hm_chars *const chars = w->record->chars;
    const size_t n = chars->n_chars;
    if (n > w->capacity) {
        w->is_end = hm_xrealloc_array(w->is_end, n, sizeof *w->is_end);
        w->edge = hm_xrealloc_array(w->edge, n + 1, sizeof *w->edge);
        w->capacity = n;
    }
    hm_message_check(hm_graphemes_mark(w->graphemes, n, chars->chars, w->is_end, &err), &err);
    w->n_clusters = 0;
    w->edge[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (w->is_end[i] != 0)
            w->edge[++w->n_clusters] = i + 1;
    }
}

static void
read_record(void *state, const hm_output_record *record)
{
    question_writer *const w = state;
    if (record->found == NULL)
        return;
    w->record = record;
    divide(w);
    add_all(w);
}

// ----------------------------------------------------------------------------------------- output

static void
append_question(const hm_question *question, hm_bytes *out)
{
    for (size_t i = 0; i < question->n_chars; i++) {
        const uint32_t c = question->chars[i];
        if (i > 0)
            hm_append_string(out, i == question->gap ? "?" : " ");
        if (c < 0x80 && strchr(" ?|-/&\\", (int)c) != NULL)
            hm_append_string(out, "\\");
        hm_append_char(out, c);
    }
    hm_append_string(out, "\n");
}

static void
end(void *state)
{
    hmrnn_error err;
    question_writer *const w = state;
    hm_message_check(hm_questions_rank(&w->questions, &err), &err);
    for (size_t i = 0; i < w->questions.n && i < w->options.n_questions; i++)
        append_question(&w->questions.questions[w->questions.ranked[i].index], w->options.out);
    hm_questions_release(&w->questions);
    hm_graphemes_free(w->graphemes);
    free(w->is_end);
    free(w->edge);
    free(w);
}

const hm_writer hm_question_writer = {
    .flags = HM_WRITER_NEEDS_SCORES,
    .begin = begin,
    .record = read_record,
    .end = end,
};
