// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_word_model.c - both back ends give words the score of the formula.
//
// A random text is segmented at random. Everything that segment/word_model.h names is counted here
// again, by loops over the text, and put into the formula in double precision. The counts that a
// learner keeps and the tables of the lexicon that is built of them must agree with it.
#include <config.h>

#include "segment/word_model.h"

#include "induce/lexicon_build.h"
#include "induce/word_inducer.h"
#include "segment/lexicon.h"
#include "segment/pmi.h"
#include "tokens_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 2000, V_MOST = 8, N_SEEDS = 4, LONGEST = 4 };

/// Scores are sums of floats of some tens of nats, the learner's differences of sums along a span.
#define TOLERANCE 1e-3

typedef struct fixture {
    tokens_fixture s;
    hm_word_inducer *inducer;
    hm_lexicon *lexicon;
    uint8_t begins[MOST];
    float boundary[MOST], inside[MOST];  // gap scores, as the learner is given them
    float logit[MOST], pmi[MOST];        // what the lexicon computes its own from
} fixture;

static void
set_up(fixture *f, uint64_t seed)
{
    hm_word_inducer_options options;
    hm_rng rng = hm_rng_stream(seed, 0);
    memset(f, 0, sizeof *f);
    tokens_fixture_add_random(&f->s, &rng, 200, 4);
    const hm_tokens *const tokens = &f->s.tokens;
    assert_true(tokens->n < MOST && f->s.symbols.n <= V_MOST);
    for (size_t i = 0; i < tokens->n; i++) {
        f->begins[i] = hm_rng_below(&rng, 2) == 0;
        f->boundary[i] = (float)hm_rng_uniform(&rng) - 0.5f;
        f->inside[i] = (float)hm_rng_uniform(&rng) - 0.5f;
        f->logit[i] = 6.0f * (float)hm_rng_uniform(&rng) - 3.0f;
        f->pmi[i] = 8.0f * (float)hm_rng_uniform(&rng) - 3.0f;
        if (!hm_tokens_is_gap(tokens, i))
            f->begins[i] = tokens->span_end[i] > i;
    }
    hm_word_inducer_options_init(&options);
    options.max_length = LONGEST;
    options.words.strength = 10.0f;
    assert_int_equal(hm_word_inducer_new(&f->inducer, &options, tokens, f->s.symbols.n, NULL, NULL),
                     HMRNN_OK);
    hm_word_inducer_restart(f->inducer, f->begins);
    memcpy(f->begins, f->inducer->begins, tokens->n);  // words that were too long have ended
    assert_int_equal(hm_word_inducer_set_gap_scores(f->inducer, f->boundary, f->inside, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_lexicon_build(&f->lexicon, f->inducer, &f->s.symbols, HM_LETTERS_JOINED,
                                      f->pmi, 10000, NULL),
                     HMRNN_OK);
    f->lexicon->detector_weight = 0.3f;
    f->lexicon->pmi_weight = 2.0f;
    f->lexicon->pmi_offset = 0.4f;
}

static void
tear_down(fixture *f)
{
    hm_lexicon_free(f->lexicon);
    hm_word_inducer_free(f->inducer);
    tokens_fixture_release(&f->s);
}

// -------------------------------------------------------------------------- the formula, plainly

/// The length of the word that the segmentation begins at i; 0: none begins.
static size_t
word_at(const fixture *f, size_t i)
{
    if (f->begins[i] == 0)
        return 0;
    size_t k = 1;
    while (i + k < f->s.tokens.span_end[i] && f->begins[i + k] == 0)
        k++;
    return k;
}

/// How often the k tokens at i are a word of those before `end`.
static double
count_word(const fixture *f, size_t i, size_t k, size_t end)
{
    double n = 0.0;
    for (size_t j = 0; j < end; j++)
        n += word_at(f, j) == k && tokens_fixture_equal(&f->s.tokens, i, j, k) ? 1.0 : 0.0;
    return n;
}

/// What is counted over types and occurrences of words.
typedef struct plain {
    double n_tokens, n_types;  // N, T
    double types_of[HM_MAX_WORD + 1], tokens_of[HM_MAX_WORD + 1];
    double token[V_MOST], first[V_MOST], pair[V_MOST][V_MOST];  // in types
    double position[V_MOST][HM_N_POSITIONS];                    // in occurrences
} plain;

static enum hm_position
position_of(size_t j, size_t k)
{
    if (k == 1)
        return HM_WHOLE;
    return j == 0 ? HM_BEGIN : j == k - 1 ? HM_END : HM_MIDDLE;
}

static void
count_plainly(const fixture *f, plain *p)
{
    const uint32_t *const token = f->s.tokens.id;
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < f->s.tokens.n; i++) {
        const size_t k = word_at(f, i);
        if (k == 0)
            continue;
        p->n_tokens++;
        p->tokens_of[k]++;
        for (size_t j = 0; j < k; j++)
            p->position[token[i + j]][position_of(j, k)]++;
        if (count_word(f, i, k, i) > 0.0)
            continue;
        p->n_types++;
        p->types_of[k]++;
        p->first[token[i]]++;
        for (size_t j = 0; j < k; j++)
            p->token[token[i + j]]++;
        for (size_t j = 1; j < k; j++)
            p->pair[token[i + j - 1]][token[i + j]]++;
    }
}

