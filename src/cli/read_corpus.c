// SPDX-License-Identifier: BSD-2-Clause
//
// cli/read_corpus.c - read the operands as a corpus.
#include <config.h>

#include "cli/read_corpus.h"

#include "cli/message.h"

#include <stdio.h>
#include <stdlib.h>

hmrnn_corpus *
hm_new_corpus(void)
{
    hmrnn_error err;
    hmrnn_corpus *corpus = NULL;
    const char *const folder = getenv("TMPDIR");
    const bool is_set = folder != NULL && *folder != '\0';
    hm_message_check(hmrnn_corpus_new(&corpus, &err), &err);
    hm_message_check(hmrnn_corpus_set_folder(corpus, is_set ? folder : P_tmpdir, &err), &err);
    return corpus;
}

hmrnn_corpus *
hm_read_corpus(const hm_input_options *options, size_t n_operands, const char *const *operands)
{
    hmrnn_error err;
    hmrnn_corpus *const corpus = hm_new_corpus();
    hm_input_options divided = *options;
    divided.divides = true;
    hm_input *const input = hm_input_new(&divided, n_operands, operands);
    hm_chars chars = HM_CHARS_INIT;
    hm_record record;
    hm_input_event event = HM_INPUT_ENTRY;
    while (event != HM_INPUT_END) {
        event = hm_input_next(input, &record, &chars);
        if (event == HM_INPUT_RECORD && options->format != NULL) {
            hm_message_check(options->format->add_to_corpus(corpus, hm_input_elements(input), &err),
                             &err);
        } else if (event == HM_INPUT_RECORD) {
            const hmrnn_text text = {chars.chars, chars.n_chars};
            hm_message_check(record.goes_on ? hmrnn_corpus_add_part(corpus, &text, &err)
                                            : hmrnn_corpus_add(corpus, &text, &err),
                             &err);
        }
    }
    hm_chars_release(&chars);
    hm_input_free(input);
    if (hm_message_status() != HM_EXIT_DONE)
        hm_message_die("not all of the text could be read, so nothing was learned from it");
    return corpus;
}
