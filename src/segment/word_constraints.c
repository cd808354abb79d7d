// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_constraints.c - what a word list says of one record.
#include <config.h>

#include "segment/word_constraints.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/// What is decided of a gap.
enum gap { UNDECIDED, CUT, JOINED };

static bool
is_within_span(const hm_tokens *tokens, const hm_word_match *match)
{
    return match->first + match->n <= tokens->span_end[match->first] || match->n == 1;
}

// -------------------------------------------------------------------------------------------- find

static hmrnn_status
add_match(hm_word_match **list, size_t *n, size_t *capacity, const hm_word_match *match,
          hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(list, capacity, *n + 1, sizeof **list, "words", err));
    (*list)[(*n)++] = *match;
    return HMRNN_OK;
}

static hmrnn_status
add_gain(hm_word_constraints *c, size_t first, size_t n, float gain, hmrnn_error *err)
{
    if (gain <= 0.0f)
        return HMRNN_OK;
    HM_TRY(
        hm_alloc_grow(&c->gain, &c->gains_capacity, c->n_gains + 1, sizeof *c->gain, "words", err));
    c->gain[c->n_gains++] = (hm_word_gain){(uint32_t)first, (uint32_t)n, gain};
    return HMRNN_OK;
}

/// The parts of an entry within spans get the score of evidence.
static hmrnn_status
add_parts(hm_word_constraints *c, const hm_word_matcher *matcher, const hm_tokens *tokens,
          const hm_word_match *match, hmrnn_error *err)
{
    const size_t end = match->first + match->n;
    for (size_t i = match->first; i < end;) {
        const size_t part_end = hm_size_min(hm_size_max(tokens->span_end[i], i + 1), end);
        const size_t k = part_end - i;
        if (!hm_tokens_is_alone(tokens, i) && k <= matcher->lexicon->max_length)
            HM_TRY(add_gain(c, i, k,
                            hm_lexicon_gain(matcher->lexicon, k, tokens->id + i, matcher->count[k]),
                            err));
        i = part_end;
    }
    return HMRNN_OK;
}

static hmrnn_status
sort_out(hm_word_constraints *c, const hm_word_matcher *matcher, const hm_tokens *tokens,
         const hm_word_match *match, hmrnn_error *err)
{
    const hm_matched_word *const word = &matcher->word[match->word];
    if (word->strength != HMRNN_WORD_EVIDENCE || match->n > matcher->lexicon->max_length)
        return add_match(&c->decided, &c->n_decided, &c->decided_capacity, match, err);
    if (is_within_span(tokens, match))
        return add_gain(c, match->first, match->n, word->gain, err);
    HM_TRY(add_parts(c, matcher, tokens, match, err));
    return add_match(&c->across, &c->n_across, &c->across_capacity, match, err);
}

static int
compare_gains(const void *a, const void *b)
{
    const hm_word_gain *const x = a;
    const hm_word_gain *const y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return x->gain > y->gain ? -1 : x->gain < y->gain;
}

