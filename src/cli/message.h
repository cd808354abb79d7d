// SPDX-License-Identifier: BSD-2-Clause
//
// cli/message.h - messages on standard error, and the exit status that follows from them.
//
// Every message is one line, "tool: text". Control characters, invisible characters and bytes that
// are no character, as names of files may have them, are shown as "\xHH". A tool is one process
// with one standard error, so this file has state.
#ifndef HM_CLI_MESSAGE_H
#define HM_CLI_MESSAGE_H

#include "base/bytes.h"
#include "base/error.h"
#include "hmrnn.h"

#include <stdbool.h>

enum { HM_EXIT_DONE = 0, HM_EXIT_FAILED = 1, HM_EXIT_USAGE = 2 };

/// Before anything else. \param tool  its name; must outlive the messages
void hm_message_begin(const char *tool);

/// A note, which is no failure.
void hm_message_note(const char *format, ...) HM_PRINTF(1, 2);

/// A failure after which the tool goes on; hm_message_status() is HM_EXIT_FAILED from now on.
void hm_message_fail(const char *format, ...) HM_PRINTF(1, 2);

/// A failure after which the tool exits at once.
_Noreturn void hm_message_die(const char *format, ...) HM_PRINTF(1, 2);

/// An error in the command line: mention --help, and exit with HM_EXIT_USAGE.
_Noreturn void hm_message_usage(const char *format, ...) HM_PRINTF(1, 2);

/// Exit with the library's message unless `status` is HMRNN_OK: by hm_message_usage() if it is
/// HMRNN_EARG, since all arguments come from the command line, else by hm_message_die().
void hm_message_check(hmrnn_status status, const hmrnn_error *err);

/// HM_EXIT_DONE, or HM_EXIT_FAILED if anything failed so far.
int hm_message_status(void);

/// Show a line that the next one, or the next message, replaces; NULL erases it. For a terminal and
/// for ASCII only; truncated to the width of the terminal.
void hm_message_transient(const char *line);

/// Append a text, most likely UTF-8, with escapes as above.
void hm_message_quote(hm_bytes *out, const char *text);

#endif
