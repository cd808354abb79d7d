// SPDX-License-Identifier: BSD-2-Clause
//
// kern/isa.c - the table of one level's kernels.
#include <config.h>

#include "kern/isa.h"

#if defined(__AVX512BF16__)
#define LEVEL_NAME "x86-64-v4 with VNNI and BF16"
#elif defined(__AVX512VNNI__)
#define LEVEL_NAME "x86-64-v4 with VNNI"
#elif defined(__AVX512F__)
#define LEVEL_NAME "x86-64-v4"
#elif defined(__AVX2__)
#define LEVEL_NAME "x86-64-v3"
#else
#define LEVEL_NAME "base"
#endif

_Static_assert(2 * HM_LANES <= HM_MOST_PANEL, "panels are wider than their room");

const hm_kernels HM_AT_LEVEL(set) = {
    .name = LEVEL_NAME,
    .panel = 2 * HM_LANES,
    .packed_size = HM_AT_LEVEL(packed_size),
    .pack = HM_AT_LEVEL(pack),
    .product = HM_AT_LEVEL(product),
    .narrow_size = HM_AT_LEVEL(narrow_size),
    .narrow_pack = HM_AT_LEVEL(narrow_pack),
    .narrow = HM_AT_LEVEL(narrow),
    .narrow_product = HM_AT_LEVEL(narrow_product),
    .bfloat16_pack = HM_AT_LEVEL(bfloat16_pack),
    .bfloat16_round = HM_AT_LEVEL(bfloat16_round),
    .bfloat16_transpose = HM_AT_LEVEL(bfloat16_transpose),
    .bfloat16_product = HM_AT_LEVEL(bfloat16_product),
    .norm = HM_AT_LEVEL(norm),
    .norm_backward = HM_AT_LEVEL(norm_backward),
    .gates = HM_AT_LEVEL(gates),
    .cell = HM_AT_LEVEL(cell),
    .cell_backward = HM_AT_LEVEL(cell_backward),
    .cross_entropy = HM_AT_LEVEL(cross_entropy),
    .dot = HM_AT_LEVEL(dot),
    .sum_squares = HM_AT_LEVEL(sum_squares),
    .add = HM_AT_LEVEL(add),
    .add_scaled = HM_AT_LEVEL(add_scaled),
    .scale = HM_AT_LEVEL(scale),
    .lerp = HM_AT_LEVEL(lerp),
    .logistic = HM_AT_LEVEL(logistic),
    .thin = HM_AT_LEVEL(thin),
    .adam = HM_AT_LEVEL(adam),
};
