// SPDX-License-Identifier: BSD-2-Clause
//
// text/peek_file.c - an open file, of which the first bytes have been looked at.
#include <config.h>

#include "text/peek_file.h"

#include "base/size.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t
hm_head_take(hm_head *head, size_t n_room, unsigned char *bytes)
{
    const size_t n = hm_size_min(n_room, head->n_bytes - head->n_given);
    memcpy(bytes, head->bytes + head->n_given, n);
    head->n_given += n;
    return n;
}

void
hm_inlet_open(hm_inlet *inlet, int fd)
{
    struct stat about;
    const bool is_regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    inlet->fd = fd;
    inlet->start = is_regular ? lseek(fd, 0, SEEK_CUR) : -1;
    inlet->read_error = 0;
    inlet->n_in = 0;
    inlet->head.n_bytes = inlet->head.n_given = 0;
}

static ssize_t
read_more(hm_inlet *inlet, size_t n_room, unsigned char *bytes)
{
    ssize_t n = 0;
    do
        n = read(inlet->fd, bytes, n_room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        inlet->read_error = errno;
    else
        inlet->n_in += (uint64_t)n;
    return n;
}

bool
hm_inlet_sniff(hm_inlet *inlet, hm_sniff *kind)
{
    hm_head *const head = &inlet->head;
    bool is_all = false;
    for (;;) {
        const hm_sniff found = hm_sniff_kind(head->n_bytes, head->bytes, is_all);
        if (found != HM_SNIFF_MORE) {
            *kind = found;
            return true;
        }
        const ssize_t n =
            read_more(inlet, sizeof head->bytes - head->n_bytes, head->bytes + head->n_bytes);
        if (n < 0)
            return false;
        head->n_bytes += (size_t)n;
        is_all = n == 0;
    }
}

ssize_t
hm_inlet_read(hm_inlet *inlet, size_t n_room, unsigned char *bytes)
{
    const size_t n = hm_head_take(&inlet->head, n_room, bytes);
    return n > 0 ? (ssize_t)n : read_more(inlet, n_room, bytes);
}

off_t
hm_inlet_seek(hm_inlet *inlet, off_t offset, int whence)
{
    if (whence == SEEK_SET)
        offset += inlet->start;
    if (whence == SEEK_CUR)                     // the file itself stands behind the head
        offset -= (off_t)(inlet->head.n_bytes - inlet->head.n_given);
    const off_t at = lseek(inlet->fd, offset, whence);
    if (at < 0)
        return -1;
    inlet->head.n_given = inlet->head.n_bytes;
    return at - inlet->start;
}

void
hm_inlet_close(hm_inlet *inlet)
{
    if (inlet->fd >= 0)
        close(inlet->fd);
    inlet->fd = -1;
}
