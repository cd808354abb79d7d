// SPDX-License-Identifier: BSD-2-Clause
//
// segment/chunker.h - larger units than words: layers 2 and 3, from the same raw text.
//
// Function words are few and frequent, and attach to a neighbour. Enclitics (particles, endings)
// attach to the word before them and hardly ever follow a pause; proclitics (articles,
// prepositions) attach to the word after them and hardly ever precede one. Pauses are visible as
// punctuation. Most function words of a language are of one kind; the other kind counts where it
// is frequent.
//
// A chunk (layer 3) ends after enclitics and begins before proclitics. Layer 2 keeps function words
// apart and joins neighbours of which neither is one: compounds. Two more things are learned from
// the chunks found so (induce/function_words.h): longer words that end, or begin, with a function
// word, and pairs of scripts between which a chunk nearly always ends.
#ifndef HM_SEGMENT_CHUNKER_H
#define HM_SEGMENT_CHUNKER_H

#include "base/hash.h"
#include "segment/tokens.h"

/// What a unit is to chunks.
enum hm_chunk_unit_kind {
    HM_CHUNK_UNIT_WORD,
    HM_CHUNK_UNIT_SPACE,    ///< white space: goes with what is before it
    HM_CHUNK_UNIT_OPENING,  ///< opening brackets and quotes
    HM_CHUNK_UNIT_CLOSING,  ///< all other signs that are not a pause
    HM_CHUNK_UNIT_PAUSE     ///< commas, full stops, the end of a record
};

/// A word or a sign, as a range of an array of characters.
typedef struct hm_chunk_unit {
    uint32_t begin, end;  ///< begin == end: the end of a record
    uint8_t kind;         ///< enum hm_chunk_unit_kind
} hm_chunk_unit;

/// Units of one record or of many, each followed by its end.
typedef struct hm_chunk_units {
    hm_chunk_unit *unit;  ///< [n]
    size_t n, capacity;
} hm_chunk_units;

#define HM_CHUNK_UNITS_INIT \
    {                       \
        NULL, 0, 0          \
    }

/// What is known of a word, as a sum; 0 for most.
enum hm_word_role {
    HM_ENCLITIC = 1,      ///< no chunk begins before it
    HM_PROCLITIC = 2,     ///< no chunk ends after it
    HM_ENDS_CHUNK = 4,    ///< one does, unless an enclitic follows
    HM_BEGINS_CHUNK = 8,  ///< one does, unless a proclitic precedes
    HM_STANDS_ALONE = 16  ///< has a segment of layer 2 to itself
};

/// All that is learned. Words are known by hm_chunker_word_key().
typedef struct hm_chunker {
    hm_hash role;     ///< key of a word to enum hm_word_role
    hm_hash scripts;  ///< left << 16 | right: a boundary lies between
} hm_chunker;

#define HM_CHUNKER_INIT            \
    {                              \
        HM_HASH_INIT, HM_HASH_INIT \
    }

/// Append the tokens [first, end), those of a record, as units.
///
/// \param begin    first character of the record
/// \param chars    of all records
/// \param begins   by token: 1 where a word of a span begins
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_chunk_units_add(hm_chunk_units *units, const hm_tokens *tokens, size_t first,
                                size_t end, uint32_t begin, const uint32_t *chars,
                                const uint8_t *begins, hmrnn_error *err);

void hm_chunk_units_reset(hm_chunk_units *units);
void hm_chunk_units_release(hm_chunk_units *units);

/// The key of a word: a hash of 32 bits in which every number looks like every other one. Model
/// files keep the keys, not the words, so words are not compared: a word without a role gets that
/// of another one with probability n / 2^32 where n words have one. The shipped models have up to
/// 1,700 of them: one word in 2.5 million.
uint32_t hm_chunker_word_key(size_t n_chars, const uint32_t *chars);

/// The key of the scripts on both sides of a gap between words.
uint32_t hm_chunker_scripts(const hm_chunk_unit *left, const hm_chunk_unit *right,
                            const uint32_t *chars);

/// How many layers have a boundary between two words that nothing separates: 1, 2 or 3.
///
/// \param left, right  enum hm_word_role of the words
/// \param scripts      as hm_chunker_scripts() has it
unsigned hm_chunker_between(const hm_chunker *chunker, uint32_t left, uint32_t right,
                            uint32_t scripts);

/// How many layers have a boundary before each unit: 1, 2 or 3. A record's first unit has 3.
///
/// In layer 2 signs stand alone; in layer 3 opening ones go with what follows and all others with
/// what is before. White space goes with what is before it in both.
///
/// \param depth    [units->n] result
void hm_chunker_mark(const hm_chunker *chunker, const hm_chunk_units *units, const uint32_t *chars,
                     uint8_t *depth);

/// The contents as plain arrays, in the order of their keys, for a file.
///
/// \param words    [chunker->role.n] result
/// \param roles    [chunker->role.n] result
/// \param pairs    [chunker->scripts.n] result
void hm_chunker_pack(const hm_chunker *chunker, uint32_t *words, uint8_t *roles, uint32_t *pairs);

/// The reverse. Errors: HMRNN_ENOMEM.
hmrnn_status hm_chunker_unpack(hm_chunker *chunker, size_t n_words, const uint32_t *words,
                               const uint8_t *roles, size_t n_pairs, const uint32_t *pairs,
                               hmrnn_error *err);

/// Add what was learned of words and scripts from another text.
///
/// \param prevails  a role in the other one replaces the one of the same word here
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_chunker_add(hm_chunker *chunker, const hm_chunker *other, bool prevails,
                            hmrnn_error *err);

void hm_chunker_release(hm_chunker *chunker);

#endif
