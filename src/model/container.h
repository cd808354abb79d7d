// SPDX-License-Identifier: BSD-2-Clause
//
// model/container.h - one file of named sections: models and checkpoints (hmrnn-model(5)).
//
//     bytes 0-7    "\x89HMRNN\r\n"; what a text-mode copy breaks is noticed at once
//     8-11         format version, 2
//     12-15        number of sections
//     16-23        length of the file in bytes
//     24-          one entry of 64 bytes a section:
//                    0-31  name, padded with NUL     32-35  type: 0 bytes, 1 float32, 2 float16
//                    36-39 rows                      40-47  columns
//                    48-55 offset, multiple of 64    56-63  length in bytes
//     ...          the sections, zeros between
//     last 4       CRC-32 (that of zlib) of everything before
//
// All numbers are little-endian and unsigned. A reader maps the file and checks all of this, every
// length included, before anything is used.
#ifndef HM_MODEL_CONTAINER_H
#define HM_MODEL_CONTAINER_H

#include "hmrnn.h"

#include <stdint.h>

#define HM_MAX_SECTIONS 1024
#define HM_SECTION_NAME 32

typedef enum hm_section_type {
    HM_SECTION_BYTES,
    HM_SECTION_FLOAT32,
    HM_SECTION_FLOAT16
} hm_section_type;

typedef struct hm_section {
    char name[HM_SECTION_NAME];
    hm_section_type type;
    size_t n_rows, n_columns;  ///< of bytes: 1 and their number
    const void *data;          ///< reading: lent by the container
    size_t n_bytes;
} hm_section;

/// Describe n_rows x n_columns floats (or as many halves, or n_columns bytes) for writing.
hm_section hm_section_of(const char *name, hm_section_type type, size_t n_rows, size_t n_columns,
                         const void *data);

/// Write a file; it is whole or not there. Errors: HMRNN_EIO, HMRNN_ENOMEM.
hmrnn_status hm_container_write(const char *path, size_t n_sections, const hm_section *sections,
                                hmrnn_error *err);

typedef struct hm_container {
    unsigned char *map;  ///< the file, read-only
    size_t n_bytes;
    size_t n_sections;
    hm_section *sections;
} hm_container;

#define HM_CONTAINER_INIT \
    {                     \
        NULL, 0, 0, NULL  \
    }

/// Map a file and check it. Errors: HMRNN_EIO, HMRNN_EFORMAT (naming what is wrong), HMRNN_ENOMEM.
hmrnn_status hm_container_open(hm_container *container, const char *path, hmrnn_error *err);

/// The same for bytes in memory, lent. `name` stands in messages.
hmrnn_status hm_container_open_bytes(hm_container *container, const char *name, size_t n_bytes,
                                     const unsigned char *bytes, hmrnn_error *err);

/// The section of a name and type, or NULL.
const hm_section *hm_container_find(const hm_container *container, const char *name,
                                    hm_section_type type);

/// Read a section of n_rows x n_columns numbers, float32 or float16, into floats.
/// Errors: HMRNN_EFORMAT naming the section and what is wrong with it.
hmrnn_status hm_container_floats(const hm_container *container, const char *name, size_t n_rows,
                                 size_t n_columns, float *floats, hmrnn_error *err);

/// Copy a section of bytes.
///
/// \param size     of an item
/// \param n        items; SIZE_MAX: as many as there are, which it then is
/// \param copy     address of the pointer to the copy, to be freed with free()
/// Errors: HMRNN_EFORMAT naming the section, HMRNN_ENOMEM.
hmrnn_status hm_container_copy_bytes(const hm_container *container, const char *name, size_t size,
                                     size_t *n, void *copy, hmrnn_error *err);

/// Copy a section of n_rows x n_columns numbers, all of them finite.
///
/// \param copy     result, to be freed with free(), also after an error
/// Errors: HMRNN_EFORMAT naming the section, HMRNN_ENOMEM.
hmrnn_status hm_container_copy_floats(const hm_container *container, const char *name,
                                      size_t n_rows, size_t n_columns, float **copy,
                                      hmrnn_error *err);

void hm_container_close(hm_container *container);

#endif
