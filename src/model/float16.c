// SPDX-License-Identifier: BSD-2-Clause
//
// model/float16.c - IEEE 754 half precision, for weights in files.
//
// A half is 1 sign, 5 exponent (bias 15) and 10 fraction bits; a float 1, 8 (bias 127) and 23.
#include <config.h>

#include "model/float16.h"

#include <string.h>

static uint32_t
bits_of(float x)
{
    uint32_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float
float_of(uint32_t bits)
{
    float x = 0.0f;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint16_t
to_half(float x)
{
    const uint32_t bits = bits_of(x);
    const uint32_t sign = (bits >> 16) & 0x8000;
    const uint32_t magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000)
        return (uint16_t)(sign | 0x7E00);  // NaN
    if (magnitude >= 0x477FF000)
        return (uint16_t)(sign | 0x7C00);  // 65520 and more round to infinity
    if (magnitude < 0x38800000)            // below 2^-14: subnormal; adding 0.5 makes the
        return (uint16_t)(sign | (bits_of(float_of(magnitude) + 0.5f) - 0x3F000000));  // FPU round
    const uint32_t odd = (magnitude >> 13) & 1;
    return (uint16_t)(sign | ((magnitude - 0x38000000 + 0xFFF + odd) >> 13));
}

static float
from_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    const uint32_t magnitude = half & 0x7FFF;
    if (magnitude >= 0x7C00)
        return float_of(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
    if (magnitude < 0x400) {  // subnormal: units of 2^-24
        const float x = (float)magnitude * 0x1p-24f;
        return sign != 0 ? -x : x;
    }
    return float_of(sign | ((magnitude << 13) + 0x38000000));
}

void
hm_float16_from_floats(size_t n, const float *x, uint16_t *half)
{
    for (size_t i = 0; i < n; i++)
        half[i] = to_half(x[i]);
}

void
hm_float16_to_floats(size_t n, const void *halves, float *x)
{
    for (size_t i = 0; i < n; i++) {
        uint16_t half = 0;
        memcpy(&half, (const unsigned char *)halves + i * sizeof half, sizeof half);
        x[i] = from_half(half);
    }
}
