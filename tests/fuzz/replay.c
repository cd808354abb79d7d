// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/replay.c - run a fuzz target without a fuzzer.
//
//     replay            a few thousand pseudo-random inputs, the same ones each time
//     replay FILE...    these inputs, such as one that a fuzzer has found
//
// A target says by abort() that a property does not hold; we then tell which input it was. What
// goes to standard output is TAP.
#include <config.h>

#include "base/rng.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define N_ROUNDS 4000
#define N_LONGEST 3000
#define SEED 20160901

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static char input[4096];  // what the target is looking at

static void
on_abort(int sig)
{
    (void)sig;  // the default action follows: no harm is done
    fprintf(stderr, "with the input: %s\n", input);
}

/// Bytes that mean something to a target come up more often than by chance.
static uint8_t
interesting_byte(hm_rng *rng)
{
    static const uint8_t bytes[] = {'\n', 0,    'a',  ' ',  0x80, 0xC3, 0xE3, 0x81, 0xCC,
                                    0xF0, 0x9F, 0xED, 0xA0, 0xFF, 0x1B, '$',  '~',  '{'};
    return hm_rng_below(rng, 3) == 0 ? (uint8_t)hm_rng_below(rng, 256)
                                     : bytes[hm_rng_below(rng, sizeof bytes)];
}

static void
run_random(void)
{
    static uint8_t data[N_LONGEST];
    for (uint64_t round = 0; round < N_ROUNDS; round++) {
        hm_rng rng = hm_rng_stream(SEED, round);
        const size_t n_most = hm_rng_below(&rng, 8) == 0 ? N_LONGEST : 40;
        const size_t n_bytes = hm_rng_below(&rng, n_most);
        for (size_t i = 0; i < n_bytes; i++)
            data[i] = interesting_byte(&rng);
        snprintf(input, sizeof input, "seed %d, round %u", SEED, (unsigned)round);
        LLVMFuzzerTestOneInput(data, n_bytes);
    }
}

static int
run_file(const char *path)
{
    snprintf(input, sizeof input, "%s", path);
    FILE *const file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    static uint8_t data[1 << 20];
    const size_t n_bytes = fread(data, 1, sizeof data, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, n_bytes);
    return 0;
}

int
main(int argc, char **argv)
{
    int status = EXIT_SUCCESS;
    signal(SIGABRT, on_abort);
    printf("1..1\n");
    for (int i = 1; i < argc; i++)
        if (run_file(argv[i]) != 0)
            status = EXIT_FAILURE;
    if (argc == 1)
        run_random();
    printf("%s 1 - all inputs were run\n", status == EXIT_SUCCESS ? "ok" : "not ok");
    return status;
}
