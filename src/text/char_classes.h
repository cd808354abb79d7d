// SPDX-License-Identifier: BSD-2-Clause
//
// text/char_classes.h - the classes of an alphabet's symbols: general category and script together.
//
// Han letters are a class, Hiragana are one, so are digits. Rare symbols share what is learned from
// the frequent ones of their class, and a change of class is an input of its own. A model keeps the
// classes it was trained with, because another version of ICU may assign others.
#ifndef HM_TEXT_CHAR_CLASSES_H
#define HM_TEXT_CHAR_CLASSES_H

#include "text/alphabet.h"

/// Class 0 is that of the unknown symbol; the others are numbered in the order of the symbols, so
/// that frequent symbols have low ones. The newline has a class of its own. Beyond 255 classes all
/// share the last.
///
/// \param char_classes  [hm_alphabet_size()] result
/// \return how many classes there are, 0 included
size_t hm_char_classes_of(const hm_alphabet *alphabet, uint8_t *char_classes);

#endif
