// SPDX-License-Identifier: BSD-2-Clause
//
// cli/check_outputs.h - the files that a run is going to write, looked at before hours of work
// depend on them.
#ifndef HM_CLI_CHECK_OUTPUTS_H
#define HM_CLI_CHECK_OUTPUTS_H

#include <stddef.h>

typedef struct hm_output_file {
    const char *option;  ///< that names it, without dashes
    const char *path;    ///< NULL: nothing is written there
} hm_output_file;

/// Die unless each target can be written: its folder lets us, and it is no folder itself. It is a
/// mistake in the command line if two targets are one file, or if one is a file that is read or
/// lies below a folder that is. Devices and pipes may be written to by several and be read as well.
///
/// \param sources  what is read: files and folders; "-" is standard input
void hm_check_outputs(size_t n, const hm_output_file *targets, size_t n_sources,
                      const char *const *sources);

#endif
