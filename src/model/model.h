// SPDX-License-Identifier: BSD-2-Clause
//
// model/model.h - a model: shapes, alphabet, weights and what is known about them.
#ifndef HM_MODEL_MODEL_H
#define HM_MODEL_MODEL_H

#include "base/arena.h"
#include "model/container.h"
#include "model/metadata.h"
#include "net/params.h"
#include "text/alphabet.h"

typedef struct hm_model {
    hm_dims dims;
    hm_alphabet *alphabet;
    uint8_t *char_classes;              ///< of the symbols, lent by dims.char_classes; or NULL
    hmrnn_normalization normalization;  ///< of the text before it becomes symbols
    hmrnn_boundary boundary;            ///< how it was trained
    double slope;                       ///< of the detectors
    double scale;                       ///< where elements have coordinates: what 1 is in the
                                        ///< units of the data
    size_t lag;                         ///< a detector fires so many symbols after the end
                                        ///< of the segment: 0 or 1
    bool has_back;                      ///< a second network of the same shape reads each
                                        ///< record from its end
    double back_slope;                  ///< of it
    size_t back_lag;
    hm_metadata metadata;  ///< the manifest, the above included
    hm_params params;
    hm_params back;  ///< of the second network
    hm_arena arena;  ///< of the parameters
} hm_model;

#define HM_MODEL_INIT                                        \
    {                                                        \
        .arena = HM_ARENA_INIT, .metadata = HM_METADATA_INIT \
    }

/// What to add to -ln p in the units of the network for -ln p in those of the data:
/// n_dimensions * ln(scale), since a density over n coordinates scales with their product. Of
/// symbols 0.
double hm_model_unit_nats(const hm_model *model);

/// Allocate the parameters of `model->dims`, twice if `model->has_back`.
/// Errors: HMRNN_EARG (bad dims), HMRNN_ENOMEM.
hmrnn_status hm_model_allocate(hm_model *model, hmrnn_error *err);

/// Copy the character classes of all symbols, dims.n_char_classes of them, into the model.
///
/// \param char_classes    [dims.n_symbols] copied
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_model_set_char_classes(hm_model *model, const uint8_t *char_classes,
                                       hmrnn_error *err);

/// Put what the struct's fields say into its facts. Errors: HMRNN_ENOMEM.
hmrnn_status hm_model_describe(hm_model *model, hmrnn_error *err);

/// The other way.
///
/// \param modalities   those that a model may be of, NULL after the last. The first is that of a
///                 manifest which names none
/// Errors: HMRNN_EFORMAT.
hmrnn_status hm_model_interpret(hm_model *model, const hm_modality *const *modalities,
                                hmrnn_error *err);

/// Read facts, shapes and alphabet, but no weights (a checkpoint keeps its own).
/// Errors: HMRNN_EFORMAT, HMRNN_ENOMEM; the message lacks the file's name.
hmrnn_status hm_model_read_shape(hm_model *model, const hm_container *container,
                                 const hm_modality *const *modalities, hmrnn_error *err);

/// Read all of a model. Errors: as hm_model_read_shape().
hmrnn_status hm_model_read(hm_model *model, const hm_container *container,
                           const hm_modality *const *modalities, hmrnn_error *err);

/// A copy that shares nothing with the model; its manifest is empty. Errors: HMRNN_ENOMEM.
hmrnn_status hm_model_copy(hm_model *copy, const hm_model *model, hmrnn_error *err);

/// A copy of the second network, as a model of one network. Errors: HMRNN_ENOMEM.
hmrnn_status hm_model_copy_back(hm_model *copy, const hm_model *model, hmrnn_error *err);

#define HM_MAX_EXTRA 24

/// Write a model file. hm_model_describe() must have been called.
///
/// \param n_extra, extra  more sections that are written, at most HM_MAX_EXTRA
/// Errors: HMRNN_EIO, HMRNN_ENOMEM, HMRNN_ENUMERIC (a weight that float16 cannot hold).
hmrnn_status hm_model_write_with(const hm_model *model, size_t n_extra, const hm_section *extra,
                                 const char *path, hmrnn_precision precision, hmrnn_error *err);

/// hm_model_write_with() no more sections.
hmrnn_status hm_model_write(const hm_model *model, const char *path, hmrnn_precision precision,
                            hmrnn_error *err);

void hm_model_release(hm_model *model);

// The words for the values of enumerations, in manifests and as options.
#define HM_CELL_WORDS "hmlstm|lstm"
#define HM_BOUNDARY_WORDS "step|sampled|soft"
#define HM_NORMALIZATION_WORDS "none|nfc|nfkc|nfkc-casefold"

#endif
