// SPDX-License-Identifier: BSD-2-Clause
//
// infer/gap_states.h - the states of both networks around a gap.
#ifndef HM_INFER_GAP_STATES_H
#define HM_INFER_GAP_STATES_H

#include <stddef.h>

/// The states around the gap after symbol i, in the order of hm_outputs.projection_weights: of the
/// first network after i and after i + 1, of the second after it has read i + 1 and after i.
///
/// \param n        units of a network
/// \param states   [symbols][n] of both networks
/// \param around   [4] result: where the states begin, each [n]
static inline void
hm_gap_states_find(size_t n, float *const states[2], size_t i, const float *around[4])
{
    around[0] = states[0] + i * n;
    around[1] = states[0] + (i + 1) * n;
    around[2] = states[1] + (i + 1) * n;
    around[3] = states[1] + i * n;
}

#endif
