// SPDX-License-Identifier: BSD-2-Clause
//
// packing.c - archives and compressed files, made with libarchive.
#include <config.h>

#include "archive_fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
write_members(struct archive *archive, size_t n_members, const member *members)
{
    for (size_t i = 0; i < n_members; i++) {
        const member *const m = &members[i];
        struct archive_entry *const entry = archive_entry_new();
        archive_entry_set_pathname(entry, m->name);
        archive_entry_set_filetype(entry, (unsigned)m->type);
        archive_entry_set_perm(entry, 0644);
        const bool has_data = m->type == AE_IFREG && !m->is_hard_link;
        archive_entry_set_size(entry, has_data ? (la_int64_t)strlen(m->text) : 0);
        if (m->type == AE_IFLNK)
            archive_entry_set_symlink(entry, m->text);
        if (m->is_hard_link)
            archive_entry_set_hardlink(entry, m->text);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        if (has_data && m->text[0] != '\0')
            assert_int_equal(archive_write_data(archive, m->text, strlen(m->text)),
                             strlen(m->text));
        archive_entry_free(entry);
    }
}

void
pack(const char *path, int format, int filter, const char *options, size_t n_members,
     const member *members)
{
    struct archive *const archive = archive_write_new();
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    if (options != NULL) {
        assert_int_equal(archive_write_set_options(archive, options), ARCHIVE_OK);
        assert_int_equal(archive_write_set_passphrase(archive, "secret"), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
    write_members(archive, n_members, members);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}

void
pack_tar(const char *path, size_t n_members, const member *members)
{
    pack(path, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, NULL, n_members, members);
}

void
compress_text(const char *path, int filter, const char *text)
{
    pack(path, ARCHIVE_FORMAT_RAW, filter, NULL, 1, &(member){"x", AE_IFREG, text, false});
}
