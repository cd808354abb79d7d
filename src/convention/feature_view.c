// SPDX-License-Identifier: BSD-2-Clause
//
// convention/feature_view.c - a record as the features of a convention see it.
#include <config.h>

#include "convention/feature_view.h"

#include "base/error.h"
#include "base/size.h"
#include "text/char_props.h"

/// Types that are not scripts; a letter has FIRST_SCRIPT + its script (UScriptCode).
enum { TYPE_OTHER, TYPE_DIGIT, TYPE_PUNCTUATION, TYPE_SYMBOL, TYPE_SPACE, FIRST_SCRIPT };

uint8_t
hm_unit_type(uint32_t c)
{
    switch (hm_char_category_of(c)) {
    case HM_CATEGORY_DIGIT:
        return TYPE_DIGIT;
    case HM_CATEGORY_PUNCTUATION:
        return TYPE_PUNCTUATION;
    case HM_CATEGORY_SYMBOL:
        return TYPE_SYMBOL;
    case HM_CATEGORY_SPACE:
        return TYPE_SPACE;
    case HM_CATEGORY_LETTER:
        return (uint8_t)(FIRST_SCRIPT + hm_script_of_letter(c));
    case HM_CATEGORY_OTHER:
    case HM_N_CATEGORIES:
        break;
    }
    return TYPE_OTHER;
}

static void
carve(hm_feature_view *view, size_t n, hm_arena *arena)
{
    view->end = hm_arena_take(arena, n, sizeof *view->end);
    view->key = hm_arena_take(arena, n, sizeof *view->key);
    view->type = hm_arena_take(arena, n, sizeof *view->type);
    view->token = hm_arena_take(arena, n, sizeof *view->token);
    view->is_drawn = hm_arena_take(arena, n, sizeof *view->is_drawn);
    view->drawn_begin = hm_arena_take(arena, n, sizeof *view->drawn_begin);
    view->drawn_end = hm_arena_take(arena, n, sizeof *view->drawn_end);
}

static hmrnn_status
reserve(hm_feature_view *view, size_t n, hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(view, n, &measured);
    HM_TRY(hm_arena_reset(&view->arena, &measured, "the features of a record", err));
    carve(view, n, &view->arena);
    return HMRNN_OK;
}

bool
hm_unit_type_is_space(uint8_t type)
{
    return type == TYPE_SPACE;
}

static uint8_t
type_of(hm_feature_view *view, uint32_t c)
{
    if (c >= HM_TYPED_CHARS)
        return hm_unit_type(c);
    if (view->type_of[c] == 0)
        view->type_of[c] = (uint8_t)(hm_unit_type(c) + 1);
    return (uint8_t)(view->type_of[c] - 1);
}

/// Units of the record: their characters, and the token around them.
static void
read_units(hm_feature_view *view, const hm_feature_source *source)
{
    size_t unit = 0;
    size_t token = 0;
    uint32_t begin = 0;
    for (uint32_t i = 0; i < source->tokens->n_chars; i++) {
        if (source->is_end[i] == 0)
            continue;
        while (source->tokens->end[token] < i + 1)
            token++;
        view->end[unit] = i + 1;
        view->key[unit] = hm_token_key(i + 1 - begin, source->chars + begin);
        view->type[unit] = type_of(view, source->chars[begin]);
        view->token[unit] = (uint32_t)token;
        begin = i + 1;
        unit++;
    }
}

/// Where the lattice has drawn words.
static void
read_drawn(hm_feature_view *view, const hm_feature_source *source)
{
    const hm_tokens *const tokens = source->tokens;
    for (size_t u = 0; u < view->n; u++) {
        const size_t next = (size_t)view->token[u] + 1;
        const bool is_token_end = view->end[u] == tokens->end[view->token[u]];
        const bool is_last = u + 1 == view->n;
        view->is_drawn[u] = is_last || (is_token_end && source->begins[next] != 0);
    }
    for (size_t first = 0; first < view->n;) {
        size_t end = first;
        while (view->is_drawn[end] == 0)
            end++;
        end++;
        for (size_t u = first; u < end; u++) {
            view->drawn_begin[u] = (uint32_t)first;
            view->drawn_end[u] = (uint32_t)end;
        }
        first = end;
    }
}

hmrnn_status
hm_feature_view_read(hm_feature_view *view, const hm_feature_source *source, hmrnn_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < source->tokens->n_chars; i++)
        n += source->is_end[i] != 0;
    HM_TRY(reserve(view, n, err));
    view->lexicon = source->lexicon;
    view->tokens = source->tokens;
    view->word = source->word;
    view->n = n;
    read_units(view, source);
    read_drawn(view, source);
    return HMRNN_OK;
}

uint32_t
hm_feature_view_word(const hm_feature_view *view, size_t first, size_t n)
{
    const hm_tokens *const tokens = view->tokens;
    const size_t L = view->lexicon->max_length;
    const size_t begin = view->token[first];
    const size_t last = view->token[first + n - 1];
    const bool begins = first == 0 || view->token[first - 1] != begin;
    const bool ends = view->end[first + n - 1] == tokens->end[last];
    if (!begins || !ends || last - begin >= L)
        return UINT32_MAX;
    return view->word[begin * L + last - begin];
}

void
hm_feature_view_release(hm_feature_view *view)
{
    if (view == NULL)
        return;
    hm_arena_release(&view->arena);
    view->n = 0;
}
