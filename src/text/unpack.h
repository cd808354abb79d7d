// SPDX-License-Identifier: BSD-2-Clause
//
// text/unpack.h - the texts in an open file: itself, what was compressed in it, or its members.
//
// The format of a file is detected by its content (text/sniff.h). Of an archive the members that
// are files come out; directories, symbolic links and hard links to selected members are passed
// over, since nothing is lost by that. Everything else in an archive is an error, after which only
// hm_unpack_close(), _open() and _free() make sense.
#ifndef HM_TEXT_UNPACK_H
#define HM_TEXT_UNPACK_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hm_unpack hm_unpack;

/// \param member   glob that members must match (text/source.h), or NULL. Must outlive the unpacker
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_unpack_new(hm_unpack **out, const char *member, hmrnn_error *err);

/// Begin a file, ending the one before. Reads no more of it than is needed to detect its format.
///
/// \param fd       taken, also on failure
/// \param operand  its name; must last as long as the file is open
/// Errors: HMRNN_EIO, HMRNN_EFORMAT, HMRNN_ENOMEM.
hmrnn_status hm_unpack_open(hm_unpack *unpack, int fd, const char *operand, hmrnn_error *err);

bool hm_unpack_is_open(const hm_unpack *unpack);

/// Go to the next entry; *name is NULL after the last. Errors: as hm_unpack_open(); HMRNN_EFORMAT
/// if no member was selected.
hmrnn_status hm_unpack_next(hm_unpack *unpack, const char **name, hmrnn_error *err);

/// The entry's name, or the operand's before the first entry; valid until the next call.
const char *hm_unpack_name(const hm_unpack *unpack);

/// Read up to `capacity` > 0 bytes of the entry; *n_read is 0 only at its end. Errors: as
/// hm_unpack_open().
hmrnn_status hm_unpack_read(hm_unpack *unpack, size_t capacity, unsigned char *bytes,
                            size_t *n_read, hmrnn_error *err);

/// True if the file is compressed or an archive, so that more can come out than went in.
bool hm_unpack_is_packed(const hm_unpack *unpack);

/// Bytes read from the file so far.
uint64_t hm_unpack_taken(const hm_unpack *unpack);

void hm_unpack_close(hm_unpack *unpack);

/// The libarchive that runs with us, e.g. "libarchive 3.6.2"; static.
const char *hm_unpack_library(void);

void hm_unpack_free(hm_unpack *unpack);

#endif
