// SPDX-License-Identifier: BSD-2-Clause
//
// write/questions.c - the gaps of a text about which an answer by a person is worth most.
#include <config.h>

#include "write/questions.h"

#include "base/alloc.h"
#include "base/error.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double count_weight = 0.7;
static const double repetition_cost = 2.0;
static const double least_probability = 1e-6;  // of a boundary or of none

void
hm_questions_init(hm_questions *questions, size_t max)
{
    assert(max >= 2);
    *questions = (hm_questions){.max = max, .kind_of_key = HM_HASH_INIT};
}

static double
uncertainty_of(float probability)
{
    const double p = fmin(fmax((double)probability, least_probability), 1.0 - least_probability);
    return -fabs(log(p / (1.0 - p)));
}

// ------------------------------------------------------------------------------------------- rank

static int
compare(const void *a, const void *b)
{
    const hm_ranked_question *const x = a;
    const hm_ranked_question *const y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number ? 1 : 0;
}

/// How many questions of its kind come before a question.
static size_t
count_before(const hm_questions *q, const hm_question *question)
{
    const hm_question_kind *const kind = &q->kinds[question->kind];
    size_t n = 0;
    for (size_t i = 0; i < kind->n; i++) {
        const hm_question *const other = &q->questions[kind->question[i]];
        const bool is_earlier = other->number < question->number;
        if (other->uncertainty > question->uncertainty ||
            (other->uncertainty == question->uncertainty && is_earlier))
            n++;
    }
    return n;
}

static hm_ranked_question
rank_of(const hm_questions *q, size_t i)
{
    const hm_question *const question = &q->questions[i];
    const double count = (double)q->kinds[question->kind].count;
    const double n_before = (double)count_before(q, question);
    return (hm_ranked_question){
        .worth = count_weight * log(count) + question->uncertainty - repetition_cost * n_before,
        .number = question->number,
        .index = i,
    };
}

