// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lattice.c - Viterbi and forward-backward over all segmentations of a span into words.
//
// A state is a pair (j, k): the word of k tokens that ends before position j. Its score is s(j, k),
// its class c(j, k); t(a, b) is the score of class b after class a, and E the class beyond the
// span.
// The words that may come before it are the states (j - k, h), h = 1 ... L.
#include <config.h>

#include "segment/lattice.h"

#include "base/error.h"
#include "base/size.h"

#include <math.h>

static void
carve(hm_lattice *lattice)
{
    hm_arena *const arena = &lattice->arena;
    const size_t L = lattice->max_length;
    const size_t n = lattice->capacity + 1;
    lattice->score = hm_arena_take(arena, n, L * sizeof *lattice->score);
    lattice->class = hm_arena_take(arena, n, L * sizeof *lattice->class);
    lattice->best = hm_arena_take(arena, n, L * sizeof *lattice->best);
    lattice->rest = hm_arena_take(arena, n, L * sizeof *lattice->rest);
    lattice->before = hm_arena_take(arena, n, L * sizeof *lattice->before);
}

hmrnn_status
hm_lattice_init(hm_lattice *lattice, size_t max_length, size_t n, hmrnn_error *err)
{
    hm_lattice fresh = {.max_length = max_length, .capacity = n, .arena = HM_ARENA_INIT};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "a lattice", err));
    carve(&fresh);
    *lattice = fresh;
    return HMRNN_OK;
}

/// t(left, right).
static float
pair(const hm_transitions *transitions, size_t left, size_t right)
{
    return transitions->n_classes == 0 ? 0.0f
                                       : transitions->score[left * transitions->n_classes + right];
}

/// c(end, k).
static size_t
class_of(const hm_lattice *lattice, size_t end, size_t k)
{
    return lattice->class[(end - k) * lattice->max_length + k - 1];
}

/// One state of the Viterbi recursion:
///
///     best(j, k) = s(j, k) + max over h of best(j - k, h) + t(c(j - k, h), c(j, k))
///     best(k, k) = s(k, k) + t(E, c(k, k))
///
/// before(j, k) is the h of the maximum, 0 at the beginning of the span.
static void
extend_best(hm_lattice *lattice, const hm_transitions *transitions, size_t end, size_t k)
{
    const size_t L = lattice->max_length;
    const size_t at = end - k;
    const size_t class = class_of(lattice, end, k);
    float most = HM_LATTICE_NEVER;
    size_t choice = at == 0 ? 0 : 1;  // where all is impossible, too, there is a way
    if (at == 0)
        most = pair(transitions, HM_CLASS_EDGE, class);
    for (size_t h = 1; h <= hm_size_min(L, at); h++) {
        const float score =
            lattice->best[at * L + h - 1] + pair(transitions, class_of(lattice, at, h), class);
        if (score > most) {
            most = score;
            choice = h;
        }
    }
    lattice->best[end * L + k - 1] = most + lattice->score[at * L + k - 1];
    lattice->before[end * L + k - 1] = (uint8_t)choice;
}

void
hm_lattice_decode(hm_lattice *lattice, size_t n, const hm_transitions *transitions, uint8_t *begins)
{
    const size_t L = lattice->max_length;
    for (size_t end = 1; end <= n; end++)
        for (size_t k = 1; k <= hm_size_min(L, end); k++)
            extend_best(lattice, transitions, end, k);

    float most = HM_LATTICE_NEVER;
    size_t k = 1;
    for (size_t h = 1; h <= hm_size_min(L, n); h++) {
        const float score = lattice->best[n * L + h - 1] +
                            pair(transitions, class_of(lattice, n, h), HM_CLASS_EDGE);
        if (score > most) {
            most = score;
            k = h;
        }
    }
    for (size_t i = 0; i < n; i++)
        begins[i] = 0;
    for (size_t end = n; end > 0;) {
        begins[end - k] = 1;
        const size_t h = lattice->before[end * L + k - 1];
        end -= k;
        k = h;
    }
}

// --------------------------------------------------------------------------------------- posterior

