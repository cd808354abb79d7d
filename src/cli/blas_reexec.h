// SPDX-License-Identifier: BSD-2-Clause
//
// cli/blas_reexec.h - see to it that OpenBLAS uses the kernels that fit this processor.
#ifndef HM_CLI_BLAS_REEXEC_H
#define HM_CLI_BLAS_REEXEC_H

/// OpenBLAS chooses its kernels when it is loaded, and an older one does not know newer processors.
/// Where there are better ones, set its variable OPENBLAS_CORETYPE and run this program anew; a
/// variable that is set already stays as it is, so this happens once. Returns if there is nothing
/// to do, or if it cannot be done: then the program is slower and as right as ever.
///
/// Nothing must have been read from standard input.
void hm_blas_reexec(char *const argv[]);

#endif
