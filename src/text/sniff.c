// SPDX-License-Identifier: BSD-2-Clause
//
// text/sniff.c - plain text, compressed or an archive?
//
// The marks are those of the formats' own descriptions, checked further where the mark alone could
// begin a text: the digits of cpio, the letters of LHA, the bracket of LZMA, the checksum of tar.
#include <config.h>

#include "text/sniff.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

typedef enum answer { NO, PERHAPS, YES } answer;

/// Look further at bytes that carry the mark; PERHAPS if there are too few.
typedef answer (*confirm)(size_t n, const unsigned char *bytes);

typedef struct mark {
    hm_sniff kind;
    size_t n_bytes;
    const char *bytes;  // '.' stands for any byte
    confirm more;       // or NULL
} mark;

static answer
confirm_gzip(size_t n, const unsigned char *bytes)
{
    if (n < 4)
        return PERHAPS;
    return (bytes[3] & 0xE0) == 0 ? YES : NO;  // reserved flags
}

static answer
confirm_lzip(size_t n, const unsigned char *bytes)
{
    if (n < 5)
        return PERHAPS;
    return bytes[4] <= 1 ? YES : NO;  // version
}

/// The 13 bytes before LZMA data: properties, size of the dictionary, size of the text.
static answer
confirm_lzma(size_t n, const unsigned char *bytes)
{
    if (n < 13)
        return PERHAPS;
    const uint32_t dictionary = (uint32_t)bytes[1] | (uint32_t)bytes[2] << 8 |
                                (uint32_t)bytes[3] << 16 | (uint32_t)bytes[4] << 24;
    bool is_usual = false;
    for (unsigned bit = 12; bit < 31; bit++) {
        const uint32_t power = UINT32_C(1) << bit;
        is_usual = is_usual || dictionary == power || dictionary == power + power / 2;
    }
    static const unsigned char unknown_size[8] = {255, 255, 255, 255, 255, 255, 255, 255};
    const bool has_size = bytes[11] == 0 && bytes[12] == 0;
    return is_usual && (has_size || memcmp(bytes + 5, unknown_size, 8) == 0) ? YES : NO;
}

/// The mark of a frame that decompressors skip has sixteen first bytes.
static answer
confirm_skipped(size_t n, const unsigned char *bytes)
{
    return n > 0 && (bytes[0] & 0xF0) == 0x50 ? YES : NO;
}

static answer
all_digits(size_t n, const unsigned char *bytes, size_t n_header, const char *digits)
{
    for (size_t i = 0; i < n && i < n_header; i++)
        if (bytes[i] == '\0' || strchr(digits, bytes[i]) == NULL)
            return NO;
    return n < n_header ? PERHAPS : YES;
}

static answer
confirm_cpio_odc(size_t n, const unsigned char *bytes)
{
    return all_digits(n, bytes, 76, "01234567");
}

static answer
confirm_cpio_newc(size_t n, const unsigned char *bytes)
{
    return all_digits(n, bytes, 110, "0123456789abcdefABCDEF");
}

static answer
confirm_lha(size_t n, const unsigned char *bytes)
{
    if (n < 21)
        return PERHAPS;
    return bytes[20] <= 3 ? YES : NO;  // level of the header
}

#define PACKED(text, more)                            \
    {                                                 \
        HM_SNIFF_PACKED, sizeof(text) - 1, text, more \
    }
#define ARCHIVE(text, more)                            \
    {                                                  \
        HM_SNIFF_ARCHIVE, sizeof(text) - 1, text, more \
    }

