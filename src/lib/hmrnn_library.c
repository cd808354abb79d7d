// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_library.c - what this library is and what runs with it.
#include <config.h>

#include "hmrnn.h"

#include "kern/blas.h"
#include "kern/kern.h"
#include "segment/metrics.h"
#include "text/decode.h"
#include "text/source.h"

#include <pthread.h>
#include <stdio.h>

const char *
hmrnn_version(void)
{
    return PACKAGE_VERSION;
}

static char libraries[512];
static pthread_once_t libraries_once = PTHREAD_ONCE_INIT;

static void
describe_libraries(void)
{
    snprintf(libraries, sizeof libraries, "%s, %s kernels\n%s\n%s\nvector kernels for %s",
             hm_blas_version(), hm_blas_kernel(), hm_decode_library(), hm_source_library(),
             hm_kernels_best()->name);
}

const char *
hmrnn_libraries(void)
{
    pthread_once(&libraries_once, describe_libraries);
    return libraries;
}

const char *
hmrnn_blas_kernel(void)
{
    return hm_blas_kernel();
}

const char *
hmrnn_blas_better_kernel(void)
{
    return hm_blas_better_kernel();
}

void
hmrnn_agreement_add(hmrnn_agreement *agreement, size_t n_chars, const uint8_t *gold_ends,
                    const uint8_t *found_ends)
{
    hm_metrics_add(agreement, n_chars, gold_ends, found_ends);
}