hmrnn_status
hm_word_constraints_find(hm_word_constraints *c, const hm_word_matcher *matcher,
                         const hm_tokens *tokens, const uint32_t *chars, hmrnn_error *err)
{
    c->n_decided = c->n_across = c->n_gains = c->next_gain = 0;
    HM_TRY(hm_word_matcher_find(matcher, tokens, chars, &c->match, &c->n_matches,
                                &c->matches_capacity, err));
    for (size_t i = 0; i < c->n_matches; i++)
        HM_TRY(sort_out(c, matcher, tokens, &c->match[i], err));
    if (c->n_across > 0 && c->n_gains > 0)  // parts are behind the first token of their entry
        qsort(c->gain, c->n_gains, sizeof *c->gain, compare_gains);
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------ decide

/// From long to short, of equal ones from left to right.
static int
compare_lengths(const void *a, const void *b)
{
    const hm_word_match *const x = a;
    const hm_word_match *const y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/// A pass over the gaps of an entry: may they be, or become, what it says?
typedef struct pass {
    uint8_t *gap;
    size_t n_tokens;
    bool decides;  ///< else it only looks
    bool is_free;
} pass;

static void
set_gap(pass *p, size_t i, enum gap wanted)
{
    if (i == 0 || i >= p->n_tokens)  // the ends of a record are boundaries
        return;
    if (p->decides)
        p->gap[i] = (uint8_t)wanted;
    else
        p->is_free = p->is_free && (p->gap[i] == UNDECIDED || p->gap[i] == wanted);
}

/// The gaps where an entry that is never a word is cut; those inside of a token are none.
static void
set_cuts(pass *p, const hm_word_matcher *matcher, const hm_matched_word *word,
         const hm_tokens *tokens, const hm_word_match *match)
{
    const size_t begin = match->first == 0 ? 0 : tokens->end[match->first - 1];
    const size_t end = match->first + match->n;
    size_t i = match->first;
    for (size_t j = 0; j < word->n_cuts; j++) {
        const size_t at = begin + matcher->cut[word->first_cut + j];
        while (i < end && tokens->end[i] < at)
            i++;
        if (i + 1 < end && tokens->end[i] == at)
            set_gap(p, i + 1, CUT);
    }
}

static void
apply(pass *p, const hm_word_matcher *matcher, const hm_tokens *tokens, const hm_word_match *match)
{
    const hm_matched_word *const word = &matcher->word[match->word];
    if (word->strength == HMRNN_WORD_NEVER) {
        set_cuts(p, matcher, word, tokens, match);
        return;
    }
    for (size_t i = match->first + 1; i < match->first + match->n; i++)
        set_gap(p, i, JOINED);
    if (word->strength != HMRNN_WORD_UNCUT) {
        set_gap(p, match->first, CUT);
        set_gap(p, match->first + match->n, CUT);
    }
}

/// End spans at the boundaries that are decided.
static void
divide_spans(const hm_word_constraints *c, hm_tokens *tokens)
{
    size_t end = tokens->n;  // of the span that is walked through, from its last token
    for (size_t i = tokens->n; i-- > 0;) {
        if (i + 1 == tokens->n || !hm_tokens_is_gap(tokens, i + 1) || c->gap[i + 1] == CUT)
            end = hm_tokens_is_alone(tokens, i) ? i : i + 1;
        tokens->span_end[i] = (uint32_t)end;
    }
}

hmrnn_status
hm_word_constraints_decide(hm_word_constraints *c, const hm_word_matcher *matcher,
                           hm_tokens *tokens, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&c->gap, &c->gap_capacity, tokens->n, 1, "a record", err));
    memset(c->gap, UNDECIDED, tokens->n);
    if (c->n_across > 0)
        qsort(c->across, c->n_across, sizeof *c->across, compare_lengths);
    if (c->n_decided == 0)
        return HMRNN_OK;
    qsort(c->decided, c->n_decided, sizeof *c->decided, compare_lengths);
    for (size_t i = 0; i < c->n_decided; i++) {
        pass p = {c->gap, tokens->n, false, true};
        apply(&p, matcher, tokens, &c->decided[i]);
        p.decides = true;
        if (p.is_free)
            apply(&p, matcher, tokens, &c->decided[i]);
    }
    divide_spans(c, tokens);
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- score

static void
add_gains(hm_word_constraints *c, const hm_range *span, hm_lattice *lattice)
{
    const size_t end = span->first + span->n;
    const hm_word_gain *before = NULL;
    while (c->next_gain < c->n_gains && c->gain[c->next_gain].first < end) {
        const hm_word_gain *const g = &c->gain[c->next_gain++];
        const bool is_again = before != NULL && before->first == g->first && before->n == g->n;
        before = g;
        if (g->first >= span->first && g->first + g->n <= end && !is_again)
            lattice->score[(g->first - span->first) * lattice->max_length + g->n - 1] += g->gain;
    }
}

/// No word of the lattice begins or ends at a gap.
static void
forbid(const hm_range *span, size_t gap, hm_lattice *lattice)
{
    const size_t L = lattice->max_length;
    for (size_t k = 1; k <= hm_size_min(L, span->n - gap); k++)
        lattice->score[gap * L + k - 1] = HM_LATTICE_NEVER;
    for (size_t k = 1; k <= hm_size_min(L, gap); k++)
        lattice->score[(gap - k) * L + k - 1] = HM_LATTICE_NEVER;
}

void
hm_word_constraints_score(hm_word_constraints *c, const hm_range *span, hm_lattice *lattice)
{
    const uint8_t *const gap = c->gap + span->first;
    if (c->n_gains > 0)
        add_gains(c, span, lattice);
    if (c->n_decided == 0)
        return;
    for (size_t i = 1; i < span->n; i++) {
        size_t n = 0;  // gaps without boundary, one after the other
        while (i + n < span->n && gap[i + n] == JOINED)
            n++;
        for (size_t j = 0; j < n && n < lattice->max_length; j++)
            forbid(span, i + j, lattice);
        i += n;
    }
}

// ------------------------------------------------------------------------------------------ settle

/// Join the tokens of an entry that goes over the edge of a span, if it ends at boundaries.
static bool
join_across(const hm_word_constraints *c, const hm_tokens *tokens, const hm_word_match *match,
            uint8_t *begins, float *probability)
{
    const size_t end = match->first + match->n;
    if (begins[match->first] == 0 || (end < tokens->n && begins[end] == 0))
        return false;
    for (size_t i = match->first + 1; i < end; i++)
        if (c->gap[i] == CUT)
            return false;
    for (size_t i = match->first + 1; i < end; i++) {
        begins[i] = 0;
        probability[i] = 0.0f;
    }
    return true;
}

void
hm_word_constraints_settle(const hm_word_constraints *c, hm_tokens *tokens, uint8_t *begins,
                           float *probability)
{
    bool goes_over_edges = false;
    for (size_t i = 1; c->n_decided > 0 && i < tokens->n; i++) {
        if (c->gap[i] == UNDECIDED)
            continue;
        begins[i] = c->gap[i] == CUT ? 1 : 0;
        probability[i] = c->gap[i] == CUT ? 1.0f : 0.0f;
        goes_over_edges = goes_over_edges || (c->gap[i] == JOINED && !hm_tokens_is_gap(tokens, i));
    }
    for (size_t i = 0; i < c->n_across; i++)
        goes_over_edges =
            join_across(c, tokens, &c->across[i], begins, probability) || goes_over_edges;
    for (size_t i = 0; goes_over_edges && i < tokens->n; i++)
        tokens->span_end[i] = (uint32_t)tokens->n;
}

/// Whether a gap beside or inside an entry is another with the list.
static bool
has_changed(const hm_word_match *match, size_t n, const uint8_t *before, const uint8_t *after)
{
    for (size_t i = match->first; i <= match->first + match->n && i < n; i++)
        if (before[i] != after[i])
            return true;
    return false;
}

uint8_t
hm_word_constraints_label(const hm_word_constraints *constraints, size_t token, uint8_t undecided)
{
    const uint8_t decided = constraints->gap[token];
    return decided == UNDECIDED ? undecided : decided == CUT ? 1 : 0;
}

void
hm_word_constraints_note(const hm_word_constraints *c, size_t n, const uint8_t *before,
                         const uint8_t *after, uint8_t *effect)
{
    for (size_t i = 0; i < c->n_matches; i++) {
        uint8_t *const known = &effect[c->match[i].word];
        if (*known == HMRNN_WORD_CHANGED)
            continue;
        *known =
            has_changed(&c->match[i], n, before, after) ? HMRNN_WORD_CHANGED : HMRNN_WORD_UNCHANGED;
    }
}

void
hm_word_constraints_release(hm_word_constraints *c)
{
    if (c == NULL)
        return;
    free(c->match);
    free(c->decided);
    free(c->across);
    free(c->gain);
    free(c->gap);
    *c = (hm_word_constraints){.n_matches = 0};
}
