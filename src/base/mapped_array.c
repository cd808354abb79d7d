// SPDX-License-Identifier: BSD-2-Clause
//
// base/mapped_array.c - an array that grows; a large one is mapped from a file.
#include <config.h>

#include "base/mapped_array.h"

#include "base/error.h"
#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static hmrnn_status
fail_file(const hm_mapped_array *array, const char *what, int why, hmrnn_error *err)
{
    return hm_fail(err, HMRNN_EIO, "%s: no place there for %s: %s", array->folder, what,
                   strerror(why));
}

/// A file without a name. \return descriptor, or -1 with errno
static int
open_nameless(const char *folder)
{
    const int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return file;
    static const char name[] = "/hmrnn-XXXXXX";  // the file system cannot do without one
    char *const path = malloc(strlen(folder) + sizeof name);
    if (path == NULL)
        return -1;
    strcpy(path, folder);
    strcat(path, name);
    const int named = mkostemp(path, O_CLOEXEC);
    if (named >= 0)
        unlink(path);
    free(path);
    return named;
}

/// Map n_bytes of a file, with a place on the disk for all of them.
static hmrnn_status
map(const hm_mapped_array *array, int file, size_t n_bytes, const char *what, void **mapped,
    hmrnn_error *err)
{
    int why = EINTR;
    while (why == EINTR)  // a signal, such as one that asks for progress
        why = posix_fallocate(file, 0, (off_t)n_bytes);
    if (why != 0)
        return fail_file(array, what, why, err);
    *mapped = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return *mapped == MAP_FAILED ? fail_file(array, what, errno, err) : HMRNN_OK;
}

/// Give the array a larger file, or its first one.
static hmrnn_status
grow_in_file(hm_mapped_array *array, size_t n_bytes, const char *what, hmrnn_error *err)
{
    const int file = array->file > 0 ? array->file - 1 : open_nameless(array->folder);
    if (file < 0)
        return fail_file(array, what, errno, err);
    void *mapped = NULL;
    const hmrnn_status status = map(array, file, n_bytes, what, &mapped, err);
    if (status != HMRNN_OK) {
        if (array->file == 0)
            close(file);
        return status;
    }
    if (array->file > 0) {
        munmap(array->bytes, array->capacity);
    } else {
        if (array->capacity > 0)
            memcpy(mapped, array->bytes, array->capacity);
        free(array->bytes);
    }
    array->bytes = mapped;
    array->capacity = n_bytes;
    array->file = file + 1;
    return HMRNN_OK;
}

static hmrnn_status
grow_in_memory(hm_mapped_array *array, size_t n_bytes, const char *what, hmrnn_error *err)
{
    void *const grown = realloc(array->bytes, n_bytes);
    if (grown == NULL)
        return hm_fail_memory(err, what, n_bytes);
    array->bytes = grown;
    array->capacity = n_bytes;
    return HMRNN_OK;
}

hmrnn_status
hm_mapped_array_reserve(hm_mapped_array *array, size_t n, size_t size, const char *what,
                        hmrnn_error *err)
{
    size_t n_bytes = SIZE_MAX;
    if (!hm_size_mul(hm_size_max(n, 1), size, &n_bytes) || n_bytes > PTRDIFF_MAX / 2)
        return hm_fail_memory(err, what, n_bytes);
    if (n_bytes <= array->capacity)
        return HMRNN_OK;
    n_bytes = hm_size_max(n_bytes, array->capacity + array->capacity / 2);
    const bool is_large = n_bytes > HM_MAPPED_ARRAY_MIN_BYTES && array->folder != NULL;
    return is_large ? grow_in_file(array, n_bytes, what, err)
                    : grow_in_memory(array, n_bytes, what, err);
}

void
hm_mapped_array_used(hm_mapped_array *array, size_t n_bytes)
{
    if (array->file == 0)
        return;
    array->n_used += n_bytes;
    if (array->n_used < HM_MAPPED_ARRAY_MIN_BYTES)
        return;
    array->n_used = 0;
    madvise(array->bytes, array->capacity, MADV_DONTNEED);  // a shared file keeps what was written
}

void
hm_mapped_array_release(hm_mapped_array *array)
{
    if (array->file > 0) {
        munmap(array->bytes, array->capacity);
        close(array->file - 1);
    } else {
        free(array->bytes);
    }
    *array = hm_mapped_array_in(array->folder);
}
