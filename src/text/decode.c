// SPDX-License-Identifier: BSD-2-Clause
//
// text/decode.c - a record's bytes as characters, each with the place it came from.
//
// UTF-8 is read with ICU's macros, runs of ASCII eight bytes at a time. Everything else goes
// through a converter of ICU in pieces small enough that its output always fits, and stops at each
// sequence that is no character, so that we know where it stands.
#include <config.h>

#include "text/decode.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "text/utf16.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#define N_PIECE ((size_t)4096)       // bytes given to a converter at once
#define N_UNITS (N_PIECE * 20 + 64)  // no mapping of ICU's makes more units of a byte

struct hm_decoder {
    UConverter *converter;  // NULL: UTF-8
    hm_invalid invalid;
    size_t n_unit;
    bool is_stateful;
    UChar *units;          // [N_UNITS] with a converter
    int32_t *unit_offset;  // [N_UNITS]
    uint64_t n_before;     // bytes of the record before those being decoded
    size_t n_sure;         // of these: what is no character is an error
};

static hmrnn_status
look_at_kind(hm_decoder *decoder, const char *encoding, hmrnn_error *err)
{
    decoder->n_unit = 1;
    const UConverterType type = ucnv_getType(decoder->converter);
    if (type == UCNV_UTF16 || type == UCNV_UTF32)
        return hm_fail(err, HMRNN_EARG, "encoding %s: say which byte order, %sLE or %sBE", encoding,
                       type == UCNV_UTF16 ? "UTF-16" : "UTF-32",
                       type == UCNV_UTF16 ? "UTF-16" : "UTF-32");
    if (type == UCNV_SCSU)
        return hm_fail(err, HMRNN_EARG, "encoding %s: has no lines that can be read one by one",
                       encoding);
    if (type == UCNV_UTF16_BigEndian || type == UCNV_UTF16_LittleEndian)
        decoder->n_unit = 2;
    if (type == UCNV_UTF32_BigEndian || type == UCNV_UTF32_LittleEndian)
        decoder->n_unit = 4;
    decoder->is_stateful = type == UCNV_ISO_2022 || type == UCNV_HZ || type == UCNV_UTF7 ||
                           type == UCNV_BOCU1 || type == UCNV_IMAP_MAILBOX || type == UCNV_ISCII ||
                           type == UCNV_EBCDIC_STATEFUL || type == UCNV_COMPOUND_TEXT ||
                           (type >= UCNV_LMBCS_1 && type <= UCNV_LMBCS_LAST);
    if (type == UCNV_UTF8) {
        ucnv_close(decoder->converter);
        decoder->converter = NULL;
    }
    return HMRNN_OK;
}

static hmrnn_status
open_converter(hm_decoder *decoder, const char *encoding, hmrnn_error *err)
{
    UErrorCode error = U_ZERO_ERROR;
    decoder->converter = ucnv_open(encoding, &error);
    if (error == U_MEMORY_ALLOCATION_ERROR)
        return hm_fail_memory(err, "a converter", 0);
    if (U_FAILURE(error) || encoding[0] == '\0')
        return hm_fail(err, HMRNN_EARG, "no such encoding: '%s'", encoding);
    ucnv_setToUCallBack(decoder->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
    ucnv_setFromUCallBack(decoder->converter, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
    if (U_FAILURE(error))
        return hm_fail(err, HMRNN_EARG, "encoding %s: %s", encoding, u_errorName(error));
    HM_TRY(look_at_kind(decoder, encoding, err));
    if (decoder->converter == NULL)
        return HMRNN_OK;
    decoder->units = hm_alloc_array(N_UNITS, sizeof *decoder->units, "a converter", err);
    if (decoder->units == NULL)
        return HMRNN_ENOMEM;
    decoder->unit_offset =
        hm_alloc_array(N_UNITS, sizeof *decoder->unit_offset, "a converter", err);
    return decoder->unit_offset == NULL ? HMRNN_ENOMEM : HMRNN_OK;
}

hmrnn_status
hm_decoder_new(hm_decoder **out, const char *encoding, hm_invalid invalid, hmrnn_error *err)
{
    hm_decoder *const decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return hm_fail_memory(err, "a decoder", sizeof *decoder);
    decoder->invalid = invalid;
    decoder->n_unit = 1;
    const hmrnn_status status =
        encoding != NULL ? open_converter(decoder, encoding, err) : HMRNN_OK;
    if (status != HMRNN_OK) {
        hm_decoder_free(decoder);
        return status;
    }
    *out = decoder;
    return HMRNN_OK;
}

/// Make the capacity at least `n` characters; contents are kept.
static hmrnn_status
reserve(hm_chars *chars, size_t n, hmrnn_error *err)
{
    size_t n_needed = 0;
    const hm_column columns[] = {{&chars->chars, sizeof *chars->chars},
                                 {&chars->offset, sizeof *chars->offset}};
    if (!hm_size_add(n, 1, &n_needed))  // the offsets are one more
        return hm_fail_memory(err, "characters", n);
    return hm_alloc_grow_columns(2, columns, &chars->capacity, n_needed, "characters", err);
}

static void
put(hm_chars *chars, uint32_t c, size_t offset)
{
    chars->chars[chars->n_chars] = c;
    chars->offset[chars->n_chars++] = offset;
}

/// Append what stands for bytes that are no character; the capacity suffices.
static hmrnn_status
put_invalid(const hm_decoder *decoder, hm_chars *chars, size_t offset, hmrnn_error *err)
{
    if (decoder->invalid == HM_INVALID_ERROR && offset < decoder->n_sure)
        return hm_fail(err, HMRNN_ETEXT, "byte %" PRIu64 " is not part of a character",
                       decoder->n_before + offset + 1);
    chars->n_invalid++;
    put(chars, decoder->invalid == HM_INVALID_REPLACE ? UINT32_C(0xFFFD) : HMRNN_INVALID, offset);
    return HMRNN_OK;
}

static hmrnn_status
decode_utf8(const hm_decoder *decoder, size_t n_bytes, const unsigned char *bytes, hm_chars *chars,
            hmrnn_error *err)
{
    HM_TRY(reserve(chars, n_bytes, err));
    size_t i = 0;
    while (i < n_bytes) {
        uint64_t eight = UINT64_C(0x80);
        if (n_bytes - i >= sizeof eight)
            memcpy(&eight, bytes + i, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) == 0) {
            for (size_t k = 0; k < sizeof eight; k++)
                put(chars, bytes[i + k], i + k);
            i += sizeof eight;
            continue;
        }
        const size_t offset = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, n_bytes, c);
        if (c >= 0)
            put(chars, (uint32_t)c, offset);
        else
            HM_TRY(put_invalid(decoder, chars, offset, err));
    }
    return HMRNN_OK;
}