hmrnn_status
hm_questions_rank(hm_questions *questions, hmrnn_error *err)
{
    hm_questions *const q = questions;
    HM_TRY(
        hm_alloc_grow(&q->ranked, &q->ranked_capacity, q->n, sizeof *q->ranked, "questions", err));
    for (size_t i = 0; i < q->n; i++)
        q->ranked[i] = rank_of(q, i);
    if (q->n > 0)
        qsort(q->ranked, q->n, sizeof *q->ranked, compare);
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------ prune

static hm_removed_kind *
removed_at(const hm_questions *q, uint64_t key)
{
    return &q->removed[hm_hash_mix(key) & (q->n_removed - 1)];
}

static hmrnn_status
make_removed(hm_questions *q, hmrnn_error *err)
{
    size_t n = 1;
    while (n < 8 * q->max)
        n *= 2;
    q->removed = hm_alloc_array(n, sizeof *q->removed, "counts of kinds", err);
    if (q->removed == NULL)
        return HMRNN_ENOMEM;
    q->n_removed = n;
    return HMRNN_OK;
}

static void
remember(hm_questions *q, const hm_question_kind *kind)
{
    hm_removed_kind *const removed = removed_at(q, kind->key);
    const uint32_t count = kind->count < UINT32_MAX ? (uint32_t)kind->count : UINT32_MAX;
    if (count >= removed->count)
        *removed = (hm_removed_kind){(uint32_t)kind->key, count};
}

/// How often a kind was counted before it was removed; 0 if that is forgotten.
static uint32_t
recall(const hm_questions *q, uint64_t key)
{
    if (q->removed == NULL)
        return 0;
    const hm_removed_kind *const removed = removed_at(q, key);
    return removed->tag == (uint32_t)key ? removed->count : 0;
}

/// Give the kinds that have questions the first indices, in their order; the others are removed.
static hmrnn_status
renumber_kinds(hm_questions *q, hmrnn_error *err)
{
    size_t n_kinds = 0;
    for (size_t k = 0; k < q->n_kinds; k++) {
        const hm_question_kind kind = q->kinds[k];
        if (kind.n == 0) {
            remember(q, &kind);
            continue;
        }
        for (size_t i = 0; i < kind.n; i++)
            q->questions[kind.question[i]].kind = (uint32_t)n_kinds;
        q->kinds[n_kinds++] = kind;
    }
    q->n_kinds = n_kinds;
    hm_hash_release(&q->kind_of_key);
    q->kind_of_key = (hm_hash)HM_HASH_INIT;
    for (size_t k = 0; k < n_kinds; k++) {
        uint32_t *entered = NULL;
        HM_TRY(hm_hash_enter(&q->kind_of_key, q->kinds[k].key, (uint32_t)k, &entered, err));
    }
    return HMRNN_OK;
}

static int
compare_indices(const void *a, const void *b)
{
    const size_t x = ((const hm_ranked_question *)a)->index;
    const size_t y = ((const hm_ranked_question *)b)->index;
    return x < y ? -1 : x > y ? 1 : 0;
}

/// Keep the worthier half of the questions, in the order they have.
static hmrnn_status
prune(hm_questions *q, hmrnn_error *err)
{
    if (q->removed == NULL)
        HM_TRY(make_removed(q, err));
    HM_TRY(hm_questions_rank(q, err));
    for (size_t k = 0; k < q->n_kinds; k++)
        q->kinds[k].n = 0;
    const size_t n_kept = q->max / 2;
    qsort(q->ranked, n_kept, sizeof *q->ranked, compare_indices);
    for (size_t i = 0; i < n_kept; i++) {
        const hm_question *const question = &q->questions[q->ranked[i].index];
        hm_question_kind *const kind = &q->kinds[question->kind];
        kind->question[kind->n++] = (uint32_t)i;
        q->questions[i] = *question;  // its index is not below i
    }
    q->n = n_kept;
    return renumber_kinds(q, err);
}

// -------------------------------------------------------------------------------------------- add

/// The kind of a place, new if it has not been seen.
static hmrnn_status
find_kind(hm_questions *q, uint64_t hash, uint32_t *kind, hmrnn_error *err)
{
    const uint64_t key = hash & UINT64_MAX >> 1;  // never HM_HASH_FREE
    uint32_t *entered = NULL;
    HM_TRY(hm_alloc_grow(&q->kinds, &q->kinds_capacity, q->n_kinds + 1, sizeof *q->kinds,
                         "kinds of questions", err));
    HM_TRY(hm_hash_enter(&q->kind_of_key, key, (uint32_t)q->n_kinds, &entered, err));
    if (*entered == q->n_kinds)
        q->kinds[q->n_kinds++] = (hm_question_kind){.key = key, .count = recall(q, key)};
    *kind = *entered;
    return HMRNN_OK;
}

/// Where a place of a kind goes: in place of the question of the same context; else it is one more;
/// else in place of the least uncertain one.
///
/// \param slot     result: of kind->question; kind->n: one more
/// \return false if it is not more uncertain than the question there
static bool
find_slot(const hm_questions *q, const hm_question_kind *kind, uint64_t context, double uncertainty,
          size_t *slot)
{
    size_t last = 0;
    for (size_t i = 0; i < kind->n; i++) {
        const hm_question *const question = &q->questions[kind->question[i]];
        if (question->context == context) {
            *slot = i;
            return uncertainty > question->uncertainty;
        }
        const double least = q->questions[kind->question[last]].uncertainty;
        last = question->uncertainty <= least ? i : last;
    }
    *slot = kind->n < HM_QUESTIONS_OF_A_KIND ? kind->n : last;
    return kind->n < HM_QUESTIONS_OF_A_KIND ||
           uncertainty > q->questions[kind->question[last]].uncertainty;
}

hmrnn_status
hm_questions_add(hm_questions *questions, const hm_place *place, hmrnn_error *err)
{
    hm_questions *const q = questions;
    const size_t n = place->text.n_chars;
    assert(n <= HM_QUESTION_CHARS && place->gap > 0 && place->gap < n);
    if (q->n == q->max)
        HM_TRY(prune(q, err));
    HM_TRY(hm_alloc_grow(&q->questions, &q->capacity, q->n + 1, sizeof *q->questions, "questions",
                         err));
    uint32_t index = 0;
    HM_TRY(find_kind(q, place->kind, &index, err));
    hm_question_kind *const kind = &q->kinds[index];
    const uint64_t number = q->n_places++;
    const double uncertainty = uncertainty_of(place->probability);
    size_t slot = 0;
    kind->count++;
    if (!find_slot(q, kind, place->context, uncertainty, &slot))
        return HMRNN_OK;
    if (slot == kind->n)
        kind->question[kind->n++] = (uint32_t)q->n++;
    hm_question *const question = &q->questions[kind->question[slot]];
    *question = (hm_question){
        .kind = index,
        .n_chars = (uint8_t)n,
        .gap = (uint8_t)place->gap,
        .uncertainty = uncertainty,
        .context = place->context,
        .number = number,
    };
    memcpy(question->chars, place->text.chars, n * sizeof *question->chars);
    return HMRNN_OK;
}

void
hm_questions_release(hm_questions *questions)
{
    free(questions->questions);
    free(questions->kinds);
    free(questions->removed);
    free(questions->ranked);
    hm_hash_release(&questions->kind_of_key);
}
