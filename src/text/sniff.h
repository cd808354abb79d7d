// SPDX-License-Identifier: BSD-2-Clause
//
// text/sniff.h - plain text, compressed or an archive? Told from the first bytes alone.
//
// Only what carries an unmistakable mark is handed to libarchive, whose own guesses would take some
// texts for archives. Everything else is text and comes out byte for byte. The answer is given as
// soon as the bytes allow it, so that a terminal or a slow pipe is never kept waiting.
#ifndef HM_TEXT_SNIFF_H
#define HM_TEXT_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#define HM_SNIFF_BYTES 512  ///< with so many there is always an answer

typedef enum hm_sniff {
    HM_SNIFF_MORE,  ///< not decided: call again with more bytes
    HM_SNIFF_PLAIN,
    HM_SNIFF_PACKED,  ///< compressed: something else is inside
    HM_SNIFF_ARCHIVE
} hm_sniff;

/// Tell what begins with these bytes. HM_SNIFF_MORE only if n < HM_SNIFF_BYTES and not `is_all`.
///
/// Fewer bytes with a newline among them, or that end in their first NUL, are taken for a record
/// that has arrived, not for the beginning of an archive that arrives in small pieces. (A tar
/// archive begins with a file name and has its mark at byte 257.)
///
/// \param is_all   nothing comes after these bytes
hm_sniff hm_sniff_kind(size_t n, const unsigned char *bytes, bool is_all);

#endif
