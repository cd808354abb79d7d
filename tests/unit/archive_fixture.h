// SPDX-License-Identifier: BSD-2-Clause
//
// packing.h - archives and compressed files, made with libarchive.
#ifndef HM_TESTS_ARCHIVE_FIXTURE_H
#define HM_TESTS_ARCHIVE_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct member {
    const char *name;
    mode_t type;       ///< AE_IFREG, ...
    const char *text;  ///< of a file; target of a link
    bool is_hard_link;
} member;

/// \param options  of libarchive, for what is encrypted ("secret" is the passphrase); or NULL
void pack(const char *path, int format, int filter, const char *options, size_t n_members,
          const member *members);

void pack_tar(const char *path, size_t n_members, const member *members);

/// A file of nothing but compressed text.
void compress_text(const char *path, int filter, const char *text);

#endif
