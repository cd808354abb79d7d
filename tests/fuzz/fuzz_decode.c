// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_decode.c - the characters of a record cover every byte of it, in any encoding.
#include <config.h>

#include "text/decode.h"

#include "property.h"

#include <string.h>
#include <unicode/ustring.h>

static const char *const encodings[] = {
    "UTF-8",      "UTF-16LE",   "UTF-16BE",    "UTF-32LE",    "UTF-7",
    "GB18030",    "Big5-HKSCS", "Shift_JIS",   "EUC-JP",      "EUC-KR",
    "ibm-930",    "BOCU-1",     "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN",
    "HZ-GB-2312", "CESU-8",     "LMBCS-1",     "koi8-r",      "IMAP-mailbox-name"};

static void
check_chars(const hm_chars *chars, size_t n_bytes)
{
    claim(chars->offset[0] == 0 && chars->offset[chars->n_chars] == n_bytes, "all is covered");
    claim((chars->n_chars == 0) == (n_bytes == 0), "bytes make characters");
    for (size_t i = 0; i < chars->n_chars; i++) {
        const uint32_t c = chars->chars[i];
        claim(chars->offset[i] <= chars->offset[i + 1], "offsets do not go back");
        claim(c == HMRNN_INVALID || c < 0xD800 || (c > 0xDFFF && c < 0x110000), "c is a character");
    }
}

/// What is valid UTF-8 must give its bytes again, and what is not must take at least one byte each.
static void
check_utf8(const hm_chars *chars, const uint8_t *bytes)
{
    size_t n_invalid = 0;
    for (size_t i = 0; i < chars->n_chars; i++) {
        const size_t start = chars->offset[i];
        const size_t n = chars->offset[i + 1] - start;
        uint8_t again[U8_MAX_LENGTH];
        size_t n_again = 0;
        claim(n >= 1 && n <= 4, "a character of UTF-8 is one to four bytes");
        if (chars->chars[i] == HMRNN_INVALID) {
            n_invalid++;
            continue;
        }
        U8_APPEND_UNSAFE(again, n_again, chars->chars[i]);
        claim(n_again == n && memcmp(again, bytes + start, n) == 0,
              "the bytes are the character's");
    }
    claim(n_invalid == chars->n_invalid, "what is no character was counted");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    if (n_bytes == 0)
        return 0;
    const char *const name = encodings[data[0] % (sizeof encodings / sizeof encodings[0])];
    hm_decoder *decoder = NULL;
    hm_chars chars = HM_CHARS_INIT;
    claim(hm_decoder_new(&decoder, name, HM_INVALID_KEEP, NULL) == HMRNN_OK, "ICU knows it");
    claim(hm_decode(decoder, n_bytes - 1, data + 1, &chars, NULL) == HMRNN_OK, "memory suffices");
    check_chars(&chars, n_bytes - 1);
    hm_decoder_free(decoder);

    claim(hm_decoder_new(&decoder, NULL, HM_INVALID_KEEP, NULL) == HMRNN_OK, "UTF-8 is known");
    claim(hm_decode(decoder, n_bytes - 1, data + 1, &chars, NULL) == HMRNN_OK, "memory suffices");
    check_chars(&chars, n_bytes - 1);
    check_utf8(&chars, data + 1);
    hm_decoder_free(decoder);
    hm_chars_release(&chars);
    return 0;
}
