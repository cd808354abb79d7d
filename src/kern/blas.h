// SPDX-License-Identifier: BSD-2-Clause
//
// kern/blas.h - matrix products by OpenBLAS: the large ones, over all steps of a window at once.
#ifndef HM_KERN_BLAS_H
#define HM_KERN_BLAS_H

#include <stddef.h>

/// C[M][N] += A^T B: the gradient of a weight matrix from R rows of what went in and came back.
///
/// \param a        [R][M], lda
/// \param b        [R][N], ldb
/// \param c        [M][N], ldc
void hm_blas_outer(size_t M, size_t N, size_t R, const float *a, size_t lda, const float *b,
                   size_t ldb, float *c, size_t ldc);

/// Run every product in the calling thread: our threads divide the work themselves, in a way that
/// does not depend on their number.
void hm_blas_use_one_thread(void);

/// The kernels that OpenBLAS picked when it was loaded, e.g. "SkylakeX"; static.
const char *hm_blas_kernel(void);

/// The version of OpenBLAS, e.g. "OpenBLAS 0.3.21"; static.
const char *hm_blas_version(void);

/// The kernels it should have picked, if it did not know the processor; otherwise NULL. OpenBLAS
/// goes by model numbers, and releases older than a processor fall back to kernels without its
/// vector instructions; CPUID says what the processor can do.
const char *hm_blas_better_kernel(void);

#endif