/// Where the next call of a converter stands.
typedef struct progress {
    size_t n_done;   // bytes given to the converter
    size_t carried;  // where the oldest one that it still holds stands
} progress;

/// Take over the units that one call made. Offsets never go back, whatever the converter says.
static hmrnn_status
take_units(const hm_decoder *decoder, size_t n_units, const progress *before, hm_chars *chars,
           hmrnn_error *err)
{
    HM_TRY(reserve(chars, chars->n_chars + n_units + 1, err));
    for (size_t i = 0; i < n_units;) {
        const int32_t relative = decoder->unit_offset[i];
        size_t offset = relative >= 0 ? before->n_done + (size_t)relative : before->carried;
        if (chars->n_chars > 0)
            offset = hm_size_max(offset, chars->offset[chars->n_chars - 1]);
        const uint32_t c = hm_utf16_next(n_units, decoder->units, &i);
        if (U_IS_SURROGATE(c))
            HM_TRY(put_invalid(decoder, chars, offset, err));
        else
            put(chars, c, offset);
    }
    return HMRNN_OK;
}

/// Convert the next piece, up to the first sequence that is no character.
static hmrnn_status
convert_piece(hm_decoder *decoder, size_t n_bytes, const unsigned char *bytes, progress *at,
              hm_chars *chars, hmrnn_error *err)
{
    const progress before = *at;
    const size_t n_piece = hm_size_min(n_bytes - before.n_done, N_PIECE);
    const bool is_last = before.n_done + n_piece == n_bytes;
    const char *next = (const char *)bytes + before.n_done;
    UChar *units = decoder->units;
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(decoder->converter, &units, decoder->units + N_UNITS, &next, next + n_piece,
                   decoder->unit_offset, is_last, &error);
    if (error == U_MEMORY_ALLOCATION_ERROR)
        return hm_fail_memory(err, "a converter", 0);
    assert(error != U_BUFFER_OVERFLOW_ERROR);
    HM_TRY(take_units(decoder, (size_t)(units - decoder->units), &before, chars, err));

    UErrorCode ignored = U_ZERO_ERROR;
    at->n_done = (size_t)(next - (const char *)bytes);
    const int32_t n_pending = ucnv_toUCountPending(decoder->converter, &ignored);
    at->carried = at->n_done - hm_size_min(at->n_done, n_pending > 0 ? (size_t)n_pending : 0);
    if (U_SUCCESS(error))
        return HMRNN_OK;
    char invalid[32];
    int8_t n_invalid = (int8_t)sizeof invalid;
    ucnv_getInvalidChars(decoder->converter, invalid, &n_invalid, &ignored);
    size_t offset = at->carried - hm_size_min(at->carried, n_invalid > 0 ? (size_t)n_invalid : 0);
    if (chars->n_chars > 0)
        offset = hm_size_max(offset, chars->offset[chars->n_chars - 1]);
    return put_invalid(decoder, chars, offset, err);
}

