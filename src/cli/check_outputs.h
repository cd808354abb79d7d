// SPDX-License-Identifier: BSD-2-Clause
//
// cli/check_outputs.h - the output files of a run, checked before hours of work.
#ifndef HM_CLI_CHECK_OUTPUTS_H
#define HM_CLI_CHECK_OUTPUTS_H

#include <stddef.h>

typedef struct hm_output_file {
    const char *option;  ///< that names it, without dashes
    const char *path;    ///< NULL: nothing is written there
} hm_output_file;

/// Die unless each target can be written: its folder is writable, and it is no folder itself. It is
/// an error in the command line if two targets are the same file, or if a target is an input file
/// or lies below an input folder. Devices and pipes may be targets twice and be read as well.
///
/// \param sources  the inputs: files and folders; "-" is standard input
void hm_check_outputs(size_t n, const hm_output_file *targets, size_t n_sources,
                      const char *const *sources);

#endif
