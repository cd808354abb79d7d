// SPDX-License-Identifier: BSD-2-Clause
//
// base/mapped_array.h - an array that grows; a large one is mapped from a file.
//
// Where a folder is given, what is beyond HM_MAPPED_ARRAY_MIN_BYTES is mapped from a file there: it
// is read and written as memory is, and the pages that were used are given back to the system as
// one goes, so that the process stays small however long the array. The file has no name and ends
// with the process, whatever ends it. Its place on the disk is taken before it is used.
#ifndef HM_BASE_MAPPED_ARRAY_H
#define HM_BASE_MAPPED_ARRAY_H

#include "hmrnn.h"

#include <stddef.h>

#define HM_MAPPED_ARRAY_MIN_BYTES ((size_t)16 << 20)  // an array may be that large in memory

typedef struct hm_mapped_array {
    void *bytes;         ///< where the array is now; moves as it grows
    size_t capacity;     ///< bytes that it holds
    size_t n_used;       ///< bytes used since pages were last given back
    int file;            ///< descriptor + 1; 0: in memory
    const char *folder;  ///< lent; NULL: in memory, however large
} hm_mapped_array;

/// An empty array.
///
/// \param folder   where files are made, lent for as long as the array grows; NULL: none is
static inline hm_mapped_array
hm_mapped_array_in(const char *folder)
{
    return (hm_mapped_array){.bytes = NULL, .folder = folder};
}

/// Make an array hold at least n items of `size` bytes; contents are kept, new items are not set.
///
/// \param what     names the array in the message
/// Errors: HMRNN_ENOMEM, HMRNN_EIO (no file, or no place on the disk); the array is then as it was.
hmrnn_status hm_mapped_array_reserve(hm_mapped_array *array, size_t n, size_t size,
                                     const char *what, hmrnn_error *err);

/// Say that about n_bytes of it were read or written. From time to time this gives pages back; the
/// contents stay.
void hm_mapped_array_used(hm_mapped_array *array, size_t n_bytes);

void hm_mapped_array_release(hm_mapped_array *array);

#endif
