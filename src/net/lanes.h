// SPDX-License-Identifier: BSD-2-Clause
//
// net/lanes.h - many sequences of symbols through one window.
//
// Each row of the window is a lane. A lane that has reached the end of its sequence takes the next
// one at the following step (when scoring, the one after), from a fresh state, so that no row
// idles; the longest go first, so that the lanes end at about the same time. What is found in a
// sequence depends on nothing else.
#ifndef HM_NET_LANES_H
#define HM_NET_LANES_H

#include "net/window.h"

typedef struct hm_sequence {
    const uint32_t *ids;                        ///< [n]
    size_t n;
    float *evidence;                            ///< [hm_dims_detectors()][n] result: z~ after each
                                                ///< symbol, 0 where a layer copied; or NULL
    double *nats;                               ///< [n] result: -ln p(symbol | before it); or NULL
} hm_sequence;

typedef struct hm_lanes {
    hm_window window;
    size_t T, B;
    uint32_t *inputs, *targets;                 ///< [T][B]
    uint8_t *clears;                            ///< [T][B]
    double *nats;                               ///< [T][B]
    struct hm_lane *lane;                       ///< [B] what each lane is at
    struct hm_place *places;                    ///< [T][B] what each step of each lane belongs to
    hm_arena arena;
} hm_lanes;

/// \param T, B     steps of a window, lanes
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lanes_init(hm_lanes *lanes, const hm_dims *dims, size_t T, size_t B,
                           hmrnn_error *err);

/// Run sequences; each begins with the symbol `begin` before its first, from a zero state. All of
/// them must want the same results.
///
/// \param order    [n_order] indices into `sequences`, the longest first
void hm_lanes_run(hm_lanes *lanes, const hm_net *net, const hm_mode *mode, uint32_t begin,
                  size_t n_order, const size_t *order, hm_sequence *sequences);

void hm_lanes_release(hm_lanes *lanes);

#endif
