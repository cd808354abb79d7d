// SPDX-License-Identifier: BSD-2-Clause
//
// model/metadata.h - what a file says of itself: lines of "name: value".
#ifndef HM_MODEL_METADATA_H
#define HM_MODEL_METADATA_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/// Names of letters, digits and '-'; values of one line. In the order they were first set.
typedef struct hm_metadata {
    char **lines;  ///< name, NUL, value, NUL
    size_t n_lines, capacity;
} hm_metadata;

#define HM_METADATA_INIT \
    {                    \
        NULL, 0, 0       \
    }

/// Set a fact, replacing its old value. Errors: HMRNN_EARG (a bad name, a control character in the
/// value), HMRNN_ENOMEM.
hmrnn_status hm_metadata_set(hm_metadata *metadata, const char *name, const char *value,
                             hmrnn_error *err);

/// The same for numbers, in a form that hm_metadata_number() gives back exactly.
hmrnn_status hm_metadata_set_number(hm_metadata *metadata, const char *name, double value,
                                    hmrnn_error *err);
hmrnn_status hm_metadata_set_count(hm_metadata *metadata, const char *name, uint64_t value,
                                   hmrnn_error *err);

/// Set a fact to word `which` of several, "step|sampled|soft" (base/choice.h).
hmrnn_status hm_metadata_set_choice(hm_metadata *metadata, const char *name, const char *words,
                                    size_t which, hmrnn_error *err);

/// The value, or NULL; valid until the fact is set again.
const char *hm_metadata_get(const hm_metadata *metadata, const char *name);

/// Read a number; errors HMRNN_EFORMAT naming the fact if it is missing, no number or out of range.
hmrnn_status hm_metadata_number(const hm_metadata *metadata, const char *name, double least,
                                double most, double *value, hmrnn_error *err);
hmrnn_status hm_metadata_count(const hm_metadata *metadata, const char *name, uint64_t least,
                               uint64_t most, uint64_t *value, hmrnn_error *err);

/// Read which of several words the value is (base/choice.h).
hmrnn_status hm_metadata_choice(const hm_metadata *metadata, const char *name, const char *words,
                                size_t *which, hmrnn_error *err);

/// Append all lines to `bytes`. Errors: HMRNN_ENOMEM.
hmrnn_status hm_metadata_write(const hm_metadata *metadata, hm_bytes *bytes, hmrnn_error *err);

/// Read what hm_metadata_write() wrote. Errors: HMRNN_EFORMAT naming the line, HMRNN_ENOMEM.
hmrnn_status hm_metadata_read(hm_metadata *metadata, size_t n_bytes, const unsigned char *bytes,
                              hmrnn_error *err);

void hm_metadata_release(hm_metadata *metadata);

#endif
