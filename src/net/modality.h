// SPDX-License-Identifier: BSD-2-Clause
//
// net/modality.h - what a network reads at each step and predicts of the next: the interface.
//
// A sequence is of one modality: symbols of a text, or points of a drawing. To the layers of the
// network every element is an id. The modality of a network says what the lowest layer reads for an
// id, and how the numbers of the head become the loss of the id that follows. The modality of text
// is net/symbol_modality.h. Others are defined in folders of their own, above this one, and reach
// the network through hm_dims.
#ifndef HM_NET_MODALITY_H
#define HM_NET_MODALITY_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Where ids are places in an array of elements, the first element stands before each record.
#define HM_ELEMENT_BEGIN 0U

struct hm_dims;
struct hm_net;
struct hm_params;

typedef struct hm_modality {
    const char *name;      ///< in manifests
    const char *noun;      ///< in messages: what a model of it is a model of
    const char *elements;  ///< in messages: what ids stand for

    const char *input_tensor;  ///< name of the matrix that an id is embedded with
    bool has_vocabulary;  ///< ids are the symbols of an alphabet. Otherwise there are no end of
                          ///< them: no table, no lexicon and no second direction

    // Where the elements have coordinates and what is predicted is a density: a mixture of
    // hm_dims.n_components. For symbols, which have probabilities, all of these are 0.
    size_t n_dimensions;    ///< coordinates
    size_t max_components;  ///< of the mixture
    const char *scale_key;  ///< name in manifests of what 1 is in the units of the data

    /// Errors: HMRNN_EARG if the shapes of a network do not fit the modality.
    hmrnn_status (*check)(const struct hm_dims *dims, hmrnn_error *err);

    /// Rows of the input matrix.
    size_t (*n_inputs)(const struct hm_dims *dims);

    /// Numbers that the head gives for each step.
    size_t (*n_outputs)(const struct hm_dims *dims);

    /// What the lowest layer reads for an id.
    ///
    /// \param elements what ids stand for (hm_forward_options)
    /// \param x        [n_embed] result
    void (*embed)(const struct hm_net *net, const void *elements, uint32_t id, float *x);

    /// The way back: add to the gradients of what x was made with.
    ///
    /// \param d_x      [n_embed]
    void (*embed_backward)(const struct hm_net *net, const void *elements, uint32_t id,
                           const float *d_x, const struct hm_params *gradient);

    /// The loss of one step.
    ///
    /// \param outputs  [n_outputs] of the head; out: the gradient times `scale`, if wants_gradient
    /// \return -ln p(target)
    double (*loss)(const struct hm_net *net, const void *elements, float *outputs, uint32_t target,
                   float scale, bool wants_gradient);

    /// Whether the data itself show a boundary between two elements that follow one another.
    ///
    /// \param data     of symbols: [V] whether each is white space or punctuation; else elements
    /// \param before, after  ids; that of what stands between records is one of them
    bool (*is_visible_boundary)(const void *data, uint32_t before, uint32_t after);
} hm_modality;

#endif
