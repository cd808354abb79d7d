// SPDX-License-Identifier: BSD-2-Clause
//
// base/rng.c - reproducible random numbers.
#include <config.h>

#include "base/rng.h"

#include <math.h>

hm_rng
hm_rng_stream(uint64_t seed, uint64_t stream)
{
    const uint64_t of_seed = hm_rng_mix(seed + HM_RNG_GOLDEN);
    const uint64_t of_stream = hm_rng_mix(~stream * HM_RNG_GOLDEN);
    return (hm_rng){hm_rng_mix(of_seed ^ of_stream), 0};
}

uint64_t
hm_rng_next(hm_rng *rng)
{
    const uint64_t drawn = hm_rng_ahead(rng, 1);
    rng->count++;
    return drawn;
}

float
hm_rng_uniform(hm_rng *rng)
{
    return hm_rng_as_uniform(hm_rng_next(rng));
}

double
hm_rng_normal(hm_rng *rng)
{
    const double u = ((double)(hm_rng_next(rng) >> 11) + 1.0) * 0x1p-53;  // (0, 1]
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