static hmrnn_status
decode_converted(hm_decoder *decoder, size_t n_bytes, const unsigned char *bytes, hm_chars *chars,
                 hmrnn_error *err)
{
    ucnv_resetToUnicode(decoder->converter);
    progress at = {0, 0};
    bool is_done = n_bytes == 0;
    while (!is_done) {
        const size_t n_before = chars->n_invalid;
        HM_TRY(convert_piece(decoder, n_bytes, bytes, &at, chars, err));
        // After an error at the very end the converter may still hold bytes: ask it once more.
        is_done = at.n_done == n_bytes && (at.carried == n_bytes || chars->n_invalid == n_before);
    }
    if (n_bytes > 0 && chars->n_chars == 0)  // nothing but escape sequences: lose them not
        put(chars, HMRNN_INVALID, 0);
    return HMRNN_OK;
}

hmrnn_status
hm_decode(hm_decoder *decoder, size_t n_bytes, const unsigned char *bytes, hm_chars *chars,
          hmrnn_error *err)
{
    return hm_decode_part(decoder, 0, false, n_bytes, bytes, chars, err);
}

hmrnn_status
hm_decode_part(hm_decoder *decoder, uint64_t n_before, bool goes_on, size_t n_bytes,
               const unsigned char *bytes, hm_chars *chars, hmrnn_error *err)
{
    decoder->n_before = n_before;
    decoder->n_sure = n_bytes - (goes_on ? hm_size_min(n_bytes, HM_DECODE_UNSURE) : 0);
    chars->n_chars = 0;
    chars->n_invalid = 0;
    HM_TRY(reserve(chars, 1, err));
    if (decoder->converter == NULL)
        HM_TRY(decode_utf8(decoder, n_bytes, bytes, chars, err));
    else
        HM_TRY(decode_converted(decoder, n_bytes, bytes, chars, err));
    chars->offset[chars->n_chars] = n_bytes;
    chars->offset[0] = 0;  // the first character has what is before it
    return HMRNN_OK;
}

hmrnn_status
hm_decoder_encode(hm_decoder *decoder, const char *utf8, unsigned char *bytes, size_t *n_bytes,
                  hmrnn_error *err)
{
    const size_t n_utf8 = strlen(utf8);
    if (decoder->converter == NULL) {
        if (n_utf8 > *n_bytes)
            return hm_fail(err, HMRNN_EARG, "'%s' is longer than %zu bytes", utf8, *n_bytes);
        memcpy(bytes, utf8, n_utf8);
        *n_bytes = n_utf8;
        return HMRNN_OK;
    }
    UErrorCode error = U_ZERO_ERROR;
    int32_t n_units = 0;
    if (n_utf8 > INT32_MAX)
        return hm_fail(err, HMRNN_EARG, "a delimiter is too long");
    u_strFromUTF8(decoder->units, (int32_t)N_UNITS, &n_units, utf8, (int32_t)n_utf8, &error);
    const int32_t capacity = (int32_t)hm_size_min(*n_bytes, INT32_MAX);
    const int32_t n = ucnv_fromUChars(decoder->converter, (char *)bytes, capacity, decoder->units,
                                      n_units, &error);
    const char *const name = ucnv_getName(decoder->converter, &(UErrorCode){U_ZERO_ERROR});
    if (error == U_BUFFER_OVERFLOW_ERROR)
        return hm_fail(err, HMRNN_EARG, "'%s' is longer than %zu bytes in %s", utf8, *n_bytes,
                       name);
    if (U_FAILURE(error))
        return hm_fail(err, HMRNN_EARG, "'%s' cannot be written in %s", utf8, name);
    *n_bytes = (size_t)n;
    return HMRNN_OK;
}

size_t
hm_decoder_unit(const hm_decoder *decoder)
{
    return decoder->n_unit;
}

bool
hm_decoder_is_stateful(const hm_decoder *decoder)
{
    return decoder->is_stateful;
}

static char library[64];

static void
write_library(void)
{
    UVersionInfo icu, unicode;
    char icu_text[U_MAX_VERSION_STRING_LENGTH], unicode_text[U_MAX_VERSION_STRING_LENGTH];
    u_getVersion(icu);
    u_getUnicodeVersion(unicode);
    u_versionToString(icu, icu_text);
    u_versionToString(unicode, unicode_text);
    snprintf(library, sizeof library, "ICU %s, Unicode %s", icu_text, unicode_text);
}

const char *
hm_decode_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, write_library);
    return library;
}

void
hm_chars_release(hm_chars *chars)
{
    if (chars == NULL)
        return;
    free(chars->chars);
    free(chars->offset);
    *chars = (hm_chars)HM_CHARS_INIT;
}

void
hm_decoder_free(hm_decoder *decoder)
{
    if (decoder == NULL)
        return;
    if (decoder->converter != NULL)
        ucnv_close(decoder->converter);
    free(decoder->units);
    free(decoder->unit_offset);
    free(decoder);
}
