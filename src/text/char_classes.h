// SPDX-License-Identifier: BSD-2-Clause
//
// text/char_classes.h - the kinds of the symbols of an alphabet: class and script together.
//
// Han letters are a kind, Hiragana are one, so are digits. A symbol that is rare is read with what
// the common ones of its kind have taught, and the places where the kind changes are seen as such.
// A model keeps the kinds it was made with: another version of ICU may see them otherwise.
#ifndef HM_TEXT_CHAR_CLASSES_H
#define HM_TEXT_CHAR_CLASSES_H

#include "text/alphabet.h"

/// Kind 0 is that of the unknown symbol; the others are numbered as the symbols come, so that those
/// of common symbols come first. The newline is of a kind of its own. What there are more kinds
/// than 255 of shares the last.
///
/// \param char_classes    [hm_alphabet_size()] result
/// \return how many kinds there are, 0 included
size_t hm_char_classes_of(const hm_alphabet *alphabet, uint8_t *char_classes);

#endif
