// SPDX-License-Identifier: BSD-2-Clause
//
// write/questions.h - the gaps of a text about which an answer by a person is worth most.
//
// A model is told most where it is uncertain and where the same question is frequent. The worth of
// an answer is
//
//     0.7 ln n - |ln(p / (1 - p))| - 2 k
//
// where p is the probability of a boundary in the gap, n how often its kind occurs in the text, and
// k how many questions of the kind are more uncertain: their answers will tell much about this one.
// The caller says what a kind is. Of a kind, at most three questions are kept, the most uncertain
// ones of different contexts.
//
// Memory is bounded: when `max` questions are kept, the less worthy half of them is removed, by the
// counts so far. A kind that has lost all its questions leaves its count in a table of fixed size,
// where of two kinds in one place the more frequent one stays. So the count of a kind that is rare
// in a long text may come out too low. The result depends on the order of the places alone.
#ifndef HM_WRITE_QUESTIONS_H
#define HM_WRITE_QUESTIONS_H

#include "base/hash.h"
#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

enum {
    HM_QUESTIONS_OF_A_KIND = 3,
    HM_QUESTION_CHARS = 64  ///< most characters of a question
};

/// A gap of the text.
typedef struct hm_place {
    uint64_t kind;      ///< a hash of what is asked
    uint64_t context;   ///< a hash of what stands around it: equal ones of a kind are one question
    float probability;  ///< of a boundary
    hmrnn_text text;    ///< what a person sees: 2 to HM_QUESTION_CHARS characters
    size_t gap;         ///< how many of them stand before the gap; at least 1 stands behind it
} hm_place;

typedef struct hm_question {
    uint32_t kind;       ///< index of its kind
    uint8_t n_chars;     ///< in use
    uint8_t gap;         ///< how many stand before the gap
    double uncertainty;  ///< -|ln(p / (1 - p))|: 0 is the greatest
    uint64_t context;
    uint64_t number;  ///< of the place, in the order of the text
    uint32_t chars[HM_QUESTION_CHARS];
} hm_question;

typedef struct hm_question_kind {
    uint64_t key;
    uint64_t count;                             ///< places
    uint32_t question[HM_QUESTIONS_OF_A_KIND];  ///< [n] indices
    uint32_t n;
} hm_question_kind;

/// The count of a kind without questions.
typedef struct hm_removed_kind {
    uint32_t tag;    ///< the lower half of its key
    uint32_t count;  ///< 0: none
} hm_removed_kind;

/// A question in the order of worth.
typedef struct hm_ranked_question {
    double worth;
    uint64_t number;  ///< of equal worth, the earlier one comes first
    size_t index;     ///< of the question
} hm_ranked_question;

typedef struct hm_questions {
    size_t max;  ///< questions kept
    uint64_t n_places;
    hm_question *questions;  ///< [n]
    size_t n, capacity;
    hm_question_kind *kinds;  ///< [n_kinds]
    size_t n_kinds, kinds_capacity;
    hm_hash kind_of_key;
    hm_removed_kind *removed;    ///< [n_removed] by a hash of the key; NULL until needed
    size_t n_removed;            ///< a power of two
    hm_ranked_question *ranked;  ///< [n] after hm_questions_rank()
    size_t ranked_capacity;
} hm_questions;

/// \param max  questions kept, at least 2
void hm_questions_init(hm_questions *questions, size_t max);

/// Count a place, and keep it as a question if it is one of the most uncertain of its kind.
/// Errors: HMRNN_ENOMEM; the questions can then only be released.
hmrnn_status hm_questions_add(hm_questions *questions, const hm_place *place, hmrnn_error *err);

/// Rank the questions that are kept: fill in `ranked`, the worthiest first. Valid until the next
/// call. Errors: HMRNN_ENOMEM.
hmrnn_status hm_questions_rank(hm_questions *questions, hmrnn_error *err);

void hm_questions_release(hm_questions *questions);

#endif