static const mark marks[] = {
    PACKED("\x1F\x8B\x08", confirm_gzip),
    PACKED("\x1F\x9D", NULL),  // compress(1)
    PACKED("BZh.1AY&SY", NULL),
    PACKED("BZh.\x17rE8P\x90", NULL),  // bzip2 of nothing
    PACKED("\xFD"
           "7zXZ\0",
           NULL),
    PACKED("LZIP", confirm_lzip),
    PACKED("]\0\0", confirm_lzma),
    PACKED("\x28\xB5\x2F\xFD", NULL),          // Zstandard
    PACKED("\x04\x22\x4D\x18", NULL),          // LZ4
    PACKED("\x02\x21\x4C\x18", NULL),          // LZ4, as it was once
    PACKED(".\x2A\x4D\x18", confirm_skipped),  // a frame that both of them skip
    ARCHIVE("PK\x03\x04", NULL),
    ARCHIVE("PK\x05\x06", NULL),  // zip of nothing
    ARCHIVE("PK\x07\x08PK\x03\x04", NULL),
    ARCHIVE("PK00PK\x03\x04", NULL),
    ARCHIVE("7z\xBC\xAF\x27\x1C", NULL),
    ARCHIVE("070707", confirm_cpio_odc),
    ARCHIVE("070701", confirm_cpio_newc),
    ARCHIVE("070702", confirm_cpio_newc),
    ARCHIVE("!<arch>\n", NULL),
    ARCHIVE("MSCF\0\0\0\0", NULL),
    ARCHIVE("..-lh.-", confirm_lha),
    ARCHIVE("..-lz.-", confirm_lha),
    ARCHIVE("Rar!\x1A\x07", NULL),
    ARCHIVE("xar!\0\x1C", NULL),
};

static answer
has_mark(const mark *m, size_t n, const unsigned char *bytes)
{
    for (size_t i = 0; i < m->n_bytes; i++) {
        if (i == n)
            return PERHAPS;
        if (m->bytes[i] != '.' && (unsigned char)m->bytes[i] != bytes[i])
            return NO;
    }
    return m->more == NULL ? YES : m->more(n, bytes);
}

/// The sum of a header's bytes, its own field counted as spaces, stands in that field in octal.
static bool
has_tar_checksum(const unsigned char *header)
{
    enum { FIELD = 148, N_FIELD = 8 };
    int32_t sum = 0, signed_sum = 0;  // some old tars summed signed characters
    for (size_t i = 0; i < HM_SNIFF_BYTES; i++) {
        const bool is_field = i >= FIELD && i < FIELD + N_FIELD;
        const int32_t byte = is_field ? ' ' : header[i];
        sum += byte;
        signed_sum += byte < 128 ? byte : byte - 256;
    }
    size_t i = FIELD;
    while (i < FIELD + N_FIELD && header[i] == ' ')
        i++;
    int32_t said = 0;
    bool has_digits = false;
    for (; i < FIELD + N_FIELD && header[i] >= '0' && header[i] <= '7'; i++) {
        said = said * 8 + (header[i] - '0');
        has_digits = true;
    }
    return has_digits && header[0] != '\0' && (said == sum || said == signed_sum);
}

static answer
is_tar(size_t n, const unsigned char *bytes)
{
    enum { N_NAME = 100, MAGIC = 257 };
    if (n >= HM_SNIFF_BYTES) {
        const bool has_magic = memcmp(bytes + MAGIC,
                                      "ustar\0"
                                      "00",
                                      8) == 0 ||
                               memcmp(bytes + MAGIC, "ustar  \0", 8) == 0;
        return has_magic || has_tar_checksum(bytes) ? YES : NO;
    }
    size_t i = 0;
    while (i < n && i < N_NAME && bytes[i] != '\0')
        i++;
    if (i == 0 && n > 0)
        return NO;
    for (; i < n && i < N_NAME; i++)
        if (bytes[i] != '\0')
            return NO;  // a name is filled up with NULs
    return PERHAPS;
}

/// Too few bytes to tell, but they look like a whole record, and someone may wait for an answer.
static bool
is_record(size_t n, const unsigned char *bytes)
{
    return n > 0 && (memchr(bytes, '\n', n) != NULL || memchr(bytes, '\0', n) == bytes + n - 1);
}

hm_sniff
hm_sniff_kind(size_t n, const unsigned char *bytes, bool is_all)
{
    assert(bytes != NULL);
    const answer tar = is_tar(n, bytes);
    if (tar == YES)
        return HM_SNIFF_ARCHIVE;
    bool is_open = tar == PERHAPS;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const answer found = has_mark(&marks[i], n, bytes);
        if (found == YES)
            return marks[i].kind;
        is_open = is_open || found == PERHAPS;
    }
    return is_open && !is_all && !is_record(n, bytes) ? HM_SNIFF_MORE : HM_SNIFF_PLAIN;
}
