// SPDX-License-Identifier: BSD-2-Clause
//
// cli/output.c - standard output, with every failure of a write reported.
#include <config.h>

#include "cli/output.h"

#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
hm_output_begin(void)
{
    // In the wrong direction, so that reading or writing a closed stream is still an error.
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", modes[fd]);  // gets the lowest number that is free: fd
    }
}

static _Noreturn void
give_up(int error)
{
    if (error == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    hm_message_die("cannot write to standard output: %s", strerror(error));
}

void
hm_output_write(hm_bytes *bytes, bool is_urgent)
{
    if (bytes->n_bytes > 0 && fwrite(bytes->data, 1, bytes->n_bytes, stdout) != bytes->n_bytes)
        give_up(errno);
    hm_bytes_reset(bytes);
    if (is_urgent && fflush(stdout) != 0)
        give_up(errno);
}

void
hm_output_end(void)
{
    if (fflush(stdout) != 0)
        give_up(errno);
    if (close(STDOUT_FILENO) != 0)  // a full network file system may report it only here
        give_up(errno);
}

bool
hm_output_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}
