// SPDX-License-Identifier: BSD-2-Clause
//
// base/rng.h - reproducible random numbers.
//
// A counter-based generator: the n-th number of a stream is a hash of (key, n), so the whole state
// is two integers that a checkpoint can keep, and any part of a computation can draw from a stream
// of its own without asking the others (SplitMix64's output function: Steele, Lea & Flood,
// "Fast splittable pseudorandom number generators", OOPSLA 2014).
#ifndef HM_BASE_RNG_H
#define HM_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

#define HM_RNG_GOLDEN UINT64_C(0x9E3779B97F4A7C15)  // 2^64 by the golden ratio, odd

typedef struct hm_rng {
    uint64_t key;
    uint64_t count;  ///< numbers drawn so far
} hm_rng;

/// The stream number `stream` of `seed`. Streams of one seed are independent of each other.
hm_rng hm_rng_stream(uint64_t seed, uint64_t stream);

/// The hash that every number is: SplitMix64's.
static inline uint64_t
hm_rng_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/// What the n-th call of hm_rng_next() from now will give; the first is 1. Nothing is drawn.
static inline uint64_t
hm_rng_ahead(const hm_rng *rng, uint64_t n)
{
    return hm_rng_mix(rng->key + (rng->count + n) * HM_RNG_GOLDEN);
}

/// The number of hm_rng_uniform() that `drawn` makes.
static inline float
hm_rng_as_uniform(uint64_t drawn)
{
    return (float)(int32_t)(drawn >> 40) * 0x1p-24f;  // of 32 bits, so that loops vectorise
}

uint64_t hm_rng_next(hm_rng *rng);

/// Uniform in [0, 1), a multiple of 2^-24.
float hm_rng_uniform(hm_rng *rng);

/// Standard normal (Box & Muller 1958).
double hm_rng_normal(hm_rng *rng);

/// Uniform in [0, n), n > 0; the bias is below n / 2^64.
size_t hm_rng_below(hm_rng *rng, size_t n);

#endif
