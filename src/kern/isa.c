// SPDX-License-Identifier: BSD-2-Clause
//
// kern/isa.c - the table of one instruction set's kernels.
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

_Static_assert(2 * HM_LANES <= HM_MAX_PANEL, "panels are wider than HM_MAX_PANEL");

const hm_kernels HM_AT_ISA(set) = {
    .name = LEVEL_NAME,
    .panel = 2 * HM_LANES,
    .packed_size = HM_AT_ISA(packed_size),
    .pack = HM_AT_ISA(pack),
    .product = HM_AT_ISA(product),
    .packed16_size = HM_AT_ISA(packed16_size),
    .int16_pack = HM_AT_ISA(int16_pack),
    .int16_quantize = HM_AT_ISA(int16_quantize),
    .int16_product = HM_AT_ISA(int16_product),
    .bfloat16_pack = HM_AT_ISA(bfloat16_pack),
    .bfloat16_round = HM_AT_ISA(bfloat16_round),
    .bfloat16_transpose = HM_AT_ISA(bfloat16_transpose),
    .bfloat16_product = HM_AT_ISA(bfloat16_product),
    .norm = HM_AT_ISA(norm),
    .norm_backward = HM_AT_ISA(norm_backward),
    .gates = HM_AT_ISA(gates),
    .cell = HM_AT_ISA(cell),
    .cell_backward = HM_AT_ISA(cell_backward),
    .cross_entropy = HM_AT_ISA(cross_entropy),
    .dot = HM_AT_ISA(dot),
    .dot_pair = HM_AT_ISA(dot_pair),
    .sum_squares = HM_AT_ISA(sum_squares),
    .add = HM_AT_ISA(add),
    .add_scaled = HM_AT_ISA(add_scaled),
    .scale = HM_AT_ISA(scale),
    .lerp = HM_AT_ISA(lerp),
    .logistic = HM_AT_ISA(logistic),
    .thin = HM_AT_ISA(thin),
    .adam = HM_AT_ISA(adam),
};
