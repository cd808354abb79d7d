// SPDX-License-Identifier: BSD-2-Clause
//
// write/formats.h - the output formats of hmrnn-segment.
#ifndef HM_WRITE_FORMATS_H
#define HM_WRITE_FORMATS_H

#include "write/writer.h"

/// A row for each format, in the order of --help: the word of --format, the writer, and what it
/// writes. The words of the option, its help and hm_formats are made from these rows.
// clang-format off
#define HM_FORMATS(row)                                              \
    row("text", hm_text_writer, "the text with delimiters in it")    \
    row("tsv", hm_tsv_writer, "a row for each segment under a header")  \
    row("jsonl", hm_jsonl_writer, "a JSON object for each segment")  \
    row("svg", hm_svg_writer, "a picture of segments and states")
// clang-format on

#define HM_FORMAT_DECLARATION(name, writer, help) extern const hm_writer writer;
HM_FORMATS(HM_FORMAT_DECLARATION)

/// "text|tsv|...", the words of --format.
#define HM_FORMAT_WORD(name, writer, help) "|" name
#define HM_FORMAT_WORDS (&(HM_FORMATS(HM_FORMAT_WORD))[1])

/// "\ntext: ...\ntsv: ...", lines of its help.
#define HM_FORMAT_LINE(name, writer, help) "\n" name ": " help
#define HM_FORMAT_LINES HM_FORMATS(HM_FORMAT_LINE)

typedef struct hm_format {
    const char *name;
    const hm_writer *writer;
} hm_format;

extern const hm_format hm_formats[];  ///< by number of the word; ends with {NULL, NULL}

/// The format called `name`; NULL if the table has none.
const hm_format *hm_format_find(const hm_format *table, const char *name);

/// Append "--format=tsv or --format=jsonl": all that have the flag. Ends with a NUL.
void hm_format_list(const hm_format *table, unsigned flag, hm_bytes *out);

#endif
