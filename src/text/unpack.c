// SPDX-License-Identifier: BSD-2-Clause
//
// text/unpack.c - the texts in an open file.
//
// A file goes through up to three stages, told apart by hm_sniff_kind():
//
//     the file itself  ->  what was compressed in it  ->  the members of an archive
//                          (libarchive: filters)          (libarchive: formats)
//
// Plain text ends at the first stage and never meets libarchive. Each stage looks at its first
// bytes to know whether there is another, and gives them out again before it reads on.
#include <config.h>

#include "text/unpack.h"

#include "base/bytes.h"
#include "base/error.h"
#include "text/peek_file.h"
#include "text/sniff.h"

#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_BLOCK ((size_t)1 << 16)

struct hm_unpack {
    const char *member;        // glob, or NULL
    const char *operand;       // name of the open file
    hm_peek_file peek;         // first stage
    hm_peek_buffer head;       // of the second stage
    struct archive *unpacked;  // second stage, or NULL
    struct archive *members;   // third stage, or NULL
    size_t n_matched;          // members selected so far
    bool is_hollow;            // nothing was compressed in it
    bool has_begun;            // the only entry of a file that is no archive
    bool is_in_entry;
    hm_bytes name;  // of the entry, ends in NUL
    unsigned char file_block[N_BLOCK];
    unsigned char unpacked_block[N_BLOCK];
};

hmrnn_status
hm_unpack_new(hm_unpack **out, const char *member, hmrnn_error *err)
{
    hm_unpack *const unpack = calloc(1, sizeof *unpack);
    if (unpack == NULL)
        return hm_fail_memory(err, "unpacking", sizeof *unpack);
    unpack->member = member;
    unpack->peek.fd = -1;
    *out = unpack;
    return HMRNN_OK;
}

/// Say what libarchive, or the system below it, found wrong.
static hmrnn_status
fail_entry(const hm_unpack *unpack, hmrnn_error *err)
{
    struct archive *const archive = unpack->members != NULL ? unpack->members : unpack->unpacked;
    const char *const name = hm_unpack_name(unpack);
    if (unpack->peek.read_error != 0)
        return hm_fail(err, HMRNN_EIO, "%s: cannot read: %s", name,
                       strerror(unpack->peek.read_error));
    if (archive_errno(archive) == ENOMEM)
        return hm_fail(err, HMRNN_ENOMEM, "%s: no memory to unpack it", name);
    const char *const said = archive_error_string(archive);
    return hm_fail(err, HMRNN_EFORMAT, "%s: damaged, truncated or of an unknown kind: %s", name,
                   said != NULL ? said : "no more is known");
}

static hmrnn_status
set_name(hm_unpack *unpack, const char *member, hmrnn_error *err)
{
    hm_bytes_reset(&unpack->name);
    HM_TRY(hm_bytes_append_string(&unpack->name, unpack->operand, err));
    if (member != NULL) {
        HM_TRY(hm_bytes_append_string(&unpack->name, ":", err));
        HM_TRY(hm_bytes_append_string(&unpack->name, member, err));
    }
    return hm_bytes_append(&unpack->name, 1, "", err);
}

// ------------------------------------------------------------------------ first stage: the file

static la_ssize_t
on_read_file(struct archive *archive, void *context, const void **block)
{
    hm_unpack *const unpack = context;
    const ssize_t n = hm_peek_file_read(&unpack->peek, N_BLOCK, unpack->file_block);
    if (n < 0) {
        archive_set_error(archive, unpack->peek.read_error, "cannot read the file");
        return -1;
    }
    *block = unpack->file_block;
    return n;
}

static la_int64_t
on_seek_file(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    hm_unpack *const unpack = context;
    const off_t at = hm_peek_file_seek(&unpack->peek, offset, whence);
    if (at < 0) {
        archive_set_error(archive, errno, "cannot seek: %s", strerror(errno));
        return ARCHIVE_FATAL;
    }
    return at;
}

// ------------------------------------------------------------- second stage: what was compressed

static ssize_t
read_unpacked(hm_unpack *unpack, size_t capacity, unsigned char *bytes)
{
    const size_t n = hm_peek_buffer_take(&unpack->head, capacity, bytes);
    if (n > 0 || unpack->is_hollow)
        return (ssize_t)n;
    return archive_read_data(unpack->unpacked, bytes, capacity);
}

static la_ssize_t
on_read_unpacked(struct archive *archive, void *context, const void **block)
{
    hm_unpack *const unpack = context;
    const ssize_t n = read_unpacked(unpack, N_BLOCK, unpack->unpacked_block);
    if (n < 0) {
        archive_copy_error(archive, unpack->unpacked);
        return -1;
    }
    *block = unpack->unpacked_block;
    return n;
}

