// SPDX-License-Identifier: BSD-2-Clause
//
// A run in two directions with a guide: both learn it, and say so in the places of the text as it
// is written.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"
#include "train/bidirectional.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// A segment ends after each 'e' and where a record does.
static hm_labels
guide_of(const hm_trainer *run, const hm_id_text *text)
{
    const uint32_t e = hm_alphabet_id(run->model.alphabet, 'e');
    hm_labels guide = hm_labels_in(NULL, HM_LABELS_LEXICON);
    hm_labels_append(&guide, text->n);
    assert_int_equal(hm_labels_add_layer(&guide, 0, NULL), HMRNN_OK);
    for (size_t i = 0; i < text->n; i++) {
        const bool ends = text->ids[i] == e || text->ids[i] == run->record_separator ||
                          text->ids[i + 1 < text->n ? i + 1 : i] == run->record_separator;
        guide.layer[0][i] = hm_soft_label_of(ends ? 1.0f : 0.0f, ends);
    }
    return guide;
}

static hmrnn_trainer *
begin_guided(double epochs)
{
    hmrnn_train_options options = api_fixture_options();
    options.is_bidirectional = 1;
    options.mask = 0.1;
    options.epochs = epochs;
    hmrnn_trainer *const trainer = api_fixture_begin(&options, 300);
    const hm_trainer *const run = trainer->run[0];
    hm_labels train = guide_of(run, &run->train);
    hm_labels valid = guide_of(run, &run->valid);
    assert_int_equal(hm_bidirectional_set_labels(trainer, &train, &valid, NULL), HMRNN_OK);
    hm_labels_release(&train);
    hm_labels_release(&valid);
    return trainer;
}

static void
the_second_run_reads_each_record_from_its_end_with_the_guide_between_the_same_letters(void **state)
{
    (void)state;
    hmrnn_trainer *const trainer = begin_guided(0.1);
    const hm_id_text *const there = &trainer->run[0]->train;
    const hm_id_text *const back = &trainer->run[1]->train;
    const uint32_t newline = trainer->run[0]->record_separator;
    assert_int_equal(there->n, back->n);
    for (size_t first = 0; first < there->n;) {
        size_t end = first;
        for (; there->ids[end] != newline; end++)
            ;
        assert_int_equal(back->ids[end], newline);
        for (size_t i = first; i < end; i++) {
            const size_t mirror = first + end - 1 - i;
            assert_int_equal(back->ids[mirror], there->ids[i]);
            if (i + 1 < end)  // between i and i + 1, and mirror - 1 and mirror
                assert_int_equal(back->labels.layer[0][mirror - 1], there->labels.layer[0][i]);
        }
        first = end + 1;
    }
    hmrnn_trainer_free(trainer);
}

static void
both_directions_follow_the_guide_and_are_asked_together(void **state)
{
    (void)state;
    hmrnn_trainer *const trainer = begin_guided(6.0);
    const hm_id_text *const text = &trainer->run[0]->valid;
    const uint32_t newline = trainer->run[0]->record_separator;
    float *const there = calloc(text->n, sizeof *there);
    float *const back = calloc(text->n, sizeof *back);
    float *const pmi = calloc(text->n, sizeof *pmi);
    hmrnn_train_report report;
    size_t n_wrong[2] = {0, 0};
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, &report);
    assert_true(report.label_f1 > 0.97);

    const hm_outputs asked = {.logit = {there, back}, .pmi = pmi};
    assert_int_equal(hm_bidirectional_infer(trainer, false, text, &asked, NULL), HMRNN_OK);

    for (size_t i = 0; i + 1 < text->n; i++) {
        if (text->ids[i] == newline) {
            assert_true(there[i] == 0.0f && back[i] == 0.0f && pmi[i] == 0.0f);
            continue;
        }
        n_wrong[0] += (there[i] > 0.0f) != (hm_soft_label_decision(text->labels.layer[0][i]) == 1);
        n_wrong[1] += (back[i] > 0.0f) != (hm_soft_label_decision(text->labels.layer[0][i]) == 1);
        if (text->ids[i + 1] == newline)
            assert_true(pmi[i] == 0.0f);
    }
    assert_true(n_wrong[0] * 50 < text->n && n_wrong[1] * 50 < text->n);
    free(there);
    free(back);
    free(pmi);
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            the_second_run_reads_each_record_from_its_end_with_the_guide_between_the_same_letters),
        cmocka_unit_test(both_directions_follow_the_guide_and_are_asked_together),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
