// SPDX-License-Identifier: BSD-2-Clause
//
// sizes.h - a product at every size that a tile, a panel or a block could get wrong.
#ifndef HM_TESTS_SIZES_H
#define HM_TESTS_SIZES_H

#include "base/rng.h"
#include "kern/kern.h"

#include <stddef.h>

/// Check every set at all the sizes, M rows, N columns and K terms.
void sizes_check(void (*check)(const hm_kernels *kern, size_t M, size_t N, size_t K, hm_rng *rng),
                 hm_rng *rng);

#endif
