// SPDX-License-Identifier: BSD-2-Clause
//
// cli/blas_reexec.c - run the program again if OpenBLAS chose kernels of an older processor.
#include <config.h>

#include "cli/blas_reexec.h"

#include "hmrnn.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

static const char variable[] = "OPENBLAS_CORETYPE";

void
hm_blas_reexec(char *const argv[])
{
    if (getenv(variable) != NULL)
        return;
    const char *const better = hmrnn_blas_better_kernel();
    if (better == NULL)
        return;

    char path[PATH_MAX];  // not /proc/self/exe itself: ps would show "exe"
    const ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0 || setenv(variable, better, 0) != 0)
        return;
    path[n] = '\0';
    execv(path, argv);
    unsetenv(variable);
}
