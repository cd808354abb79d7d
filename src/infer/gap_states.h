// SPDX-License-Identifier: BSD-2-Clause
//
// infer/gap_states.h - the states of both networks around a gap, as one vector.
#ifndef HM_INFER_GAP_STATES_H
#define HM_INFER_GAP_STATES_H

#include <stddef.h>
#include <string.h>

/// The states around the gap after symbol i, in the order of hm_outputs.projection_weights: of the
/// first network after i and after i + 1, of the second after it has read i + 1 and after i.
///
/// \param n        units of a network
/// \param states   [symbols][n] of both networks
/// \param out      [4 * n] result
static inline void
hm_gap_states_gather(size_t n, float *const states[2], size_t i, float *out)
{
    const size_t n_bytes = n * sizeof *out;
    memcpy(out, states[0] + i * n, n_bytes);
    memcpy(out + n, states[0] + (i + 1) * n, n_bytes);
    memcpy(out + 2 * n, states[1] + (i + 1) * n, n_bytes);
    memcpy(out + 3 * n, states[1] + i * n, n_bytes);
}

#endif
