// SPDX-License-Identifier: BSD-2-Clause
//
// text/char_props.h - properties of characters, by ICU's tables.
#ifndef HM_TEXT_CHAR_PROPS_H
#define HM_TEXT_CHAR_PROPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum hm_char_category {
    HM_CATEGORY_OTHER,        ///< controls, unassigned, not a character
    HM_CATEGORY_SPACE,        ///< White_Space
    HM_CATEGORY_PUNCTUATION,  ///< general categories P*
    HM_CATEGORY_SYMBOL,       ///< S*
    HM_CATEGORY_DIGIT,        ///< Nd
    HM_CATEGORY_LETTER,       ///< L*, M*, Nl, No
    HM_N_CATEGORIES
} hm_char_category;

hm_char_category hm_char_category_of(uint32_t c);

/// True for HM_CATEGORY_SPACE.
bool hm_char_is_space(uint32_t c);

/// True for letters of scripts that run on without a sign between words (Han, kana, Thai, Khmer,
/// Lao, Burmese, ...): those for which UAX #14 does not keep the letters of a word together
/// (Line_Break is ID, CJ, NS, SA, ... and none of AL, HL, CM, the classes of Hangul, and what is
/// treated like them: AI, such as circled numbers, and the glue and signs among the letters).
bool hm_char_is_continuous(uint32_t c);

/// True for letters and signs that are nothing without what comes after them: vowels written before
/// their consonant (Logical_Order_Exception) and signs that put the next letter below
/// (Indic_Syllabic_Category is Invisible_Stacker). Neither ends a word, yet grapheme clusters end
/// behind them.
bool hm_char_holds_next(uint32_t c);

/// True for vowels that are nothing without what comes before them (Indic_Syllabic_Category is
/// Vowel_Dependent, in the order of speech). None begins a word, yet some begin grapheme clusters.
bool hm_char_holds_on(uint32_t c);

/// True for signs that take the vowel from a letter, which then ends the syllable before it, such
/// as the asat of Burmese (Indic_Syllabic_Category is Pure_Killer).
bool hm_char_silences(uint32_t c);

/// True for what writers put between two words without showing it: the space of no width
/// (Line_Break is ZW, UAX #14).
bool hm_char_parts_words(uint32_t c);

/// True for what joins two letters of a script with spaces into one word, such as ' and _
/// (Word_Break is MidLetter, MidNumLet, Single_Quote or ExtendNumLet, UAX #29).
bool hm_char_joins_letters(uint32_t c);

/// True for signs that make one of what stands on both sides of them without a space, in scripts
/// with spaces: hyphens, slashes and what belongs to numbers (Line_Break is AL, SY, HY or IS, or BA
/// for a dash; UAX #14).
bool hm_char_joins_words(uint32_t c);

/// True for what joins two digits into one number, such as . and , (Word_Break is MidNum or
/// MidNumLet, UAX #29).
bool hm_char_joins_digits(uint32_t c);

/// True for signs that belong to the number before them, such as % (Line_Break is PO, UAX #14).
bool hm_char_follows_digits(uint32_t c);

/// True for opening brackets and quotes (general categories Ps and Pi).
bool hm_char_opens(uint32_t c);

/// True for quotation marks that look the same on both sides, such as " (Po, Line_Break is QU).
bool hm_char_quotes(uint32_t c);

/// True for signs of a pause, such as commas and full stops (Po: punctuation that neither joins nor
/// encloses).
bool hm_char_pauses(uint32_t c);

/// The script (UScriptCode of ICU), Common and Inherited included; 0 for what is no character.
int32_t hm_script_of(uint32_t c);

/// Of a letter that several scripts share, the one that ICU names last of them: Katakana for the
/// sign that makes a vowel long. Otherwise as hm_script_of().
int32_t hm_script_of_letter(uint32_t c);

/// ISO 15924 code of a script, e.g. "Hani"; static.
const char *hm_script_name(int32_t script);

/// Columns of a fixed-width line that a character takes: 0 if it is drawn over or under what is
/// before it (general categories Mn, Me, Cf), 2 if East_Asian_Width is W or F (UAX #11), else 1.
unsigned hm_char_columns(uint32_t c);

#endif