/// log(e^a + e^b).
static float
add_logs(float a, float b)
{
    const float high = a > b ? a : b;
    const float low = a > b ? b : a;
    return low <= HM_LATTICE_NEVER ? high : high + log1pf(expf(low - high));
}

/// log of the sum of the exponentials of n numbers.
static float
log_sum(size_t n, const float *x)
{
    float most = HM_LATTICE_NEVER;
    for (size_t i = 0; i < n; i++)
        most = x[i] > most ? x[i] : most;
    if (most <= HM_LATTICE_NEVER)
        return HM_LATTICE_NEVER;
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++)
        sum += expf(x[i] - most);
    return most + logf(sum);
}

/// Forward recursion, in best[]: the log of the sum over all paths up to and with a state.
///
///     a(j, k) = s(j, k) + log sum over h of exp(a(j - k, h) + t(c(j - k, h), c(j, k)))
///     a(k, k) = s(k, k) + t(E, c(k, k))
static void
sum_forward(hm_lattice *lattice, size_t n, const hm_transitions *transitions)
{
    const size_t L = lattice->max_length;
    for (size_t end = 1; end <= n; end++) {
        for (size_t k = 1; k <= hm_size_min(L, end); k++) {
            const size_t at = end - k;
            const size_t class = class_of(lattice, end, k);
            const size_t n_before = hm_size_min(L, at);
            float before[UINT8_MAX];
            for (size_t h = 1; h <= n_before; h++)
                before[h - 1] = lattice->best[at * L + h - 1] +
                                pair(transitions, class_of(lattice, at, h), class);
            const float sum =
                at == 0 ? pair(transitions, HM_CLASS_EDGE, class) : log_sum(n_before, before);
            lattice->best[end * L + k - 1] = sum + lattice->score[at * L + k - 1];
        }
    }
}

/// Backward recursion, in rest[]: the log of the sum over all paths after a state.
///
///     b(j, k) = log sum over h of exp(t(c(j, k), c(j + h, h)) + s(j + h, h) + b(j + h, h))
///     b(n, k) = t(c(n, k), E)
static void
sum_backward(hm_lattice *lattice, size_t n, const hm_transitions *transitions)
{
    const size_t L = lattice->max_length;
    for (size_t end = n; end > 0; end--) {
        for (size_t k = 1; k <= hm_size_min(L, end); k++) {
            const size_t class = class_of(lattice, end, k);
            const size_t n_after = hm_size_min(L, n - end);
            float after[UINT8_MAX];
            for (size_t h = 1; h <= n_after; h++)
                after[h - 1] = pair(transitions, class, class_of(lattice, end + h, h)) +
                               lattice->score[end * L + h - 1] +
                               lattice->rest[(end + h) * L + h - 1];
            lattice->rest[end * L + k - 1] =
                end == n ? pair(transitions, class, HM_CLASS_EDGE) : log_sum(n_after, after);
        }
    }
}

void
hm_lattice_posterior(hm_lattice *lattice, size_t n, const hm_transitions *transitions,
                     float *probability)
{
    const size_t L = lattice->max_length;
    if (n == 0)
        return;
    sum_forward(lattice, n, transitions);
    sum_backward(lattice, n, transitions);
    // p(j) = sum over k of exp(a(j, k) + b(j, k)) / sum over k of exp(a(n, k) + b(n, k))
    float all = HM_LATTICE_NEVER;
    for (size_t k = 1; k <= hm_size_min(L, n); k++)
        all = add_logs(all, lattice->best[n * L + k - 1] + lattice->rest[n * L + k - 1]);
    probability[0] = 1.0f;
    for (size_t end = 1; end < n; end++) {
        float sum = HM_LATTICE_NEVER;
        for (size_t k = 1; k <= hm_size_min(L, end); k++)
            sum = add_logs(sum, lattice->best[end * L + k - 1] + lattice->rest[end * L + k - 1]);
        const float p = expf(sum - all);
        probability[end] = p < 1.0f ? p : 1.0f;
    }
}

void
hm_lattice_release(hm_lattice *lattice)
{
    if (lattice == NULL)
        return;
    hm_arena_release(&lattice->arena);
    *lattice = (hm_lattice){.max_length = 0};
}
