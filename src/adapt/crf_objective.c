// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/crf_objective.c - the negative log-likelihood of labels, its prior and its gradient.
#include <config.h>

#include "adapt/crf_objective.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "infer/gap_states.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_PRECISION 0.1f   // of the prior: next to none
#define STATE_PRECISION 10.0f   // states are up to 1, hundreds of them hold at every gap
#define LENGTH_PRECISION 80.0f  // of what they say of the lengths of words
#define DRAWN_MEAN 1.0f         // of the weight of a drawn boundary
#define UNKNOWN_WEIGHT 0.03f    // of a gap without a label, beside one that has a label
#define STATE_SQUARE 0.25f      // of a typical gap
#define NO_DERIVATIVE 1e-6f     // not worth a multiplication with hundreds of states
#define CURVATURE 0.05f         // p (1 - p) of a typical gap, for the preconditioner

struct hm_objective_shard {
    hm_semi_crf crf;
    hm_arena arena;                                      ///< of the arrays
    float *gradient;                                     ///< [n_parameters]
    float *gap, *gap_marginal, *gap_target;              ///< [units of the longest record]
    float *segment, *segment_marginal, *segment_target;  ///< [..][HM_MAX_SEGMENT]
    uint8_t *free_labels, *ends;                         ///< [units]
    double nats;
    hm_held_out held_out;
};
typedef struct hm_objective_shard shard;

// -------------------------------------------------------------------------------------------- make

static size_t
longest_record(const hm_instances *instances)
{
    size_t n = 1;
    for (size_t r = 0; r < instances->n_records; r++)
        n = hm_size_max(n, instances->records[r].n);
    return n;
}

/// The share of gaps without a label.
static float
share_of_unknown(const hm_instances *instances)
{
    size_t n = 0;
    for (size_t u = 0; u < instances->n; u++)
        n += instances->label[u] == HM_LABEL_NONE;
    return instances->n > 0 ? (float)n / (float)instances->n : 0.0f;
}

static void
carve(shard *s, size_t n_parameters, size_t n, hm_arena *arena)
{
    const size_t segments = HM_MAX_SEGMENT * sizeof(float);
    s->gradient = hm_arena_floats(arena, n_parameters);
    s->gap = hm_arena_floats(arena, n);
    s->gap_marginal = hm_arena_floats(arena, n);
    s->gap_target = hm_arena_floats(arena, n);
    s->segment = hm_arena_take(arena, n, segments);
    s->segment_marginal = hm_arena_take(arena, n, segments);
    s->segment_target = hm_arena_take(arena, n, segments);
    s->free_labels = hm_arena_take(arena, n, 1);
    s->ends = hm_arena_take(arena, n, 1);
}

hmrnn_status
hm_crf_objective_init(hm_crf_objective *objective, const hm_instances *instances,
                      const hm_annotated_text *text, hm_thread_pool *pool, hmrnn_error *err)
{
    const size_t n_states = HM_STATE_ROWS * text->n_states;
    hm_crf_objective fresh = {.instances = instances,
                              .text = text,
                              .pool = pool,
                              .kern = hm_kernels_best(),
                              .precision = 1.0f,
                              .n_parameters =
                                  instances->n_features + HM_OBJECTIVE_NUMBERS + n_states};
    fresh.shards = hm_alloc_array(HM_OBJECTIVE_SHARDS, sizeof *fresh.shards, "an objective", err);
    if (fresh.shards == NULL)
        return HMRNN_ENOMEM;
    fresh.unknown_weight = UNKNOWN_WEIGHT * share_of_unknown(instances);
    const size_t n = longest_record(instances);
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; status == HMRNN_OK && i < HM_OBJECTIVE_SHARDS; i++) {
        shard *const s = &fresh.shards[i];
        hm_semi_crf_init(&s->crf, HM_MAX_SEGMENT);
        status = hm_semi_crf_reserve(&s->crf, n, err);
        s->arena = (hm_arena)HM_ARENA_INIT;
        carve(s, fresh.n_parameters, n, &s->arena);
        if (status == HMRNN_OK)
            status = hm_arena_allocate(&s->arena, "an objective", err);
        if (status == HMRNN_OK)
            carve(s, fresh.n_parameters, n, &s->arena);
    }
    if (status != HMRNN_OK) {
        hm_crf_objective_release(&fresh);
        return status;
    }
    *objective = fresh;
    return HMRNN_OK;
}

