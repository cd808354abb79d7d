// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_model.h - the score of a word: Pitman-Yor unigram, positions of tokens, gap scores.
//
// A word w is a string of k tokens x[1] ... x[k]. In the lattice it has the score, in nats,
//
//     score(w) = log p(w) + gamma log e(w) + g(w)
//
// The unigram (Teh 2006, "A hierarchical Bayesian language model based on Pitman-Yor processes"),
// for a word that was seen c(w) times among N words of T types, with discount d and strength s:
//
//     p(w) = (max(0, c(w) - d) + (s + d T) b(w)) / (N + s)
//
// The base distribution spells the word by a bigram of tokens, counted over types of words, and
// multiplies by l(k), the share of types that have k tokens:
//
//     b(w) = l(k) q(x[1] | begin) q(x[2] | x[1]) ... q(x[k] | x[k-1])
//
// The bigram has absolute discounting: c(a, b) is how often b follows a, c(a) how often anything
// does, t(a) how many different tokens do, q(b) the frequency of b, and D = HM_BIGRAM_DISCOUNT:
//
//     q(b | a) = max(0, c(a, b) - D) / c(a) + D t(a) / c(a) q(b)        q(b) where c(a) = 0
//
// Positions, over occurrences of words; m(k) is the share of words of k tokens, and position(j, k)
// one of begin, middle, end and whole:
//
//     e(w) = m(k) prod_j e(x[j] | position(j, k))
//
// Gap scores are what others say of the gaps, the networks for one: B of a gap for a word that
// begins there, C for a word that continues over it.
//
//     g(w) = B(the gap before x[1]) + sum of C over the k - 1 gaps inside
//
// A word has a class, which hm_transitions of segment/lattice.h scores: frequent words one that was
// found, others one by their length.
//
// Two back ends have the numbers: induce/word_counts.h the counts of a text that is being learned
// from, segment/lexicon.h the tables of a model file. Both sum the logarithms of b and e in the way
// that is fast for them, and get the score here.
#ifndef HM_SEGMENT_WORD_MODEL_H
#define HM_SEGMENT_WORD_MODEL_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define HM_MAX_WORD 16     // tokens of the longest word that is looked for
#define HM_RARE_CLASSES 4  // classes 1 to 4: rare words of 1, 2, 3, 4+ tokens
#define HM_FIRST_CLASS (1 + HM_RARE_CLASSES)
#define HM_BIGRAM_DISCOUNT 0.75  // D

typedef struct hm_word_model_options {
    float discount;         ///< d, 0 to 1
    float strength;         ///< s, above 0
    float position_weight;  ///< gamma
} hm_word_model_options;

/// Where a token stands in a word; HM_WHOLE: it is the word.
enum hm_position { HM_BEGIN, HM_MIDDLE, HM_END, HM_WHOLE, HM_N_POSITIONS };

/// The terms of the formula that all words share.
typedef struct hm_word_model {
    float discount;         ///< d
    float position_weight;  ///< gamma
    float mass;             ///< s + d T
    float log_mass;         ///< its logarithm
    float log_total;        ///< log (N + s)
    float log_unseen;       ///< log_mass - log_total: log p(w) / b(w) of every word with c(w) = 0
} hm_word_model;

/// \param n_tokens, n_types  N and T
hm_word_model hm_word_model_of(const hm_word_model_options *options, double n_tokens,
                               double n_types);

/// log p(w).
///
/// \param count    c(w)
/// \param log_b    log b(w), of which the exponential may be 0
static inline float
hm_word_model_log_p(const hm_word_model *model, uint32_t count, float log_b)
{
    const float seen = count > 0 ? (float)count - model->discount : 0.0f;
    return (seen > 0.0f ? logf(seen + model->mass * expf(log_b)) : model->log_mass + log_b) -
           model->log_total;
}

/// log p(w) of a word with c(w) = 0.
///
/// \param log_spelling  log b(w) without l(k)
/// \param log_length    log l(k)
static inline float
hm_word_model_log_p_unseen(const hm_word_model *model, float log_spelling, float log_length)
{
    return model->log_unseen + log_spelling + log_length;
}

/// score(w).
///
/// \param log_p    log p(w)
/// \param log_e    log e(w); anything finite where gamma is 0
/// \param gaps     g(w)
static inline float
hm_word_model_score(const hm_word_model *model, float log_p, float log_e, float gaps)
{
    return log_p + model->position_weight * log_e + gaps;
}

/// The position of token j, counted from 0, in a word of k tokens.
static inline enum hm_position
hm_word_position(size_t j, size_t k)
{
    return k == 1 ? HM_WHOLE : j == 0 ? HM_BEGIN : j + 1 == k ? HM_END : HM_MIDDLE;
}

/// The class of a word of k tokens that is not frequent.
static inline uint16_t
hm_word_class_rare(size_t k)
{
    return (uint16_t)(k < HM_RARE_CLASSES ? k : HM_RARE_CLASSES);
}

/// q(b | a) by absolute discounting.
///
/// \param count, total, n_types  c(a, b), c(a), t(a)
/// \param q        q(b)
double hm_bigram_discounted(double count, double total, double n_types, double q);

/// Its first term, for a table of pairs; 0 where c(a) = 0.
double hm_bigram_seen(double count, double total);

/// Its second term without q(b), for a table of tokens; 1 where c(a) = 0.
double hm_bigram_backoff(double total, double n_types);

#endif
