// SPDX-License-Identifier: BSD-2-Clause
//
// write/question_writer.h - instead of a segmented text, the questions that its model has.
//
// Each question is a line of UTF-8 in KyTea's notation for partial annotation: a character, a mark,
// a character, and so on. The mark is '?' in the gap that is asked about, else ' ': both say that
// nothing is known. A person writes '|' for a boundary, or '-' for none, over the '?'. A space and
// the characters ? | - / & have a backslash before them where they stand for themselves, and so has
// the backslash.
#ifndef HM_WRITE_QUESTION_WRITER_H
#define HM_WRITE_QUESTION_WRITER_H

#include "write/writer.h"

enum { HM_MAX_QUESTIONS = 100000 };  ///< that can be written: they are held in memory

/// Writes n_questions, the worthiest first (write/questions.h). The kind of a gap is, as the model
/// segments the text, the pair of words on both sides of it, or the word that it is within and its
/// place there. Numbers are equal for this.
extern const hm_writer hm_question_writer;

#endif
