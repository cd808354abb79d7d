// SPDX-License-Identifier: BSD-2-Clause
//
// network.h - random networks and random text for the tests of src/net.
#ifndef HM_TESTS_NETWORK_H
#define HM_TESTS_NETWORK_H

#include "net/window.h"
#include "reference.h"

#define TEST_POINTS 30

typedef struct test_network {
    hm_dims dims;
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors;
    size_t n_floats;
    hm_params params;  ///< owned
    double *w;         ///< the same numbers
    hm_net net;
} test_network;

/// Some text: inputs and the symbols that follow, and where texts begin. Of strokes: points, and
/// where drawings begin; what comes before that has no target.
typedef struct test_passage {
    size_t n_steps, B;
    hm_stroke_point points[TEST_POINTS];  ///< what ids stand for
    uint32_t *ids, *targets;              ///< [n_steps][B]
    uint8_t *resets;                      ///< [n_steps][B]
} test_passage;

/// A shape with layers of unequal size. Where the number of symbols is odd, it is told their kinds.
hm_dims network_dims(hmrnn_cell cell, bool has_layer_norm, size_t n_layers, hm_rng *rng);

/// Make it one that is told the kinds of its symbols, at most 32.
void network_tell_kinds(hm_dims *dims);

/// Fresh weights with random biases and gains.
///
/// \param reach    what the boundary rows are multiplied by, and the size of their biases in tenths
void network_make(test_network *network, const hm_dims *dims, float reach, bool is_training,
                  uint64_t seed);

/// Take changed float parameters over into the doubles and the packed forms.
void network_update(test_network *network);

void network_release(test_network *network);

void passage_make(test_passage *passage, const hm_dims *dims, size_t n_steps, size_t B,
                  hm_rng *rng);
void passage_release(test_passage *passage);

/// A mode without anything random.
hm_forward_options network_mode(hmrnn_boundary boundary, float slope);

#endif
