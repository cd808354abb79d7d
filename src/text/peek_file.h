// SPDX-License-Identifier: BSD-2-Clause
//
// text/peek_file.h - an open file, of which the first bytes have been looked at.
//
// The bytes that were read to detect the file's format are returned again by the reads that follow.
#ifndef HM_TEXT_PEEK_FILE_H
#define HM_TEXT_PEEK_FILE_H

#include "text/sniff.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct hm_peek_buffer {  ///< the first bytes of a stream
    unsigned char bytes[HM_SNIFF_BYTES];
    size_t n_bytes;
    size_t n_given;  ///< how many have been given out
} hm_peek_buffer;

typedef struct hm_peek_file {
    int fd;          ///< -1: closed
    off_t start;     ///< where the file began for us; -1: no plain file
    int read_error;  ///< errno of a failed read(2), 0 if none failed
    uint64_t n_in;   ///< bytes read so far
    hm_peek_buffer head;
} hm_peek_file;

/// Take bytes from the head; 0 if none are left.
size_t hm_peek_buffer_take(hm_peek_buffer *head, size_t capacity, unsigned char *bytes);

/// Takes `fd`, which may stand anywhere in its file.
void hm_peek_file_open(hm_peek_file *peek, int fd);

/// Read as little as is needed to detect the format; false if a read failed (peek->read_error).
bool hm_peek_file_sniff(hm_peek_file *peek, hm_sniff *kind);

/// Read what is there, up to `capacity` bytes, whatever signals come; 0 at the end, -1 if the read
/// failed (peek->read_error).
ssize_t hm_peek_file_read(hm_peek_file *peek, size_t capacity, unsigned char *bytes);

/// lseek(2), but counting from where the file began for us; only for a file with a start.
off_t hm_peek_file_seek(hm_peek_file *peek, off_t offset, int whence);

void hm_peek_file_close(hm_peek_file *peek);

#endif
