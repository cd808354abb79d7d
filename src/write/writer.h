// SPDX-License-Identifier: BSD-2-Clause
//
// write/writer.h - an output format of hmrnn-segment: begin, record, end.
//
// The program calls `begin` once, `record` for every record in the order of the input, and `end`
// once. A record that is too long to be held comes in parts, each by a call of its own. A format is
// one file that defines an hm_writer, and one row in write/formats.h.
#ifndef HM_WRITE_WRITER_H
#define HM_WRITE_WRITER_H

#include "base/bytes.h"
#include "cli/layer_list.h"
#include "hmrnn.h"
#include "text/decode.h"
#include "write/delimiters.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a writer works with. Lent; `layers` and `delimiters` are filled in before the first record
/// that has characters, and may not be looked at in `begin`.
typedef struct hm_writer_options {
    const hm_layer_list *layers;      ///< whose boundaries are shown
    const hm_delimiters *delimiters;  ///< of these layers
    bool has_scores;                  ///< show the score of each boundary
    const unsigned char *terminator;  ///< [n_terminator] ends a record of the input
    size_t n_terminator;
    size_t n_questions;  ///< most that hm_question_writer writes
    hm_bytes *out;       ///< where the output is appended
} hm_writer_options;

/// A record with its segmentation, or a part of one. Valid during the call.
typedef struct hm_output_record {
    uint64_t number;                          ///< of the record, over all operands, from 1
    uint64_t n_bytes_before, n_chars_before;  ///< of the record; 0 in its first part
    bool goes_on;                             ///< the next part is of the same record
    bool is_terminated;                       ///< a terminator came after it
    size_t n_bytes;
    const unsigned char *bytes;       ///< [n_bytes]
    const hm_chars *chars;            ///< its characters: one for each element
    const hm_bytes *elements;         ///< what it consists of (cli/record_format.h); of text none
    const hmrnn_segmentation *found;  ///< NULL: no boundaries, since it has no characters or since
                                      ///< the writer is HM_WRITER_PLAIN and the model finds none
    size_t n_states;                  ///< layers of the model, which found->norm has
} hm_output_record;

/// What the program must know of a writer before anything is written.
enum {
    HM_WRITER_DELIMITERS = 1 << 0,   ///< writes delimiters: --delimiter and --color
    HM_WRITER_SCORES = 1 << 1,       ///< can write scores: --scores
    HM_WRITER_NORMS = 1 << 2,        ///< needs found->norm
    HM_WRITER_ALL_LAYERS = 1 << 3,   ///< without --layers it shows all of them, others layer 1
    HM_WRITER_ENCODED = 1 << 4,      ///< writes in the encoding of the input, which must not depend
                                     ///< on bytes before (hm_decoder_is_stateful())
    HM_WRITER_PLAIN = 1 << 5,        ///< writes records without boundaries, too
    HM_WRITER_NEEDS_SCORES = 1 << 6  ///< needs found->score
};

typedef struct hm_writer {
    unsigned flags;
    /// Write what comes before the first record. \return the writer's state, freed by `end`
    void *(*begin)(const hm_writer_options *options);
    void (*record)(void *state, const hm_output_record *record);
    /// Write what comes after the last record, and free the state.
    void (*end)(void *state);
} hm_writer;

#endif
