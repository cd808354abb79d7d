// SPDX-License-Identifier: BSD-2-Clause
//
// text/source.h - the bytes behind the operands of a command line.
//
// An operand is a plain file, a compressed file, an archive (also compressed), a directory or "-",
// standard input; libarchive tells them apart by their content, never by their name. What comes out
// is a sequence of entries, each a name and a stream of bytes:
//
//     while (hm_source_next(source, &name, &err) == HMRNN_OK && name != NULL)
//         while (hm_source_read(source, sizeof block, block, &n, &err) == HMRNN_OK && n > 0)
//             ...
//
// Only what carries the mark of a format known to be safe (text/sniff.h) is unpacked; all else is
// text and comes out byte for byte. Of an archive, directories and links are passed over: a
// symbolic link has no bytes, a hard link those of another member (if --member selects the link and
// not that one, it is an error). Members that are themselves compressed or archives are not
// unpacked again. In a directory, links to files are followed and links to directories are not
// (text/file_walk.h).
//
// An operand, or a file of a directory, that fails is reported once, by _next or _read; calling
// _next again goes on with the following one. What is compressed and grows more than 1000 times,
// beyond the first 64 MiB, fails too. Memory does not grow with the size of what is read.
#ifndef HM_TEXT_SOURCE_H
#define HM_TEXT_SOURCE_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

typedef struct hm_source hm_source;

typedef struct hm_source_options {
    size_t n_operands;
    const char *const *operands;  ///< none: standard input. Must outlive the source
    const char *member;           ///< glob for archive members, or NULL: fnmatch()
                                  ///< with the path, or if it has no '/', with the
                                  ///< last component. None matching is an error
    uint64_t max_bytes;           ///< most bytes that may come out of all
                                  ///< operands together; 0: any
} hm_source_options;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_source_new(hm_source **out, const hm_source_options *options, hmrnn_error *err);

/// Go to the next entry, leaving the rest of the present one unread.
///
/// \param name     result: "file", "archive:member" or "(standard input)"; NULL after the last
///                 entry. Valid until the next call
/// Errors: HMRNN_EIO (cannot be opened or read), HMRNN_EFORMAT (corrupt, encrypted or truncated; an
///         entry that is no regular file; too large), always naming operand and entry.
hmrnn_status hm_source_next(hm_source *source, const char **name, hmrnn_error *err);

/// Read up to `capacity` bytes of the entry; *n_read is 0 only at its end. Returns as soon as there
/// is something, so that plain text in a pipe is answered without waiting for a full block.
/// capacity > 0.
/// Errors: as hm_source_next(); after one the entry is over.
hmrnn_status hm_source_read(hm_source *source, size_t capacity, unsigned char *bytes,
                            size_t *n_read, hmrnn_error *err);

/// The libarchive that runs with us, e.g. "libarchive 3.6.2"; static.
const char *hm_source_library(void);

void hm_source_free(hm_source *source);

#endif
