// SPDX-License-Identifier: BSD-2-Clause
//
// train/self_training.c - a lexicon and networks that teach each other.
#include <config.h>

#include "train/self_training.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/function_words.h"
#include "induce/lexicon_build.h"
#include "train/evidence.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LETTERS 9.0                        // of a word on average, where spaces are written
#define FIRST_PASSES 10
#define MORE_PASSES 3                           // each time that the networks were heard

/// What the networks say half way. In the end, when they know more, cohesion counts as the options
/// of the run say. Half way 4.0 for 2.0 costs 0.6 and 1.2 F1 on the development sets of SIGHAN.
static const hm_trust half_way = {.detectors = 0.7f, .cohesion = 2.0f, .threshold = 0.5f};

/// In other text detectors repeat what the lexicon has learned from them: 0.15 costs 0.05 F1 on the
/// development sets of SIGHAN, 0.3 costs 0.1 and 0.7 costs 0.3.
#define SEGMENTING_DETECTOR_WEIGHT 0.15f
/// Positions of symbols are left out while detectors speak; where they are nearly silent, half a
/// weight of positions does as well on the development sets as any from 0 to 1.5.
#define SEGMENTING_POSITION_WEIGHT 0.5f
/// Cohesion is that of pairs alone then.
#define SEGMENTING_COHESION_WEIGHT 2.0f
#define SEGMENTING_THRESHOLD 0.5f
#define MOST_WORDS ((size_t)150000)

// -------------------------------------------------------------------------------------------- read

hmrnn_status
hm_schooling_new(hm_schooling **out, const hmrnn_text *text, const hm_lexicon *prior,
                 hmrnn_error *err)
{
    hm_schooling *const schooling = hm_room_new(1, sizeof *schooling, "a lexicon", err);
    if (schooling == NULL)
        return HMRNN_ENOMEM;
    schooling->prior = prior;
    schooling->joins_letters = prior != NULL ? prior->joins_letters
                                             : hm_reading_letters(text) <= MOST_LETTERS;
    hmrnn_status status = hm_graphemes_new(&schooling->graphemes, err);
    for (size_t s = 1; status == HMRNN_OK && prior != NULL && s < prior->symbols.n; s++) {
        uint32_t id = 0;
        status = hm_symbols_enter(&schooling->symbols, prior->symbols.key[s], &id, err);
    }
    if (status != HMRNN_OK) {
        hm_schooling_free(schooling);
        return status;
    }
    *out = schooling;
    return HMRNN_OK;
}

