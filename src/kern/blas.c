// SPDX-License-Identifier: BSD-2-Clause
//
// kern/blas.c - matrix products by OpenBLAS.
#include <config.h>

#include "kern/blas.h"

#include <cblas.h>
#include <stdio.h>
#include <string.h>

void
hm_blas_outer(size_t M, size_t N, size_t R, const float *a, size_t lda, const float *b, size_t ldb,
              float *c, size_t ldc)
{
    if (R == 0)
        return;
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)M, (blasint)N, (blasint)R, 1.0f,
                a, (blasint)lda, b, (blasint)ldb, 1.0f, c, (blasint)ldc);
}

void
hm_blas_use_one_thread(void)
{
    openblas_set_num_threads(1);
}

const char *
hm_blas_kernel(void)
{
    return openblas_get_corename();
}

const char *
hm_blas_version(void)
{
    // openblas_get_config() reads "OpenBLAS 0.3.21 NO_LAPACKE ...": its first two words
    static char version[32];
    if (version[0] == '\0') {
        const char *const config = openblas_get_config();
        const char *const space = strchr(config, ' ');
        const size_t n =
            space == NULL ? strlen(config) : (size_t)(space - config) + 1 + strcspn(space + 1, " ");
        snprintf(version, sizeof version, "%.*s", (int)n, config);
    }
    return version;
}

#if defined(__x86_64__)
/// Kernels of OpenBLAS that use AVX-512, and those that use AVX2 and FMA.
static const char *const avx512_kernels[] = {"SkylakeX", "Cooperlake", "SapphireRapids", NULL};
static const char *const avx2_kernels[] = {"Haswell", "Zen", NULL};

static int
is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return 1;
    return 0;
}

const char *
hm_blas_better_kernel(void)
{
    const char *const picked = hm_blas_kernel();
    __builtin_cpu_init();
    if (is_one_of(picked, avx512_kernels))
        return NULL;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (is_one_of(picked, avx2_kernels))
        return NULL;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
    return NULL;
}
#else
const char *
hm_blas_better_kernel(void)
{
    return NULL;
}
#endif
