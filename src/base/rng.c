// SPDX-License-Identifier: BSD-2-Clause
//
// base/rng.c - reproducible random numbers.
#include <config.h>

#include "base/rng.h"

#include <math.h>

static uint64_t
mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

hm_rng
hm_rng_stream(uint64_t seed, uint64_t stream)
{
    const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);
    return (hm_rng){mix(mix(seed + golden) ^ mix(~stream * golden)), 0};
}

uint64_t
hm_rng_next(hm_rng *rng)
{
    rng->count++;
    return mix(rng->key + rng->count * UINT64_C(0x9E3779B97F4A7C15));
}

float
hm_rng_uniform(hm_rng *rng)
{
    return (float)(hm_rng_next(rng) >> 40) * 0x1p-24f;
}

double
hm_rng_normal(hm_rng *rng)
{
    const double u = ((double)(hm_rng_next(rng) >> 11) + 1.0) * 0x1p-53;   // (0, 1]
    const double v = (double)(hm_rng_next(rng) >> 11) * 0x1p-53;
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

size_t
hm_rng_below(hm_rng *rng, size_t n)
{
    const uint64_t draw = hm_rng_next(rng);
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    return (size_t)(((wide)draw * n) >> 64);
#else
    return (size_t)(draw % n);
#endif
}
