// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_model.h - what a model of words is made of, whoever has its numbers: the counts of a
// text that is being learned from (induce/word_counts.h) or the tables of a lexicon
// (segment/lexicon.h).
#ifndef HM_SEGMENT_WORD_MODEL_H
#define HM_SEGMENT_WORD_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define HM_MAX_WORD 16     // symbols of the longest word that is looked for
#define HM_RARE_CLASSES 4  // classes 1 to 4: rare words of 1, 2, 3, 4+ symbols
#define HM_FIRST_CLASS (1 + HM_RARE_CLASSES)

typedef struct hm_word_model_options {
    float discount;         ///< d, 0 to 1
    float strength;         ///< s, above 0
    float position_weight;  ///< gamma
} hm_word_model_options;

/// Four values a symbol: as the beginning, middle and end of a word, and as the whole of one.
enum hm_position { HM_BEGIN, HM_MIDDLE, HM_END, HM_WHOLE, HM_N_POSITIONS };

static inline uint16_t
hm_word_class_rare(size_t k)
{
    return (uint16_t)(k < HM_RARE_CLASSES ? k : HM_RARE_CLASSES);
}

#endif
