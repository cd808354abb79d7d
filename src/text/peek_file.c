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
hm_peek_buffer_take(hm_peek_buffer *head, size_t capacity, unsigned char *bytes)
{
    const size_t n = hm_size_min(capacity, head->n_bytes - head->n_given);
    memcpy(bytes, head->bytes + head->n_given, n);
    head->n_given += n;
    return n;
}

void
hm_peek_file_open(hm_peek_file *peek, int fd)
{
    struct stat about;
    const bool is_regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    peek->fd = fd;
    peek->start = is_regular ? lseek(fd, 0, SEEK_CUR) : -1;
    peek->read_error = 0;
    peek->n_in = 0;
    peek->head.n_bytes = peek->head.n_given = 0;
}

static ssize_t
read_more(hm_peek_file *peek, size_t capacity, unsigned char *bytes)
{
    ssize_t n = 0;
    do
        n = read(peek->fd, bytes, capacity);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        peek->read_error = errno;
    else
        peek->n_in += (uint64_t)n;
    return n;
}

bool
hm_peek_file_sniff(hm_peek_file *peek, hm_sniff *kind)
{
    hm_peek_buffer *const head = &peek->head;
    bool is_all = false;
    for (;;) {
        const hm_sniff found = hm_sniff_kind(head->n_bytes, head->bytes, is_all);
        if (found != HM_SNIFF_MORE) {
            *kind = found;
            return true;
        }
        const ssize_t n =
            read_more(peek, sizeof head->bytes - head->n_bytes, head->bytes + head->n_bytes);
        if (n < 0)
            return false;
        head->n_bytes += (size_t)n;
        is_all = n == 0;
    }
}

ssize_t
hm_peek_file_read(hm_peek_file *peek, size_t capacity, unsigned char *bytes)
{
    const size_t n = hm_peek_buffer_take(&peek->head, capacity, bytes);
    return n > 0 ? (ssize_t)n : read_more(peek, capacity, bytes);
}

off_t
hm_peek_file_seek(hm_peek_file *peek, off_t offset, int whence)
{
    if (whence == SEEK_SET)
        offset += peek->start;
    if (whence == SEEK_CUR)  // the file itself stands behind the head
        offset -= (off_t)(peek->head.n_bytes - peek->head.n_given);
    const off_t at = lseek(peek->fd, offset, whence);
    if (at < 0)
        return -1;
    peek->head.n_given = peek->head.n_bytes;
    return at - peek->start;
}

void
hm_peek_file_close(hm_peek_file *peek)
{
    if (peek->fd >= 0)
        close(peek->fd);
    peek->fd = -1;
}