/// Filters that libarchive does itself; those that it leaves to other programs are not among them.
static void
support_filters(struct archive *archive)
{
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_compress(archive);
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_lz4(archive);
    archive_read_support_filter_lzip(archive);
    archive_read_support_filter_lzma(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_raw(archive);
    archive_read_support_format_empty(archive);
}

static hmrnn_status
open_unpacked(hm_unpack *unpack, hm_sniff *kind, hmrnn_error *err)
{
    unpack->unpacked = archive_read_new();
    if (unpack->unpacked == NULL)
        return hm_fail_memory(err, "unpacking", 0);
    support_filters(unpack->unpacked);
    struct archive_entry *entry = NULL;
    if (archive_read_open(unpack->unpacked, unpack, NULL, on_read_file, NULL) != ARCHIVE_OK)
        return fail_entry(unpack, err);
    if (archive_filter_count(unpack->unpacked) < 2)  // it found no filter but "none"
        return hm_fail(err, HMRNN_EFORMAT, "%s: damaged or truncated: nothing can be unpacked",
                       unpack->operand);
    const int began = archive_read_next_header(unpack->unpacked, &entry);
    if (began != ARCHIVE_OK && began != ARCHIVE_EOF)
        return fail_entry(unpack, err);

    unpack->is_hollow = began == ARCHIVE_EOF;
    hm_peek_buffer *const h = &unpack->head;
    const ssize_t n = read_unpacked(unpack, sizeof h->bytes, h->bytes);
    if (n < 0)
        return fail_entry(unpack, err);
    h->n_bytes = (size_t)n;
    *kind = hm_sniff_kind(h->n_bytes, h->bytes, true);
    return HMRNN_OK;
}

// --------------------------------------------------------- third stage: the members of an archive

/// The formats whose marks hm_sniff_kind() knows; none that a text could be mistaken for.
static void
support_formats(struct archive *archive)
{
    archive_read_support_format_7zip(archive);
    archive_read_support_format_ar(archive);
    archive_read_support_format_cab(archive);
    archive_read_support_format_cpio(archive);
    archive_read_support_format_lha(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_xar(archive);
    archive_read_support_format_zip(archive);
}

static hmrnn_status
open_members(hm_unpack *unpack, hmrnn_error *err)
{
    unpack->members = archive_read_new();
    if (unpack->members == NULL)
        return hm_fail_memory(err, "reading an archive", 0);
    support_formats(unpack->members);
    archive_read_set_callback_data(unpack->members, unpack);
    if (unpack->unpacked != NULL) {
        archive_read_set_read_callback(unpack->members, on_read_unpacked);
    } else {
        archive_read_set_read_callback(unpack->members, on_read_file);
        if (unpack->peek.start >= 0)  // 7-zip and zip are read from their end
            archive_read_set_seek_callback(unpack->members, on_seek_file);
    }
    if (archive_read_open1(unpack->members) != ARCHIVE_OK)
        return fail_entry(unpack, err);
    return HMRNN_OK;
}

static const char *
member_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (name == NULL)  // no way to write it in the locale's encoding
        name = archive_entry_pathname_utf8(entry);
    return name != NULL ? name : "(a member without a name)";
}

static bool
is_selected(const hm_unpack *unpack, const char *name)
{
    if (unpack->member == NULL)
        return true;
    while (name[0] == '.' && name[1] == '/')
        name += 2;
    const char *const slash = strrchr(name, '/');
    if (slash != NULL && strchr(unpack->member, '/') == NULL)
        name = slash + 1;
    return fnmatch(unpack->member, name, 0) == 0;
}

/// Look at a member: *is_text if its bytes are wanted.
static hmrnn_status
check_member(hm_unpack *unpack, struct archive_entry *entry, bool *is_text, hmrnn_error *err)
{
    const char *const name = hm_unpack_name(unpack);
    const char *const link = archive_entry_hardlink(entry);
    const bool has_data = archive_entry_size_is_set(entry) == 0 || archive_entry_size(entry) > 0;
    *is_text = false;
    if (link != NULL && !has_data) {  // the bytes come, or came, under the other name
        if (is_selected(unpack, link))
            return HMRNN_OK;
        return hm_fail(err, HMRNN_EFORMAT,
                       "%s: a link to '%s', which is not selected: select that one", name, link);
    }
    if (link == NULL && archive_entry_filetype(entry) == AE_IFLNK)
        return HMRNN_OK;
    if (link == NULL && archive_entry_filetype(entry) != AE_IFREG)
        return hm_fail(err, HMRNN_EFORMAT, "%s: not a file but a FIFO, socket or device", name);
    if (archive_entry_is_encrypted(entry))
        return hm_fail(err, HMRNN_EFORMAT, "%s: encrypted: decrypt the archive first", name);
    unpack->n_matched++;
    *is_text = true;
    return HMRNN_OK;
}

/// Go to the next member that is text, if there is one.
static hmrnn_status
next_member(hm_unpack *unpack, hmrnn_error *err)
{
    bool is_text = false;
    while (!is_text) {
        struct archive_entry *entry = NULL;
        const int found = archive_read_next_header(unpack->members, &entry);
        if (found == ARCHIVE_EOF) {
            if (unpack->member != NULL && unpack->n_matched == 0)
                return hm_fail(err, HMRNN_EFORMAT, "%s: no member matches '%s'", unpack->operand,
                               unpack->member);
            return HMRNN_OK;
        }
        if (found != ARCHIVE_OK && found != ARCHIVE_WARN)
            return fail_entry(unpack, err);
        const char *const member = member_name(entry);
        if (archive_entry_filetype(entry) == AE_IFDIR || !is_selected(unpack, member))
            continue;
        HM_TRY(set_name(unpack, member, err));
        HM_TRY(check_member(unpack, entry, &is_text, err));
    }
    unpack->is_in_entry = true;
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------ the whole

hmrnn_status
hm_unpack_open(hm_unpack *unpack, int fd, const char *operand, hmrnn_error *err)
{
    hm_unpack_close(unpack);
    hm_peek_file_open(&unpack->peek, fd);
    unpack->operand = operand;
    unpack->head.n_bytes = unpack->head.n_given = 0;
    unpack->n_matched = 0;
    unpack->is_hollow = false;
    unpack->has_begun = false;

    hm_sniff kind = HM_SNIFF_PLAIN;
    HM_TRY(set_name(unpack, NULL, err));
    if (!hm_peek_file_sniff(&unpack->peek, &kind))
        return fail_entry(unpack, err);
    if (kind == HM_SNIFF_PACKED)
        HM_TRY(open_unpacked(unpack, &kind, err));
    return kind == HM_SNIFF_ARCHIVE ? open_members(unpack, err) : HMRNN_OK;
}

bool
hm_unpack_is_open(const hm_unpack *unpack)
{
    return unpack->peek.fd >= 0;
}

hmrnn_status
hm_unpack_next(hm_unpack *unpack, const char **name, hmrnn_error *err)
{
    unpack->is_in_entry = false;
    if (unpack->members != NULL)
        HM_TRY(next_member(unpack, err));
    else
        unpack->is_in_entry = !unpack->has_begun;
    unpack->has_begun = true;
    *name = unpack->is_in_entry ? hm_unpack_name(unpack) : NULL;
    return HMRNN_OK;
}

const char *
hm_unpack_name(const hm_unpack *unpack)
{
    return (const char *)unpack->name.data;
}

hmrnn_status
hm_unpack_read(hm_unpack *unpack, size_t capacity, unsigned char *bytes, size_t *n_read,
               hmrnn_error *err)
{
    assert(capacity > 0);
    ssize_t n = 0;
    if (unpack->is_in_entry && unpack->members != NULL)
        n = archive_read_data(unpack->members, bytes, capacity);
    else if (unpack->is_in_entry && unpack->unpacked != NULL)
        n = read_unpacked(unpack, capacity, bytes);
    else if (unpack->is_in_entry)
        n = hm_peek_file_read(&unpack->peek, capacity, bytes);
    if (n < 0)
        return fail_entry(unpack, err);
    unpack->is_in_entry = unpack->is_in_entry && n > 0;
    *n_read = (size_t)n;
    return HMRNN_OK;
}

bool
hm_unpack_is_packed(const hm_unpack *unpack)
{
    return unpack->unpacked != NULL || unpack->members != NULL;
}

uint64_t
hm_unpack_taken(const hm_unpack *unpack)
{
    return unpack->peek.n_in;
}

void
hm_unpack_close(hm_unpack *unpack)
{
    archive_read_free(unpack->members);  // reads from the one below: goes first
    archive_read_free(unpack->unpacked);
    unpack->members = NULL;
    unpack->unpacked = NULL;
    hm_peek_file_close(&unpack->peek);
    unpack->operand = NULL;
    unpack->is_in_entry = false;
}

const char *
hm_unpack_library(void)
{
    return archive_version_string();
}

void
hm_unpack_free(hm_unpack *unpack)
{
    if (unpack == NULL)
        return;
    hm_unpack_close(unpack);
    hm_bytes_release(&unpack->name);
    free(unpack);
}
