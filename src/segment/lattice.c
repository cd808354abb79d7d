// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lattice.c - the best way, and all ways, to cut a run of symbols into words.
#include <config.h>

#include "segment/lattice.h"

#include "base/error.h"
#include "base/size.h"

#include <math.h>

#define NEVER (-1e30f)

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

/// The score of a word of class `right` behind one of class `left`.
static float
pair(const hm_transitions *transitions, size_t left, size_t right)
{
    return transitions->n_classes == 0 ? 0.0f
                                       : transitions->score[left * transitions->n_classes + right];
}

static size_t
class_of(const hm_lattice *lattice, size_t end, size_t k)
{
    return lattice->class[(end - k) * lattice->max_length + k - 1];
}

/// The best path that ends with the word of k symbols before `end`: the length of the word before.
static void
extend_best(hm_lattice *lattice, const hm_transitions *transitions, size_t end, size_t k)
{
    const size_t L = lattice->max_length;
    const size_t at = end - k;
    const size_t class = class_of(lattice, end, k);
    float most = NEVER;
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

    float most = NEVER;
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
    return low <= NEVER ? high : high + log1pf(expf(low - high));
}

/// best[end][k]: of all paths up to and with the word of k symbols before `end`.
static void
sum_before(hm_lattice *lattice, size_t n, const hm_transitions *transitions)
{
    const size_t L = lattice->max_length;
    for (size_t end = 1; end <= n; end++) {
        for (size_t k = 1; k <= hm_size_min(L, end); k++) {
            const size_t at = end - k;
            const size_t class = class_of(lattice, end, k);
            float sum = at == 0 ? pair(transitions, HM_CLASS_EDGE, class) : NEVER;
            for (size_t h = 1; h <= hm_size_min(L, at); h++)
                sum = add_logs(sum, lattice->best[at * L + h - 1] +
                                        pair(transitions, class_of(lattice, at, h), class));
            lattice->best[end * L + k - 1] = sum + lattice->score[at * L + k - 1];
        }
    }
}

/// rest[end][k]: of all paths behind the word of k symbols before `end`.
static void
sum_behind(hm_lattice *lattice, size_t n, const hm_transitions *transitions)
{
    const size_t L = lattice->max_length;
    for (size_t end = n; end > 0; end--) {
        for (size_t k = 1; k <= hm_size_min(L, end); k++) {
            const size_t class = class_of(lattice, end, k);
            float sum = end == n ? pair(transitions, class, HM_CLASS_EDGE) : NEVER;
            for (size_t h = 1; h <= hm_size_min(L, n - end); h++)
                sum = add_logs(sum, pair(transitions, class, class_of(lattice, end + h, h)) +
                                        lattice->score[end * L + h - 1] +
                                        lattice->rest[(end + h) * L + h - 1]);
            lattice->rest[end * L + k - 1] = sum;
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
    sum_before(lattice, n, transitions);
    sum_behind(lattice, n, transitions);
    float all = NEVER;
    for (size_t k = 1; k <= hm_size_min(L, n); k++)
        all = add_logs(all, lattice->best[n * L + k - 1] + lattice->rest[n * L + k - 1]);
    probability[0] = 1.0f;
    for (size_t end = 1; end < n; end++) {
        float sum = NEVER;
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
