// SPDX-License-Identifier: BSD-2-Clause
//
// cli/unescape.h - the escapes of --delimiter: "\n", " / ", "\xE3\x80".
#ifndef HM_CLI_UNESCAPE_H
#define HM_CLI_UNESCAPE_H

#include "base/bytes.h"
#include "hmrnn.h"

/// Append a text with the escapes \n \t \r \0 \\ and \xHH replaced by their bytes.
/// Errors: HMRNN_EARG (another escape), HMRNN_ENOMEM.
hmrnn_status hm_unescape(const char *text, hm_bytes *out, hmrnn_error *err);

#endif