hmrnn_status
hm_schooling_read(hm_schooling *schooling, size_t n_chars, const uint32_t *chars,
                  hmrnn_error *err)
{
    const bool has_newline = n_chars > 0 && chars[n_chars - 1] == '\n';
    const hmrnn_text text = {chars, n_chars - (has_newline ? 1 : 0)};
    HM_TRY(hm_room_grow(&schooling->is_end, &schooling->n_room, n_chars, 1, "a record", err));
    if (text.n_chars > 0)
        HM_TRY(hm_graphemes_mark(schooling->graphemes, text.n_chars, text.chars,
                                 schooling->is_end, err));
    HM_TRY(hm_reading_add(&schooling->reading, &schooling->symbols, &text, schooling->is_end,
                          schooling->joins_letters, true, err));
    const size_t first = schooling->reading.n_chars - text.n_chars;
    schooling->reading.n_chars += has_newline ? 1 : 0;
    HM_TRY(hm_room_grow(&schooling->chars, &schooling->n_chars_room, first + n_chars,
                        sizeof *schooling->chars, "a text", err));
    HM_TRY(hm_room_grow(&schooling->records, &schooling->n_records_room, schooling->n_records + 1,
                        sizeof *schooling->records, "records", err));
    memcpy(schooling->chars + first, chars, n_chars * sizeof *chars);
    schooling->records[schooling->n_records++] =
        (struct hm_schooled){(uint32_t)schooling->reading.n, (uint32_t)first};
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- guide

/// The marks of all gaps, for the training text and behind it for the validation text.
static hmrnn_status
make_guide(const hm_schooling *schooling, const hmrnn_trainer *trainer, uint8_t **marks,
           hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    const hm_teacher *const teacher = schooling->teacher;
    const hm_reading *const reading = &schooling->reading;
    uint8_t *const guide = hm_room_new(reading->n_chars, 1, "a guide", err);
    if (guide == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < reading->n; i++) {
        const bool is_inside = i + 1 < reading->n && hm_reading_is_gap(reading, i + 1);
        const bool begins = !is_inside || teacher->begins[i + 1] != 0;
        const float probability = is_inside ? teacher->probability[i + 1] : 1.0f;
        guide[reading->end[i] - 1] = hm_guide_byte(probability, begins);
    }
    for (size_t j = 0; j < run->train.n; j++)
        if (run->train.ids[j] == run->newline)
            guide[j] = HM_GUIDE_SILENT;
    for (size_t j = 0; j < run->valid.n; j++)
        if (run->valid.ids[j] == run->newline)
            guide[run->train.n + j] = HM_GUIDE_SILENT;
    *marks = guide;
    return HMRNN_OK;
}

static hmrnn_status
guide_run(const hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    uint8_t *guide = NULL;
    HM_TRY(make_guide(schooling, trainer, &guide, err));
    const hmrnn_status status =
        hm_directions_guide(trainer, guide, guide + trainer->run[0]->train.n, err);
    free(guide);
    return status;
}

/// Take the segmentation that is in the guide of a run.
static void
take_guide(hm_schooling *schooling, const hm_trainer *run)
{
    const hm_reading *const reading = &schooling->reading;
    uint8_t *const begins = schooling->teacher->begins;
    for (size_t i = 1; i < reading->n; i++) {
        const size_t at = reading->end[i - 1] - 1;
        if (hm_reading_is_gap(reading, i))
            begins[i] = hm_guide_decision(at < run->train.n ? run->train.guide[at]
                                                            : run->valid.guide[at - run->train.n]);
    }
    hm_teacher_restart(schooling->teacher, begins);
}

hmrnn_status
hm_schooling_begin(hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    hm_teacher_options options;
    hm_teacher_options_init(&options);
    HM_TRY(hm_teacher_new(&schooling->teacher, &options, &schooling->reading,
                          schooling->symbols.n, schooling->prior, err));
    if (run->train.guide != NULL && run->valid.guide != NULL) {
        take_guide(schooling, run);
        return HMRNN_OK;
    }
    for (size_t pass = 1; pass < FIRST_PASSES; pass++)
        HM_TRY(hm_teacher_pass(schooling->teacher, err));
    HM_TRY(hm_teacher_last_pass(schooling->teacher, err));
    return guide_run(schooling, trainer, err);
}

// ------------------------------------------------------------------------------------------- hear

/// Cut the text anew with what the networks say, from the segmentation that guides them: all passes
/// but the last.
static hmrnn_status
recut(hm_schooling *schooling, hmrnn_trainer *trainer, const hm_trust *trust,
      hm_hearing *hearing, hmrnn_error *err)
{
    hm_teacher *const teacher = schooling->teacher;
    take_guide(schooling, trainer->run[0]);
    HM_TRY(hm_hearing_listen(hearing, &schooling->reading, teacher, trainer, trust, err));
    teacher->words.options.position_weight = 0.0f;  // what places of symbols say, the networks know
    HM_TRY(hm_teacher_hear(teacher, hearing->begins, hearing->goes_on, err));
    for (size_t pass = 1; pass < MORE_PASSES; pass++)
        HM_TRY(hm_teacher_pass(teacher, err));
    return HMRNN_OK;
}

hmrnn_status
hm_schooling_go_on(hm_schooling *schooling, hmrnn_trainer *trainer, hmrnn_error *err)
{
    hm_hearing hearing;
    HM_TRY(hm_hearing_init(&hearing, &schooling->reading, err));
    hmrnn_status status = recut(schooling, trainer, &half_way, &hearing, err);
    if (status == HMRNN_OK)
        status = hm_teacher_last_pass(schooling->teacher, err);
    if (status == HMRNN_OK)
        status = guide_run(schooling, trainer, err);
    hm_hearing_release(&hearing);
    return status;
}

/// How the words make phrases.
static hmrnn_status
learn_phrases(const hm_schooling *schooling, hm_phrases *phrases, hmrnn_error *err)
{
    hm_phrases_options options;
    hm_units units = HM_UNITS_INIT;
    hmrnn_status status = HMRNN_OK;
    size_t first = 0;
    for (size_t r = 0; status == HMRNN_OK && r < schooling->n_records; r++) {
        const struct hm_schooled *const record = &schooling->records[r];
        status = hm_units_add(&units, &schooling->reading, first, record->end, record->begin,
                              schooling->chars, schooling->teacher->begins, err);
        first = record->end;
    }
    hm_phrases_options_init(&options);
    if (status == HMRNN_OK)
        status = hm_phrases_learn(phrases, &options, &units, schooling->chars, err);
    hm_units_release(&units);
    if (status == HMRNN_OK && schooling->prior != NULL)
        status = hm_phrases_add(phrases, &schooling->prior->phrases,
                                schooling->prior->n_tokens > (double)schooling->reading.n, err);
    return status;
}

hmrnn_status
hm_schooling_conclude(hm_schooling *schooling, hmrnn_trainer *trainer, hm_lexicon **lexicon,
                      hmrnn_error *err)
{
    const hmrnn_train_options *const options = &trainer->run[0]->options;
    const hm_trust in_the_end = {.detectors = half_way.detectors,
                                 .cohesion = (float)options->cohesion,
                                 .threshold = (float)options->cohesion_threshold,
                                 .asks_best = true};
    hm_hearing hearing;
    HM_TRY(hm_hearing_init(&hearing, &schooling->reading, err));
    hmrnn_status status = recut(schooling, trainer, &in_the_end, &hearing, err);
    if (status == HMRNN_OK)
        status = hm_teacher_pass(schooling->teacher, err);
    schooling->teacher->options.words.position_weight = SEGMENTING_POSITION_WEIGHT;
    if (status == HMRNN_OK)
        status = hm_lexicon_from_teacher(lexicon, schooling->teacher, &schooling->symbols,
                                         schooling->joins_letters, hearing.gap_cohesion, MOST_WORDS,
                                         err);
    if (status == HMRNN_OK)
        status = learn_phrases(schooling, &(*lexicon)->phrases, err);
    if (status == HMRNN_OK) {
        (*lexicon)->detectors = hearing.detectors;
        (*lexicon)->detector_weight = SEGMENTING_DETECTOR_WEIGHT;
        (*lexicon)->cohesion_weight = SEGMENTING_COHESION_WEIGHT;
        (*lexicon)->cohesion_offset = hm_hearing_cohesion_at(&hearing, SEGMENTING_THRESHOLD);
    }
    hm_hearing_release(&hearing);
    if (status != HMRNN_OK) {
        hm_lexicon_free(*lexicon);
        *lexicon = NULL;
    }
    return status;
}

void
hm_schooling_free(hm_schooling *schooling)
{
    if (schooling == NULL)
        return;
    hm_teacher_free(schooling->teacher);
    hm_reading_release(&schooling->reading);
    hm_symbols_release(&schooling->symbols);
    hm_graphemes_free(schooling->graphemes);
    free(schooling->is_end);
    free(schooling->chars);
    free(schooling->records);
    free(schooling);
}