/// q(b), smoothed by half a count.
static double
q_of(const plain *p, size_t V, size_t b)
{
    double n = 0.0;
    for (size_t a = 0; a < V; a++)
        n += p->token[a];
    return (p->token[b] + 0.5) / (n + 0.5 * (double)V);
}

/// q(b | what has these counts behind it).
///
/// \param is_kept  false: of c(a, b) nothing is known
static double
q_after(const plain *p, size_t V, const double *counts, size_t b, bool is_kept)
{
    double total = 0.0;
    double n_types = 0.0;
    for (size_t a = 0; a < V; a++) {
        total += counts[a];
        n_types += counts[a] > 0.0 ? 1.0 : 0.0;
    }
    if (total == 0.0)
        return q_of(p, V, b);
    const double seen = is_kept ? fmax(0.0, counts[b] - 0.75) : 0.0;
    return seen / total + 0.75 * n_types / total * q_of(p, V, b);
}

/// log b(w).
///
/// \param fewest   pairs that occur less often in the text are not kept
static double
log_b(const fixture *f, const plain *p, size_t i, size_t k, size_t fewest)
{
    const uint32_t *const token = f->s.tokens.id;
    const size_t V = f->s.symbols.n;
    double sum = log((p->types_of[k] + 1e-9) / (p->n_types + 1e-9));
    sum += log(q_after(p, V, p->first, token[i], true));
    for (size_t j = i + 1; j < i + k; j++)
        sum += log(q_after(p, V, p->pair[token[j - 1]], token[j],
                           tokens_fixture_count(&f->s.tokens, j - 1, 2) >= fewest));
    return sum;
}

/// log m(k), geometric beyond 1.
static double
log_m(const plain *p, size_t k)
{
    double n_longer = 0.0;
    double n_inside = 0.0;
    for (size_t h = 2; h <= LONGEST; h++) {
        n_longer += p->tokens_of[h] + 1.0;
        n_inside += (p->tokens_of[h] + 1.0) * (double)(h - 2);
    }
    const double p_whole = (p->tokens_of[1] + 1.0) / (p->n_tokens + (double)LONGEST);
    const double p_on = n_inside / (n_inside + n_longer);
    return k == 1 ? log(p_whole)
                  : log(1.0 - p_whole) + (double)(k - 2) * log(p_on) + log(1.0 - p_on);
}

/// log e(token | position), smoothed by V counts of the token's own frequency.
static double
log_emission(const plain *p, size_t n_symbols, size_t s, enum hm_position a)
{
    const double V = (double)n_symbols;
    double of_token = 0.0;
    double of_position = 0.0;
    double n = 0.0;
    for (size_t b = 0; b < HM_N_POSITIONS; b++)
        of_token += p->position[s][b];
    for (size_t t = 0; t < n_symbols; t++) {
        of_position += p->position[t][a];
        for (size_t b = 0; b < HM_N_POSITIONS; b++)
            n += p->position[t][b];
    }
    return log((p->position[s][a] + V * (of_token + 0.1) / (n + 0.1 * V)) / (of_position + V));
}

/// log e(w).
static double
log_e(const fixture *f, const plain *p, size_t i, size_t k)
{
    double sum = log_m(p, k);
    for (size_t j = 0; j < k; j++)
        sum += log_emission(p, f->s.symbols.n, f->s.tokens.id[i + j], position_of(j, k));
    return sum;
}

/// score(w).
static double
plain_score(const fixture *f, const plain *p, double count, double b, double e, double gaps)
{
    const double d = (double)f->inducer->words.options.discount;
    const double s = (double)f->inducer->words.options.strength;
    const double gamma = (double)f->inducer->words.options.position_weight;
    const double p_w = (fmax(0.0, count - d) + (s + d * p->n_types) * exp(b)) / (p->n_tokens + s);
    return log(p_w) + gamma * e + gaps;
}

static double
log_logistic(double z)
{
    return -log1p(exp(-z));
}

/// C of the gap before token i, as the lexicon has it.
static double
lexicon_inside(const fixture *f, size_t i)
{
    const hm_lexicon *const x = f->lexicon;
    const double here = fmin(fmax((double)f->pmi[i], -1.0), 4.0);
    float of_pair = 0.0f;
    const double mean = hm_lexicon_pair(x, f->s.tokens.id[i - 1], f->s.tokens.id[i], &of_pair)
                            ? (double)of_pair
                            : here;
    return (double)x->detector_weight * log_logistic(-(double)f->logit[i]) +
           (double)x->pmi_weight * (0.6 * mean + 0.4 * here - (double)x->pmi_offset);
}

