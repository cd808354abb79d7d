// SPDX-License-Identifier: BSD-2-Clause
//
// infer/reverse.h - a record read from its end.
//
// Symbol i of n becomes symbol n - 1 - i. The gap after symbol i, before i + 1, becomes the gap
// after symbol n - 2 - i; the ends change places: the gap after the last symbol stands for both.
// Reversing twice changes nothing.
#ifndef HM_INFER_REVERSE_H
#define HM_INFER_REVERSE_H

#include <stddef.h>
#include <stdint.h>

/// Which gap, counted by the symbol before it, gap i of a record of n symbols becomes.
static inline size_t
hm_reverse_gap(size_t n, size_t i)
{
    return i + 1 == n ? i : n - 2 - i;
}

static inline void
hm_reverse_symbols(size_t n, const uint32_t *ids, uint32_t *reversed)
{
    for (size_t i = 0; i < n; i++)
        reversed[n - 1 - i] = ids[i];
}

/// Marks of gaps, such as hm_sequence.clamp.
static inline void
hm_reverse_marks(size_t n, const uint8_t *marks, uint8_t *reversed)
{
    for (size_t i = 0; i < n; i++)
        reversed[hm_reverse_gap(n, i)] = marks[i];
}

/// Vectors of symbols, such as hm_sequence.states, where they are.
///
/// \param rows     [n][width]
static inline void
hm_reverse_rows(size_t n, size_t width, float *rows)
{
    for (size_t i = 0; i < n / 2; i++) {
        float *const first = rows + i * width;
        float *const last = rows + (n - 1 - i) * width;
        for (size_t k = 0; k < width; k++) {
            const float kept = first[k];
            first[k] = last[k];
            last[k] = kept;
        }
    }
}

/// Numbers of gaps, such as hm_sequence.logit.
static inline void
hm_reverse_numbers(size_t n, const float *numbers, float *reversed)
{
    for (size_t i = 0; i < n; i++)
        reversed[hm_reverse_gap(n, i)] = numbers[i];
}

#endif
