// SPDX-License-Identifier: BSD-2-Clause
//
// text/source.c - the bytes behind the operands of a command line.
//
// text/file_walk.c opens the files one by one, text/unpack.c finds the texts in them; here is the
// loop around both, and the limits on what may come out.
#include <config.h>

#include "text/source.h"

#include "base/error.h"
#include "text/file_walk.h"
#include "text/unpack.h"

#include <inttypes.h>
#include <stdlib.h>

#define RATIO_FREE (UINT64_C(64) << 20)  // bytes out before the ratio is looked at
#define RATIO_MAX 1000                   // bytes out for one byte in

struct hm_source {
    hm_file_walk *walk;
    hm_unpack *unpack;
    uint64_t max_bytes;
    uint64_t n_out;       // all bytes that came out so far
    uint64_t n_file_out;  // those of the open file
};

hmrnn_status
hm_source_new(hm_source **out, const hm_source_options *options, hmrnn_error *err)
{
    hm_source *const source = calloc(1, sizeof *source);
    if (source == NULL)
        return hm_fail_memory(err, "reading files", sizeof *source);
    hmrnn_status status =
        hm_file_walk_new(&source->walk, options->n_operands, options->operands, err);
    if (status == HMRNN_OK)
        status = hm_unpack_new(&source->unpack, options->member, err);
    if (status != HMRNN_OK) {
        hm_source_free(source);
        return status;
    }
    source->max_bytes = options->max_bytes;
    *out = source;
    return HMRNN_OK;
}

/// The next entry of the open file, or of those after it.
static hmrnn_status
find_entry(hm_source *source, const char **name, hmrnn_error *err)
{
    for (;;) {
        if (hm_unpack_is_open(source->unpack)) {
            HM_TRY(hm_unpack_next(source->unpack, name, err));
            if (*name != NULL)
                return HMRNN_OK;
            hm_unpack_close(source->unpack);
        }
        int fd = -1;
        const char *operand = NULL;
        HM_TRY(hm_file_walk_next(source->walk, &fd, &operand, err));
        if (operand == NULL) {
            *name = NULL;
            return HMRNN_OK;
        }
        source->n_file_out = 0;
        HM_TRY(hm_unpack_open(source->unpack, fd, operand, err));
    }
}

hmrnn_status
hm_source_next(hm_source *source, const char **name, hmrnn_error *err)
{
    const char *found = NULL;
    const hmrnn_status status = find_entry(source, &found, err);
    if (status == HMRNN_OK)
        *name = found;
    else
        hm_unpack_close(source->unpack);
    return status;
}

static hmrnn_status
check_limits(const hm_source *source, hmrnn_error *err)
{
    const char *const name = hm_unpack_name(source->unpack);
    if (source->max_bytes > 0 && source->n_out > source->max_bytes)
        return hm_fail(err, HMRNN_EFORMAT,
                       "%s: more than %" PRIu64 " bytes of text: raise --max-bytes if it is right",
                       name, source->max_bytes);
    const uint64_t n_taken = hm_unpack_taken(source->unpack);
    if (hm_unpack_is_packed(source->unpack) && source->n_file_out > RATIO_FREE &&
        source->n_file_out / RATIO_MAX > n_taken)
        return hm_fail(err, HMRNN_EFORMAT,
                       "%s: grows more than %d times when unpacked: unpack it first if it is right",
                       name, RATIO_MAX);
    return HMRNN_OK;
}

hmrnn_status
hm_source_read(hm_source *source, size_t capacity, unsigned char *bytes, size_t *n_read,
               hmrnn_error *err)
{
    size_t n = 0;
    hmrnn_status status = HMRNN_OK;
    if (hm_unpack_is_open(source->unpack))
        status = hm_unpack_read(source->unpack, capacity, bytes, &n, err);
    if (status == HMRNN_OK) {
        source->n_out += n;
        source->n_file_out += n;
        status = n > 0 ? check_limits(source, err) : HMRNN_OK;
    }
    if (status == HMRNN_OK)
        *n_read = n;
    else
        hm_unpack_close(source->unpack);
    return status;
}

const char *
hm_source_library(void)
{
    return hm_unpack_library();
}

void
hm_source_free(hm_source *source)
{
    if (source == NULL)
        return;
    hm_unpack_free(source->unpack);
    hm_file_walk_free(source->walk);
    free(source);
}
