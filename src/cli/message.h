// SPDX-License-Identifier: BSD-2-Clause
//
// cli/message.h - what a tool says on standard error, and the exit status that follows from it.
//
// Every message is one line, "tool: text". Whatever stands in it, names of files for instance, no
// control character, invisible character or stray byte reaches the terminal: those are shown as
// "\xHH". A tool is one process with one standard error, so this file has state.
#ifndef HM_CLI_MESSAGE_H
#define HM_CLI_MESSAGE_H

#include "base/bytes.h"
#include "base/error.h"
#include "hmrnn.h"

#include <stdbool.h>

enum { HM_EXIT_DONE = 0, HM_EXIT_FAILED = 1, HM_EXIT_USAGE = 2 };

/// Before anything else. \param tool  its name; must outlive the messages
void hm_message_begin(const char *tool);

/// Something worth knowing that is no failure.
void hm_message_note(const char *format, ...) HM_PRINTF(1, 2);

/// Something failed; the tool may go on, but hm_message_status() is HM_EXIT_FAILED from now on.
void hm_message_fail(const char *format, ...) HM_PRINTF(1, 2);

/// hm_message_fail() and the end: exit at once.
_Noreturn void hm_message_die(const char *format, ...) HM_PRINTF(1, 2);

/// The command line makes no sense: say so, point to --help, exit with HM_EXIT_USAGE.
_Noreturn void hm_message_usage(const char *format, ...) HM_PRINTF(1, 2);

/// Die with the library's message unless `status` is HMRNN_OK: as hm_message_usage() does if it is
/// HMRNN_EARG, since all arguments come from the command line.
void hm_message_check(hmrnn_status status, const hmrnn_error *err);

/// HM_EXIT_DONE, or HM_EXIT_FAILED if anything failed so far.
int hm_message_status(void);

/// Show a line that the next one, or the next message, takes the place of; NULL takes it away.
/// Only for a terminal, and for ASCII: what is too wide is cut.
void hm_message_transient(const char *line);

/// Append a text of bytes, most likely UTF-8, so that it can be shown: see above.
void hm_message_quote(hm_bytes *out, const char *text);

#endif
