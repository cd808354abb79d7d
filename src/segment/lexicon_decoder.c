// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lexicon_decoder.c - records cut into words by a lexicon, by all threads of a team.
#include <config.h>

#include "segment/lexicon_decoder.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>

#define STRETCH ((size_t)16)                    // records of one piece of work

struct hm_knife {
    hm_graphemes *graphemes;
    hm_reading reading;
    hm_lattice lattice;
    hm_units units;
    uint8_t *unit_depth;                        ///< [n_unit_room]
    size_t n_unit_room;
    uint8_t *begins;                            ///< [n_room] of the tokens of a record
    float *logit, *cohesion;                    ///< [n_room] of the gap before each token
    float *probability;                         ///< [n_room]
    size_t n_room;
    hmrnn_status status;                        ///< of the work so far
    hmrnn_error err;
};

hmrnn_status
hm_cutter_init(hm_cutter *cutter, hm_lexicon *lexicon, hm_team *team, hmrnn_error *err)
{
    const size_t n = hm_team_size(team);
    hm_cutter fresh = {lexicon, team, hm_room_new(n, sizeof *fresh.knives, "threads", err)};
    if (fresh.knives == NULL)
        return HMRNN_ENOMEM;
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; status == HMRNN_OK && i < n; i++) {
        status = hm_graphemes_new(&fresh.knives[i].graphemes, err);
        if (status == HMRNN_OK)
            status = hm_lattice_init(&fresh.knives[i].lattice, lexicon->n_longest, HM_MOST_RUN + 1,
                                     err);
    }
    if (status != HMRNN_OK) {
        hm_cutter_release(&fresh);
        return status;
    }
    *cutter = fresh;
    return HMRNN_OK;
}

static hmrnn_status
reserve(hm_knife *knife, size_t n, hmrnn_error *err)
{
    if (n <= knife->n_room)
        return HMRNN_OK;
    size_t n_begins = knife->n_room;
    size_t n_logit = knife->n_room;
    size_t n_cohesion = knife->n_room;
    size_t n_probability = knife->n_room;
    HM_TRY(hm_room_grow(&knife->begins, &n_begins, n, 1, "a record", err));
    HM_TRY(hm_room_grow(&knife->logit, &n_logit, n, sizeof(float), "a record", err));
    HM_TRY(hm_room_grow(&knife->cohesion, &n_cohesion, n, sizeof(float), "a record", err));
    HM_TRY(hm_room_grow(&knife->probability, &n_probability, n, sizeof(float), "a record", err));
    knife->n_room = n;
    return HMRNN_OK;
}

/// Bring what the networks say of gaps after characters to the gaps before tokens.
static void
hear(const hm_lexicon *lexicon, const hm_cut *cut, const hm_range *piece, hm_knife *knife)
{
    const hm_reading *const reading = &knife->reading;
    for (size_t i = 1; i < reading->n; i++) {
        const size_t at = piece->first + reading->end[i - 1] - 1;
        if (cut->logit[0] != NULL)
            knife->logit[i] = hm_detectors_together(&lexicon->detectors, cut->logit[0][at],
                                                    cut->logit[1] == NULL ? 0.0f
                                                                          : cut->logit[1][at]);
        if (cut->cohesion != NULL)
            knife->cohesion[i] = cut->cohesion[at];
    }
}

/// Cut the runs of a record; tokens that stand alone are words.
static void
cut_runs(const hm_lexicon *lexicon, const hm_cut *cut, hm_knife *knife)
{
    const hm_transitions transitions = hm_lexicon_transitions(lexicon);
    const hm_reading *const reading = &knife->reading;
    for (size_t first = 0; first < reading->n;) {
        const size_t end = reading->run_end[first];
        if (end > first) {
            hm_lexicon_fill(lexicon, reading, first, end,
                            cut->logit[0] == NULL ? NULL : knife->logit,
                            cut->cohesion == NULL ? NULL : knife->cohesion, &knife->lattice);
            hm_lattice_decode(&knife->lattice, end - first, &transitions, knife->begins + first);
            if (cut->probability != NULL)
                hm_lattice_posterior(&knife->lattice, end - first, &transitions,
                                     knife->probability + first);
        }
        knife->begins[first] = 1;
        knife->probability[first] = 1.0f;
        first = hm_size_max(end, first + 1);
    }
}