// ------------------------------------------------------------------------------------------ tests

static void
expect(uint64_t seed, size_t i, size_t k, double found, double wanted)
{
    if (!(fabs(found - wanted) < TOLERANCE))
        fail_msg("seed %d: %zu tokens at %zu: %g, not %g", (int)seed, k, i, found, wanted);
}

static void
counts_of_a_learner_score_words_by_the_formula(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        fixture f;
        plain p;
        set_up(&f, seed);
        const hm_tokens *const tokens = &f.s.tokens;

        count_plainly(&f, &p);

        for (size_t i = 0; i < tokens->n; i++) {
            double gaps = hm_tokens_is_gap(tokens, i) ? (double)f.boundary[i] : 0.0;
            for (size_t k = 1; k <= LONGEST && tokens_fixture_has(tokens, i, k); k++) {
                // a word that occurs once is unknown while its own span is out of the counts
                const bool recurs = tokens_fixture_count(tokens, i, k) > 1;
                const double count = recurs ? count_word(&f, i, k, tokens->n) : 0.0;
                gaps += k > 1 ? (double)f.inside[i + k - 1] : 0.0;
                expect(seed, i, k, (double)hm_word_counts_score(&f.inducer->words, i, k),
                       plain_score(&f, &p, count, log_b(&f, &p, i, k, 0), log_e(&f, &p, i, k),
                                   gaps));
            }
        }
        tear_down(&f);
    }
}

static void
tables_of_a_lexicon_score_words_by_the_formula(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        fixture f;
        plain p;
        hm_lattice lattice;
        set_up(&f, seed);
        const hm_tokens *const tokens = &f.s.tokens;
        assert_int_equal(hm_lattice_init(&lattice, LONGEST, HM_MAX_SPAN, NULL), HMRNN_OK);
        assert_true(f.lexicon->n_words > 20);

        count_plainly(&f, &p);

        size_t first = 0;
        for (size_t i = 0; i < tokens->n; i++) {
            if (!hm_tokens_is_gap(tokens, i) && tokens->span_end[i] > i) {
                first = i;
                const hm_range span = {i, tokens->span_end[i] - i};
                hm_lexicon_fill(f.lexicon, tokens, &span, f.logit, f.pmi, &lattice, NULL);
            }
            double gaps = hm_tokens_is_gap(tokens, i) ? (double)f.lexicon->detector_weight *
                                                            log_logistic((double)f.logit[i])
                                                      : 0.0;
            for (size_t k = 1; k <= LONGEST && tokens_fixture_has(tokens, i, k); k++) {
                const double count = count_word(&f, i, k, tokens->n);
                gaps += k > 1 ? lexicon_inside(&f, i + k - 1) : 0.0;
                // words that were seen once, and pairs that are rarer than 4, are left out
                expect(seed, i, k, (double)lattice.score[(i - first) * LONGEST + k - 1],
                       plain_score(&f, &p, count > 1.0 ? count : 0.0, log_b(&f, &p, i, k, 4),
                                   log_e(&f, &p, i, k), gaps));
            }
        }
        hm_lattice_release(&lattice);
        tear_down(&f);
    }
}

static void
a_word_that_cannot_be_spelt_has_a_finite_score(void **state)
{
    (void)state;
    static const hm_word_model_options options = {0.8f, 10.0f, 1.5f};
    const hm_word_model model = hm_word_model_of(&options, 1000.0, 100.0);

    assert_true(expf(-200.0f) == 0.0f);
    assert_true(isfinite(hm_word_model_log_p(&model, 0, -200.0f)));
    assert_true(fabsf(hm_word_model_log_p(&model, 0, -200.0f) -
                      hm_word_model_log_p_unseen(&model, -150.0f, -50.0f)) < 1e-4f);
}

static void
the_two_terms_of_the_bigram_are_its_sum(void **state)
{
    (void)state;
    for (size_t count = 0; count < 3; count++) {
        const double terms = hm_bigram_seen((double)count, 5.0) + hm_bigram_backoff(5.0, 3.0) * 0.2;
        if (fabs(hm_bigram_discounted((double)count, 5.0, 3.0, 0.2) - terms) > 1e-12)
            fail_msg("%zu of 5", count);
    }
    assert_true(hm_bigram_discounted(0.0, 0.0, 0.0, 0.2) == 0.2);
    assert_true(hm_bigram_seen(0.0, 0.0) == 0.0 && hm_bigram_backoff(0.0, 0.0) == 1.0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_a_learner_score_words_by_the_formula),
        cmocka_unit_test(tables_of_a_lexicon_score_words_by_the_formula),
        cmocka_unit_test(a_word_that_cannot_be_spelt_has_a_finite_score),
        cmocka_unit_test(the_two_terms_of_the_bigram_are_its_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
