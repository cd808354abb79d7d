// SPDX-License-Identifier: BSD-2-Clause
//
// convention/semi_crf.c - sums and the best path over all segmentations of a record.
//
// Everything is done stretch by stretch. A stretch lies between two boundaries that are certain:
// the ends of the record and the gaps with label 1. Within it a gap is free or excluded (label 0).
// Position j of a stretch is after its first j units.
#include <config.h>

#include "convention/semi_crf.h"

#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/// Terms that are less than FLT_MIN in proportion to the largest are left out: they change no
/// double sum, and subnormal numbers are slow.
#define NEGLIGIBLE (-87.0)

typedef struct stretch {
    size_t n;               ///< units
    const float *gap;       ///< [n - 1]
    const float *segment;   ///< [n][L]
    const uint8_t *labels;  ///< [n - 1] or NULL
} stretch;

void
hm_semi_crf_init(hm_semi_crf *crf, size_t L)
{
    assert(L >= 1);
    *crf = (hm_semi_crf){.L = L, .arena = HM_ARENA_INIT};
}

static void
carve(hm_semi_crf *crf, size_t n, hm_arena *arena)
{
    crf->score = hm_arena_take(arena, n + 1, sizeof *crf->score);
    crf->share = hm_arena_take(arena, n + 1, (crf->L + 1) * sizeof *crf->share);
    crf->start = hm_arena_take(arena, n + 1, sizeof *crf->start);
    crf->mass = hm_arena_take(arena, n + 1, sizeof *crf->mass);
    crf->from = hm_arena_take(arena, n + 1, sizeof *crf->from);
}

hmrnn_status
hm_semi_crf_reserve(hm_semi_crf *crf, size_t n, hmrnn_error *err)
{
    if (n <= crf->capacity)
        return HMRNN_OK;
    const size_t capacity = hm_size_max(n, crf->capacity + crf->capacity / 2);
    crf->capacity = 0;
    hm_arena measured = HM_ARENA_INIT;
    carve(crf, capacity, &measured);
    HM_TRY(hm_arena_reset(&crf->arena, &measured, "a semi-Markov CRF", err));
    carve(crf, capacity, &crf->arena);
    crf->capacity = capacity;
    return HMRNN_OK;
}

void
hm_semi_crf_release(hm_semi_crf *crf)
{
    if (crf == NULL)
        return;
    hm_arena_release(&crf->arena);
    *crf = (hm_semi_crf){.L = crf->L, .arena = HM_ARENA_INIT};
}

/// The stretch of a record that begins with unit `first`.
static stretch
stretch_at(size_t L, size_t n, const float *gap, const float *segment, const uint8_t *labels,
           size_t first)
{
    size_t end = first + 1;
    if (labels == NULL)
        end = n;
    else
        while (end < n && labels[end - 1] != 1)
            end++;
    // no pointer is moved off NULL, which `gap` may be where there is no gap
    return (stretch){end - first, end - first == 1 ? NULL : gap + first, segment + first * L,
                     labels == NULL || end - first == 1 ? NULL : labels + first};
}

/// Whether there is no boundary at position j.
static bool
is_excluded(const stretch *s, size_t j)
{
    return s->labels != NULL && j < s->n && s->labels[j - 1] == 0;
}

/// gap(j - 1); nothing at the end of the stretch, where hm_semi_crf_sum() adds it.
static double
boundary_score(const stretch *s, size_t j)
{
    return j < s->n ? (double)s->gap[j - 1] : 0.0;
}

/// exp(x), x <= 0.
static double
exp_down(double x)
{
    return x < NEGLIGIBLE ? 0.0 : exp(x);
}

// --------------------------------------------------------------------------------- sums, forward

/// exp(b(j)) = sum exp(scale).
typedef struct long_segments {
    double scale, sum;
} long_segments;

/// Another start of a long segment: its share of them all.
static double
add_start(long_segments *all, double score)
{
    if (score > all->scale) {
        all->sum = all->sum * exp_down(all->scale - score) + 1.0;
        all->scale = score;
        return 1.0 / all->sum;
    }
    const double term = exp_down(score - all->scale);
    all->sum += term;
    return term / all->sum;
}

/// The terms of a(j) in proportion to their sum, and the log of the sum.
///
/// \param before   [n_short] before[-k]: a(j - k - 1)
/// \param row      [n_short] segment(j - 1, k + 1)
/// \param share    [n_short] result
/// \param long_share  result
static double
sum_terms(size_t n_short, const double *before, const float *row, const long_segments *all,
          double *share, double *long_share)
{
    double most = all->scale;
    for (size_t k = 0; k < n_short; k++) {
        share[k] = *(before - k) + (double)row[k];
        most = share[k] > most ? share[k] : most;
    }
    double sum = all->sum > 0.0 ? all->sum * exp_down(all->scale - most) : 0.0;
    *long_share = sum;
    for (size_t k = 0; k < n_short; k++) {
        share[k] = exp_down(share[k] - most);
        sum += share[k];
    }
    const double scale = 1.0 / sum;
    for (size_t k = 0; k < n_short; k++)
        share[k] *= scale;
    *long_share *= scale;
    return most + log(sum);
}

