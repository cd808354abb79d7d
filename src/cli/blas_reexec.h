// SPDX-License-Identifier: BSD-2-Clause
//
// cli/blas_reexec.h - run the program again if OpenBLAS chose kernels of an older processor.
#ifndef HM_CLI_BLAS_REEXEC_H
#define HM_CLI_BLAS_REEXEC_H

/// OpenBLAS chooses its kernels when it is loaded, and an older version does not know newer
/// processors. If it has better ones, set its variable OPENBLAS_CORETYPE and execute this program
/// again. A variable that is set is not changed, so this happens once. Returns if there is nothing
/// to do or if it fails; the program is slower then, and its results are the same.
///
/// To be called before anything is read from standard input.
void hm_blas_reexec(char *const argv[]);

#endif