/// Where words end, and of how many layers: cut->depth of the record.
static hmrnn_status
mark_layers(const hm_lexicon *lexicon, const uint32_t *chars, hm_knife *knife, uint8_t *depth,
            hmrnn_error *err)
{
    hm_units_reset(&knife->units);
    HM_TRY(hm_units_add(&knife->units, &knife->reading, 0, knife->reading.n, 0, chars,
                        knife->begins, err));
    HM_TRY(hm_room_grow(&knife->unit_depth, &knife->n_unit_room, knife->units.n, 1, "a record",
                        err));
    hm_phrases_mark(&lexicon->phrases, &knife->units, chars, knife->unit_depth);
    for (size_t u = 0; u < knife->units.n; u++) {
        const hm_unit *const unit = &knife->units.unit[u];
        if (unit->begin > 0)
            depth[unit->begin - 1] = unit->begin == unit->end ? HM_CUT_LAYERS
                                                              : knife->unit_depth[u];
    }
    return HMRNN_OK;
}

static hmrnn_status
cut_record(const hm_cutter *cutter, const hm_cut *cut, const hm_range *piece, hm_knife *knife)
{
    hmrnn_error *const err = &knife->err;
    const hmrnn_text text = {cut->chars + piece->first, piece->n};
    uint8_t *const depth = cut->depth + piece->first;
    if (piece->n == 0)
        return HMRNN_OK;
    HM_TRY(hm_graphemes_mark(knife->graphemes, text.n_chars, text.chars, depth, err));
    hm_reading_reset(&knife->reading);
    // no new symbols: the table is only read, so all threads can share it
    HM_TRY(hm_reading_add(&knife->reading, &cutter->lexicon->symbols, &text, depth,
                          cutter->lexicon->joins_letters, false, err));
    HM_TRY(reserve(knife, knife->reading.n, err));
    hear(cutter->lexicon, cut, piece, knife);
    cut_runs(cutter->lexicon, cut, knife);
    for (size_t j = 0; j < piece->n; j++)
        depth[j] = 0;
    for (size_t j = 0; cut->probability != NULL && j < piece->n; j++)
        cut->probability[piece->first + j] = 0.0f;
    for (size_t i = 0; cut->probability != NULL && i < knife->reading.n; i++)
        cut->probability[piece->first + knife->reading.end[i] - 1] =
            i + 1 == knife->reading.n ? 1.0f : knife->probability[i + 1];
    return mark_layers(cutter->lexicon, text.chars, knife, depth, err);
}

typedef struct job {
    const hm_cutter *cutter;
    const hm_cut *cut;
    size_t n_workers;
} job;

/// Worker w takes every n-th stretch of records.
static void
work(void *context, size_t worker)
{
    const job *const j = context;
    hm_knife *const knife = &j->cutter->knives[worker];
    knife->status = HMRNN_OK;
    for (size_t first = worker * STRETCH; first < j->cut->n_pieces;
         first += j->n_workers * STRETCH) {
        const size_t end = hm_size_min(first + STRETCH, j->cut->n_pieces);
        for (size_t i = first; knife->status == HMRNN_OK && i < end; i++)
            knife->status = cut_record(j->cutter, j->cut, &j->cut->pieces[i], knife);
    }
}

hmrnn_status
hm_cutter_run(hm_cutter *cutter, const hm_cut *cut, hmrnn_error *err)
{
    const size_t n = hm_team_size(cutter->team);
    job j = {cutter, cut, n};
    hm_team_run(cutter->team, n, work, &j);
    for (size_t i = 0; i < n; i++)
        if (cutter->knives[i].status != HMRNN_OK)
            return hm_fail(err, cutter->knives[i].status, "%s", cutter->knives[i].err.text);
    return HMRNN_OK;
}

void
hm_cutter_release(hm_cutter *cutter)
{
    if (cutter == NULL || cutter->knives == NULL)
        return;
    for (size_t i = 0; i < hm_team_size(cutter->team); i++) {
        hm_knife *const knife = &cutter->knives[i];
        hm_graphemes_free(knife->graphemes);
        hm_reading_release(&knife->reading);
        hm_lattice_release(&knife->lattice);
        hm_units_release(&knife->units);
        free(knife->unit_depth);
        free(knife->begins);
        free(knife->logit);
        free(knife->cohesion);
        free(knife->probability);
    }
    free(cutter->knives);
    cutter->knives = NULL;
}
