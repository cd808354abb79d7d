// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_source.c - any file at all gives its bytes, or less than the limit, or an error.
//
// The first byte of the input chooses the mark of a format to put in front of the rest, so that
// also inputs without a plan get past the first look at a file.
#include <config.h>

#include "text/sniff.h"
#include "text/source.h"

#include "property.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES 100000

static const struct {
    size_t n_bytes;
    const char *bytes;
} marks[] = {{0, ""},
             {10, "\x1F\x8B\x08\0\0\0\0\0\0\x03"},
             {12, "\xFD"
                  "7zXZ\0\0\x04\xE6\xD6\xB4\x46"},
             {10, "BZh91AY&SY"},
             {4, "\x28\xB5\x2F\xFD"},
             {7, "\x04\x22\x4D\x18\x64\x40\xA7"},
             {8, "PK\x03\x04\x0A\0\0\0"},
             {8, "7z\xBC\xAF\x27\x1C\0\x04"},
             {8, "!<arch>\n"},
             {7, "Rar!\x1A\x07\0"},
             {8, "Rar!\x1A\x07\x01\0"},
             {8, "MSCF\0\0\0\0"},
             {6, "xar!\0\x1C"},
             {110, "070701000000010000814900000000000000000000000100000000000000040000000000000000"
                   "00000000000000000000000200000000"}};

/// Write all of it to a file that is gone when it is closed, and make that standard input.
static void
make_input(size_t n_mark, const char *mark, size_t n_bytes, const uint8_t *bytes)
{
    FILE *const file = tmpfile();
    claim(file != NULL, "there can be a file");
    claim(fwrite(mark, 1, n_mark, file) == n_mark && fwrite(bytes, 1, n_bytes, file) == n_bytes &&
              fflush(file) == 0 && lseek(fileno(file), 0, SEEK_SET) == 0 &&
              dup2(fileno(file), STDIN_FILENO) == STDIN_FILENO,
          "the file can be written");
    fclose(file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    if (n_bytes == 0)
        return 0;
    const size_t m = data[0] % (sizeof marks / sizeof marks[0]);
    make_input(marks[m].n_bytes, marks[m].bytes, n_bytes - 1, data + 1);
    const bool is_plain =
        m == 0 && hm_sniff_kind(n_bytes - 1 < HM_SNIFF_BYTES ? n_bytes - 1 : HM_SNIFF_BYTES,
                                data + 1, true) == HM_SNIFF_PLAIN;

    const hm_source_options options = {0, NULL, NULL, MAX_BYTES};
    hm_source *source = NULL;
    claim(hm_source_new(&source, &options, NULL) == HMRNN_OK, "memory suffices");
    const size_t capacity = 1 + (size_t)data[0] * 16;
    size_t n_out = 0, n_errors = 0;
    for (;;) {
        hmrnn_error err = {HMRNN_OK, ""};
        const char *name = NULL;
        unsigned char block[4096];
        size_t n = 1;
        hmrnn_status status = hm_source_next(source, &name, &err);
        if (status == HMRNN_OK && name == NULL)
            break;
        while (status == HMRNN_OK && n > 0) {
            status = hm_source_read(source, capacity, block, &n, &err);
            if (status != HMRNN_OK)
                break;
            claim(!is_plain || memcmp(block, data + 1 + n_out, n) == 0, "plain bytes are the same");
            n_out += n;
        }
        claim(status == err.status, "the message is that of the error");
        claim(status == HMRNN_OK || strncmp(err.text, "(standard input)", 16) == 0 ||
                  status == HMRNN_ENOMEM,
              "the message names the operand");
        n_errors += status != HMRNN_OK;
    }
    claim(n_out <= MAX_BYTES, "the limit holds");
    claim(n_errors <= 1, "an operand fails once");
    claim(!is_plain || (n_out == n_bytes - 1 && n_errors == 0), "plain text comes out whole");
    hm_source_free(source);
    return 0;
}
