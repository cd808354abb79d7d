// SPDX-License-Identifier: BSD-2-Clause
//
// model/convention_file.h - a convention as sections of a model file (hmrnn-model(5)).
#ifndef HM_MODEL_CONVENTION_FILE_H
#define HM_MODEL_CONVENTION_FILE_H

#include "base/bytes.h"
#include "convention/convention.h"
#include "model/container.h"

#define HM_CONVENTION_SECTIONS 6

/// A convention ready to be written.
typedef struct hm_convention_file {
    hm_section sections[HM_CONVENTION_SECTIONS];
    hm_bytes manifest;
    uint16_t *counts;  ///< of the words
    uint32_t *keys;    ///< of the weights that are not 0 in this precision
    float *weights;
    uint16_t *halves;  ///< all numbers in half precision, or NULL
} hm_convention_file;

/// Describe a convention as sections. The convention is lent.
/// Errors: HMRNN_ENOMEM, HMRNN_ENUMERIC (a number that half precision cannot hold).
hmrnn_status hm_convention_file_make(hm_convention_file *file, const hm_convention *convention,
                                     hmrnn_precision precision, hmrnn_error *err);

/// Read the convention of a container. NULL without an error if it has none.
///
/// \param n_states units of a network of the model
/// Errors: HMRNN_EFORMAT, HMRNN_ENOMEM.
hmrnn_status hm_convention_file_read(hm_convention **out, const hm_container *container,
                                     size_t n_states, hmrnn_error *err);

void hm_convention_file_release(hm_convention_file *file);

#endif
