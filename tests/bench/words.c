// SPDX-License-Identifier: BSD-2-Clause
//
// words.c - a peer: the word boundaries of ICU, which has a dictionary for Chinese and Japanese.
//
//     words < TEXT
//
// Reads UTF-8 lines and writes them with a space between words.
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

typedef struct room {
    UChar *units;
    char *bytes;
    size_t n;
} room;

static void
write_line(UBreakIterator *words, room *r, const char *line, size_t n)
{
    UErrorCode error = U_ZERO_ERROR;
    if (n + 1 > r->n) {
        r->n = 2 * (n + 1);
        r->units = realloc(r->units, r->n * sizeof *r->units);
        r->bytes = realloc(r->bytes, 3 * r->n);
        if (r->units == NULL || r->bytes == NULL)
            exit(1);
    }
    int32_t n_units = 0;
    u_strFromUTF8WithSub(r->units, (int32_t)r->n, &n_units, line, (int32_t)n, 0xFFFD, NULL, &error);
    ubrk_setText(words, r->units, n_units, &error);
    int32_t begin = ubrk_first(words);
    for (int32_t end = ubrk_next(words); end != UBRK_DONE; begin = end, end = ubrk_next(words)) {
        int32_t n_bytes = 0;
        if (begin > 0)
            putchar_unlocked(' ');
        u_strToUTF8(r->bytes, (int32_t)(3 * r->n), &n_bytes, r->units + begin, end - begin, &error);
        fwrite(r->bytes, 1, (size_t)n_bytes, stdout);
    }
    putchar_unlocked('\n');
    if (U_FAILURE(error))
        exit(1);
}

int
main(void)
{
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *const words = ubrk_open(UBRK_WORD, "zh", NULL, 0, &error);
    if (U_FAILURE(error))
        return 1;
    room r = {NULL, NULL, 0};
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n = 0;
    while ((n = getline(&line, &capacity, stdin)) > 0)
        write_line(words, &r, line, (size_t)n - (line[n - 1] == '\n'));
    free(line);
    free(r.units);
    free(r.bytes);
    ubrk_close(words);
    return 0;
}
