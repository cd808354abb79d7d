// SPDX-License-Identifier: BSD-2-Clause
//
// cli/input.h - the operands as a sequence of decoded records.
//
// Combines the source, the records and the decoder of src/text, with their options. Errors are
// reported here, once, with the name of the operand; reading continues with the next entry.
#ifndef HM_CLI_INPUT_H
#define HM_CLI_INPUT_H

#include "cli/option.h"
#include "cli/record_format.h"
#include "text/decode.h"
#include "text/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The rows about the input, which every table of options has, and those of them for experts.
/// \param type, within  where the hm_input_options is
// clang-format off
#define HM_INPUT_OPTIONS(type, within) \
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Input"}, \
    {HM_OPTION_FLAG, '\0', "strokes", NULL, offsetof(type, within.has_strokes), \
     "records are drawings: points dx,dy,lift"}, \
    {HM_OPTION_FLAG, 'z', "null", NULL, offsetof(type, within.ends_in_nul), \
     "records end in NUL instead of newline"}, \
    {HM_OPTION_TEXT, '\0', "encoding", "NAME", offsetof(type, within.encoding), \
     "encoding of the text, any that ICU knows; if not given, UTF-8"}

#define HM_INPUT_EXPERT_OPTIONS(type, within) \
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about input"}, \
    {HM_OPTION_CHOICE, '\0', "invalid", "keep|replace|error", offsetof(type, within.invalid), \
     "bytes that are no character: unknown characters, U+FFFD, or an error"}, \
    {HM_OPTION_TEXT, '\0', "member", "GLOB", offsetof(type, within.member), \
     "of archives, read only the members whose name fits"}, \
    {HM_OPTION_BYTES, '\0', "max-bytes", "SIZE", offsetof(type, within.max_bytes), \
     "stop when more than this has been read, unpacked; 0: any size"}
// clang-format on

typedef struct hm_input_options {
    bool ends_in_nul;
    const char *encoding;  ///< NULL: UTF-8
    int invalid;           ///< hm_invalid
    const char *member;
    uint64_t max_bytes;
    bool divides;      ///< records too long to be held come in parts
    bool has_strokes;  ///< records are drawings; only hm_record_type_choose() looks at it
    const hm_record_format *format;  ///< of records that are not text, else NULL
    bool is_quiet;                   ///< do not say that a text looks wrongly encoded
} hm_input_options;

#define HM_INPUT_OPTIONS_INIT                                       \
    {                                                               \
        .invalid = HM_INVALID_KEEP, .max_bytes = UINT64_C(64) << 30 \
    }

/// Does not return if options about text are given for drawings.
void hm_input_check(const hm_input_options *options, const hm_option *rows,
                    const hm_command *command);

/// Size in bytes of the longest part of a divided record, unless a grapheme cluster is longer.
#define HM_INPUT_PART ((size_t)1 << 16)

typedef struct hm_input hm_input;

typedef enum hm_input_event {
    HM_INPUT_ENTRY,   ///< a file, or a member of an archive, begins
    HM_INPUT_RECORD,  ///< or a part of one
    HM_INPUT_BROKEN,  ///< the entry cannot be read further: reported
    HM_INPUT_END
} hm_input_event;

/// Does not return if the options make no sense.
///
/// \param operands  [n_operands]; must outlive the input
hm_input *hm_input_new(const hm_input_options *options, size_t n_operands,
                       const char *const *operands);

/// The next event. Does not return if there is no memory.
///
/// \param record   after HM_INPUT_RECORD: valid until the next call
/// \param chars    and its characters, or those that hm_record_format.parse gives
hm_input_event hm_input_next(hm_input *input, hm_record *record, hm_chars *chars);

/// What the record just given consists of, where it is not text; valid until the next call.
const hm_bytes *hm_input_elements(const hm_input *input);

/// Characters of the record before the part just given; 0 where a record begins.
uint64_t hm_input_chars_before(const hm_input *input);

/// The name of the present entry.
const char *hm_input_name(const hm_input *input);

/// True if the input is a pipe or a terminal, and all records that have arrived were returned.
bool hm_input_is_idle(const hm_input *input);

/// To encode what is written between characters and after records.
hm_decoder *hm_input_decoder(hm_input *input);

/// The bytes that end records. \param n_bytes  result
const unsigned char *hm_input_terminator(const hm_input *input, size_t *n_bytes);

void hm_input_free(hm_input *input);

#endif