void
hm_crf_objective_release(hm_crf_objective *objective)
{
    if (objective == NULL || objective->shards == NULL)
        return;
    for (size_t i = 0; i < HM_OBJECTIVE_SHARDS; i++) {
        hm_semi_crf_release(&objective->shards[i].crf);
        hm_arena_release(&objective->shards[i].arena);
    }
    free(objective->shards);
    objective->shards = NULL;
}

// ------------------------------------------------------------------------------------------- prior

/// The sum of the squares of a feature over all gaps of a view.
static float
squares_of(const hm_instances *instances, size_t i)
{
    const size_t n = instances->n_features;
    const float n_views = (float)instances->n_views;
    if (i < n)
        return (float)instances->n_times[i] / n_views;
    return (i < n + HM_OBJECTIVE_NUMBERS ? 1.0f : STATE_SQUARE) * (float)instances->n / n_views;
}

/// What is given of the prior of a weight of states.
static float
precision_of_state(const hm_crf_objective *objective, size_t i)
{
    const size_t at = i - objective->instances->n_features - HM_OBJECTIVE_NUMBERS;
    const size_t row = at / objective->text->n_states;
    return row % HM_STATE_SCORES == HM_STATE_BOUNDARY ? STATE_PRECISION : LENGTH_PRECISION;
}

/// The precision of the prior of a parameter. A gap without a label is a witness of the raw-text
/// model, whose weights are the means of the prior: it adds a part of its Fisher information.
static float
precision_of(const hm_crf_objective *objective, size_t i)
{
    const size_t n = objective->instances->n_features;
    const float given = i < n                          ? objective->precision
                        : i < n + HM_OBJECTIVE_NUMBERS ? NUMBER_PRECISION
                                                       : precision_of_state(objective, i);
    return given + objective->unknown_weight * CURVATURE * squares_of(objective->instances, i);
}

static float
mean_of(const hm_crf_objective *objective, size_t i)
{
    const size_t n = objective->instances->n_features;
    return i >= n && i < n + HM_OBJECTIVE_NUMBERS && (i - n) % HM_N_GAP_NUMBERS == HM_GAP_DRAWN
               ? DRAWN_MEAN
               : 0.0f;
}

void
hm_crf_objective_start(const hm_crf_objective *objective, float *x)
{
    for (size_t i = 0; i < objective->n_parameters; i++)
        x[i] = mean_of(objective, i);
}

void
hm_crf_objective_precondition(const hm_crf_objective *objective, float *inverse)
{
    for (size_t i = 0; i < objective->n_parameters; i++) {
        const float squares = squares_of(objective->instances, i);
        inverse[i] = 1.0f / (precision_of(objective, i) + CURVATURE * squares);
    }
}

// ------------------------------------------------------------------------------------------ scores

static bool
is_held_out(const hm_crf_objective *objective, size_t record)
{
    return objective->n_folds > 0 &&
           record / objective->instances->n_views % objective->n_folds == objective->fold;
}

/// Whether a record is seen with the networks.
static bool
has_states(const hm_crf_objective *objective, size_t record)
{
    const hm_instances *const made = objective->instances;
    return made->symbol[made->records[record].first] != HM_NO_SYMBOL;
}

/// Add what the states say to u and s of a record.
///
/// \param weights  [HM_STATES_OF_GAP][HM_STATE_SCORES][n_states]
static void
score_states(const hm_crf_objective *objective, const hm_range *units, const float *weights,
             shard *s)
{
    const hm_annotated_text *const text = objective->text;
    const hm_kernels *const kern = objective->kern;
    const size_t n_states = text->n_states;
    const float *around[HM_STATES_OF_GAP];
    for (size_t u = 0; u + 1 < units->n; u++) {
        hm_gap_states_find(n_states, text->states, objective->instances->symbol[units->first + u],
                           around);
        float sums[HM_STATE_SCORES] = {0.0f};
        for (size_t v = 0; v < HM_STATES_OF_GAP; v++) {
            const float *const rows = weights + v * HM_STATE_SCORES * n_states;
            sums[0] += (float)kern->dot(n_states, around[v], rows);
            for (size_t p = 1; p < HM_STATE_SCORES; p += 2)
                kern->dot_pair(n_states, around[v], rows + p * n_states, n_states, sums + p);
        }
        hm_state_scores_add(u, units->n, sums, s->gap, s->segment);
    }
}