/// score[j] = a(j) of the stretch, share and start likewise. Returns a(n).
static double
sum_forward(hm_semi_crf *crf, const stretch *s)
{
    const size_t L = crf->L;
    double *const score = crf->score;
    long_segments all = {-HUGE_VAL, 0.0};
    score[0] = 0.0;
    for (size_t j = 1; j <= s->n; j++) {
        if (j > L)
            crf->start[j] = add_start(&all, score[j - L - 1]);
        if (is_excluded(s, j)) {
            score[j] = -HUGE_VAL;
            continue;
        }
        double *const share = crf->share + j * (L + 1);
        score[j] =
            boundary_score(s, j) + sum_terms(hm_size_min(L, j), score + j - 1,
                                             s->segment + (j - 1) * L, &all, share, share + L);
    }
    return score[s->n];
}

// -------------------------------------------------------------------------------- sums, backward

/// A row of segment marginals: p times the shares. The row may be NULL.
static void
write_marginals(size_t L, size_t n_short, double p, const double *share, float *row)
{
    if (row == NULL)
        return;
    for (size_t k = 0; k < n_short; k++) {
        const double marginal = p * share[k];
        row[k] = marginal < (double)FLT_MIN ? 0.0f : (float)marginal;
    }
    for (size_t k = n_short; k < L; k++)
        row[k] = 0.0f;
}

/// mass[j] = p(j) of the stretch, and the marginals of its segments.
///
/// \param segment_marginal  [n][L] or NULL
static void
sum_backward(hm_semi_crf *crf, const stretch *s, float *segment_marginal)
{
    const size_t L = crf->L;
    double *const mass = crf->mass;
    for (size_t j = 0; j < s->n; j++)
        mass[j] = 0.0;
    mass[s->n] = 1.0;
    double within = 0.0;  // probability that a segment has had more than L units at position j
    for (size_t j = s->n; j > 0; j--) {
        const double p = mass[j];
        const double *const share = crf->share + j * (L + 1);
        const bool is_possible = p > 0.0;  // if not, there may be no shares
        const size_t n_short = is_possible ? hm_size_min(L, j) : 0;
        for (size_t k = 0; k < n_short; k++)
            mass[j - 1 - k] += p * share[k];
        write_marginals(L, n_short, p, share,
                        segment_marginal == NULL ? NULL : segment_marginal + (j - 1) * L);
        if (j > L) {
            within += is_possible ? p * share[L] : 0.0;
            const double starts = within * crf->start[j];
            mass[j - L - 1] += starts;
            within -= starts;
        }
    }
}

/// p of the gaps of a stretch, and 1 behind it if `has_next`.
static void
write_gap_marginals(const double *mass, size_t n, bool has_next, float *marginal)
{
    for (size_t j = 1; j < n; j++)
        marginal[j - 1] = (float)(mass[j] < 1.0 ? mass[j] : 1.0);
    if (has_next)
        marginal[n - 1] = 1.0f;
}

double
hm_semi_crf_sum(hm_semi_crf *crf, size_t n, const float *gap, const float *segment,
                const uint8_t *labels, float *gap_marginal, float *segment_marginal)
{
    assert(n <= crf->capacity);
    double sum = 0.0;
    size_t first = 0;
    while (first < n) {
        const stretch s = stretch_at(crf->L, n, gap, segment, labels, first);
        const size_t end = first + s.n;
        sum += sum_forward(crf, &s);
        if (end < n)
            sum += (double)gap[end - 1];
        if (gap_marginal != NULL || segment_marginal != NULL)
            sum_backward(crf, &s,
                         segment_marginal == NULL ? NULL : segment_marginal + first * crf->L);
        if (gap_marginal != NULL)
            write_gap_marginals(crf->mass, s.n, end < n, gap_marginal + first);
        first = end;
    }
    return sum;
}

// ---------------------------------------------------------------------------------- the best path

/// score[j] = the best score up to position j of the stretch, and from[j].
static void
find_best(hm_semi_crf *crf, const stretch *s)
{
    const size_t L = crf->L;
    double *const score = crf->score;
    size_t long_from = 0;
    score[0] = 0.0;
    for (size_t j = 1; j <= s->n; j++) {
        if (j > L && score[j - L - 1] >= score[long_from])
            long_from = j - L - 1;
        if (is_excluded(s, j)) {
            score[j] = -HUGE_VAL;
            continue;
        }
        const float *const row = s->segment + (j - 1) * L;
        const size_t n_short = hm_size_min(L, j);
        double most = -HUGE_VAL;
        size_t from = j;
        for (size_t k = 0; k < n_short; k++) {
            const double candidate = score[j - 1 - k] + (double)row[k];
            from = candidate > most ? j - 1 - k : from;
            most = candidate > most ? candidate : most;
        }
        if (j > L && score[long_from] > most) {
            most = score[long_from];
            from = long_from;
        }
        score[j] = most + boundary_score(s, j);
        crf->from[j] = from;
    }
}

void
hm_semi_crf_decode(hm_semi_crf *crf, size_t n, const float *gap, const float *segment,
                   const uint8_t *labels, uint8_t *ends)
{
    assert(n <= crf->capacity);
    if (n > 0)
        memset(ends, 0, n);
    size_t first = 0;
    while (first < n) {
        const stretch s = stretch_at(crf->L, n, gap, segment, labels, first);
        find_best(crf, &s);
        for (size_t j = s.n; j > 0; j = crf->from[j])
            ends[first + j - 1] = 1;
        first += s.n;
    }
}