/// u and s of a record.
static void
score(const hm_crf_objective *objective, size_t record, const float *x, shard *s)
{
    const hm_instances *const made = objective->instances;
    const hm_range *const units = &made->records[record];
    const float *const numbers = x + made->n_features + record % made->n_views * HM_N_GAP_NUMBERS;
    for (size_t u = 0; u < units->n; u++) {
        const size_t at = units->first + u;
        float sum = 0.0f;
        for (size_t f = made->gap[at]; f < made->gap[at + 1]; f++)
            sum += x[made->feature[f]];
        for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++)
            sum += numbers[i] * made->number[at * HM_N_GAP_NUMBERS + i];
        s->gap[u] = sum;
        for (size_t k = 0; k < HM_MAX_SEGMENT; k++) {
            const size_t *const begin = &made->segment[at * HM_MAX_SEGMENT + k];
            float of_segment = 0.0f;
            for (size_t f = begin[0]; f < begin[1]; f++)
                of_segment += x[made->feature[f]];
            s->segment[u * HM_MAX_SEGMENT + k] = of_segment;
        }
    }
    if (has_states(objective, record))
        score_states(objective, units, x + made->n_features + HM_OBJECTIVE_NUMBERS, s);
}

/// The derivatives by the scores that the states around the gap after unit u add.
static void
find_state_derivatives(const shard *s, size_t u, size_t n, float derivative[HM_STATE_SCORES])
{
    derivative[HM_STATE_BOUNDARY] = s->gap_marginal[u] - s->gap_target[u];
    for (size_t k = 0; k < HM_STATE_LENGTHS; k++) {
        const size_t end = u * HM_MAX_SEGMENT + k;
        const size_t begin = (u + 1 + k) * HM_MAX_SEGMENT + k;
        derivative[HM_STATE_END + k] =
            k <= u ? s->segment_marginal[end] - s->segment_target[end] : 0.0f;
        derivative[HM_STATE_BEGIN + k] =
            u + 1 + k < n ? s->segment_marginal[begin] - s->segment_target[begin] : 0.0f;
    }
}

/// Add the gradient by the weights of states of a record.
static void
add_gradient_of_states(const hm_crf_objective *objective, const hm_range *units, float *gradient,
                       const shard *s)
{
    const hm_annotated_text *const text = objective->text;
    const size_t n_states = text->n_states;
    const float *around[HM_STATES_OF_GAP];
    float derivative[HM_STATE_SCORES];
    for (size_t u = 0; u + 1 < units->n; u++) {
        hm_gap_states_find(n_states, text->states, objective->instances->symbol[units->first + u],
                           around);
        find_state_derivatives(s, u, units->n, derivative);
        for (size_t row = 0; row < HM_STATE_ROWS; row++)
            if (fabsf(derivative[row % HM_STATE_SCORES]) > NO_DERIVATIVE)
                objective->kern->add_scaled(n_states, derivative[row % HM_STATE_SCORES],
                                            around[row / HM_STATE_SCORES],
                                            gradient + row * n_states);
    }
}

/// Add the gradient of a record.
static void
add_gradient(const hm_crf_objective *objective, size_t record, shard *s)
{
    const hm_instances *const made = objective->instances;
    const hm_range *const units = &made->records[record];
    float *const gradient = s->gradient;
    float *const numbers = gradient + made->n_features + record % made->n_views * HM_N_GAP_NUMBERS;
    for (size_t u = 0; u < units->n; u++) {
        const size_t at = units->first + u;
        const float d = u + 1 < units->n ? s->gap_marginal[u] - s->gap_target[u] : 0.0f;
        for (size_t f = made->gap[at]; d != 0.0f && f < made->gap[at + 1]; f++)
            gradient[made->feature[f]] += d;
        for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++)
            numbers[i] += d * made->number[at * HM_N_GAP_NUMBERS + i];
        for (size_t k = 0; k < HM_MAX_SEGMENT; k++) {
            const size_t *const begin = &made->segment[at * HM_MAX_SEGMENT + k];
            const size_t i = u * HM_MAX_SEGMENT + k;
            const float of_segment = s->segment_marginal[i] - s->segment_target[i];
            for (size_t f = begin[0]; of_segment != 0.0f && f < begin[1]; f++)
                gradient[made->feature[f]] += of_segment;
        }
    }
    if (has_states(objective, record))
        add_gradient_of_states(objective, units, gradient + made->n_features + HM_OBJECTIVE_NUMBERS,
                               s);
}

/// -log p of the labels of a record, with the marginals that its gradient is made of.
static double
nats_of(const hm_crf_objective *objective, size_t record, const float *x, shard *s,
        bool wants_marginals)
{
    const hm_range *const units = &objective->instances->records[record];
    const uint8_t *const label = objective->instances->label + units->first;
    score(objective, record, x, s);
    for (size_t u = 0; u < units->n; u++)
        s->free_labels[u] = HM_LABEL_NONE;
    const double all = hm_semi_crf_sum(&s->crf, units->n, s->gap, s->segment, s->free_labels,
                                       wants_marginals ? s->gap_marginal : NULL,
                                       wants_marginals ? s->segment_marginal : NULL);
    const double agreeing = hm_semi_crf_sum(&s->crf, units->n, s->gap, s->segment, label,
                                            wants_marginals ? s->gap_target : NULL,
                                            wants_marginals ? s->segment_target : NULL);
    return all - agreeing;
}

typedef struct job {
    hm_crf_objective *objective;
    const float *x;
} job;

/// The records of shard w: every n-th one.
static void
learn(void *context, size_t w)
{
    const job *const j = context;
    const hm_instances *const made = j->objective->instances;
    shard *const s = &j->objective->shards[w];
    s->nats = 0.0;
    memset(s->gradient, 0, j->objective->n_parameters * sizeof *s->gradient);
    for (size_t r = w; r < made->n_records; r += HM_OBJECTIVE_SHARDS) {
        if (is_held_out(j->objective, r))
            continue;
        s->nats += nats_of(j->objective, r, j->x, s, true);
        add_gradient(j->objective, r, s);
    }
}

double
hm_crf_objective_value(void *context, const float *x, float *gradient)
{
    hm_crf_objective *const objective = context;
    job j = {objective, x};
    hm_parallel_for(objective->pool, HM_OBJECTIVE_SHARDS, learn, &j);
    const double share = 1.0 / (double)objective->instances->n_views;  // of a view
    double value = 0.0;
    for (size_t w = 0; w < HM_OBJECTIVE_SHARDS; w++)
        value += share * objective->shards[w].nats;
    for (size_t i = 0; i < objective->n_parameters; i++) {
        const double precision = (double)precision_of(objective, i);
        const double away = (double)(x[i] - mean_of(objective, i));
        double sum = precision * away;
        for (size_t w = 0; w < HM_OBJECTIVE_SHARDS; w++)
            sum += share * (double)objective->shards[w].gradient[i];
        gradient[i] = (float)sum;
        value += 0.5 * precision * away * away;
    }
    return value;
}

// -------------------------------------------------------------------------------------------- test

/// Count the words of a record that are found; `gold` has labels, all of them.
static void
count_words(size_t n, const uint8_t *gold, const uint8_t *ends, hm_held_out *found)
{
    bool same_begin = true;
    for (size_t u = 0; u < n; u++) {
        const bool is_gold = u + 1 == n || gold[u] == 1;
        const bool is_found = ends[u] != 0;
        found->n_gold += is_gold;
        found->n_found += is_found;
        found->n_both += is_gold && is_found && same_begin;
        if (is_gold || is_found)
            same_begin = is_gold && is_found;
    }
}

static void
test(void *context, size_t w)
{
    const job *const j = context;
    const hm_instances *const made = j->objective->instances;
    shard *const s = &j->objective->shards[w];
    s->held_out = (hm_held_out){0};
    for (size_t r = w; r < made->n_records; r += HM_OBJECTIVE_SHARDS) {
        if (!is_held_out(j->objective, r))
            continue;
        const hm_range *const units = &made->records[r];
        const uint8_t *const label = made->label + units->first;
        size_t n_labels = 0;
        for (size_t u = 0; u + 1 < units->n; u++)
            n_labels += label[u] != HM_LABEL_NONE;
        s->held_out.nats += nats_of(j->objective, r, j->x, s, false);
        s->held_out.n_gaps += n_labels;
        if (n_labels + 1 < units->n || (r + 1) % made->n_views != 0)
            continue;
        hm_semi_crf_decode(&s->crf, units->n, s->gap, s->segment, NULL, s->ends);
        count_words(units->n, label, s->ends, &s->held_out);
    }
}

void
hm_crf_objective_test(hm_crf_objective *objective, const float *x, hm_held_out *found)
{
    job j = {objective, x};
    hm_parallel_for(objective->pool, HM_OBJECTIVE_SHARDS, test, &j);
    *found = (hm_held_out){0};
    for (size_t w = 0; w < HM_OBJECTIVE_SHARDS; w++) {
        const hm_held_out *const of = &objective->shards[w].held_out;
        found->nats += of->nats;
        found->n_gaps += of->n_gaps;
        found->n_gold += of->n_gold;
        found->n_found += of->n_found;
        found->n_both += of->n_both;
    }
}
