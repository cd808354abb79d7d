// SPDX-License-Identifier: BSD-2-Clause
//
// model/container.c - one file of named sections: models and checkpoints (hmrnn-model(5)).
#include <config.h>

#include "model/container.h"

#include "base/alloc.h"
#include "base/atomic_file.h"
#include "base/error.h"
#include "base/size.h"
#include "model/float16.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define MAGIC "\x89HMRNN\r\n"
#define FORMAT_VERSION 2
#define HEADER_BYTES 24
#define ENTRY_BYTES 64
#define CRC_BYTES 4
#define SECTION_ALIGNMENT 64

static const size_t type_bytes[] = {1, 4, 2};  // by hm_section_type

static void
put_u32(unsigned char *at, uint32_t value)
{
    for (size_t i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

static void
put_u64(unsigned char *at, uint64_t value)
{
    put_u32(at, (uint32_t)value);
    put_u32(at + 4, (uint32_t)(value >> 32));
}

static uint32_t
get_u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t
get_u64(const unsigned char *at)
{
    return (uint64_t)get_u32(at) | (uint64_t)get_u32(at + 4) << 32;
}

hm_section
hm_section_of(const char *name, hm_section_type type, size_t n_rows, size_t n_columns,
              const void *data)
{
    hm_section section = {.type = type,
                          .n_rows = n_rows,
                          .n_columns = n_columns,
                          .data = data,
                          .n_bytes = n_rows * n_columns * type_bytes[type]};
    strncpy(section.name, name, sizeof section.name - 1);
    return section;
}

// ------------------------------------------------------------------------------------------ write

/// What has been written so far: its length and checksum. Errors are the file's to remember.
typedef struct writer {
    hm_atomic_file *file;
    uint64_t n_bytes;
    uLong crc;
} writer;

static void
write_bytes(writer *w, size_t n, const void *bytes)
{
    if (n == 0)
        return;
    hm_atomic_file_write(w->file, n, bytes);
    w->crc = crc32_z(w->crc, bytes, n);
    w->n_bytes += n;
}

static void
write_padding(writer *w)
{
    static const unsigned char zeros[SECTION_ALIGNMENT];
    write_bytes(w, (size_t)(hm_size_round_up(w->n_bytes, SECTION_ALIGNMENT) - w->n_bytes), zeros);
}

static void
write_table(writer *w, size_t n_sections, const hm_section *sections)
{
    uint64_t end = hm_size_round_up(HEADER_BYTES + n_sections * ENTRY_BYTES, SECTION_ALIGNMENT);
    for (size_t i = 0; i < n_sections; i++)
        end = hm_size_round_up(end + sections[i].n_bytes, SECTION_ALIGNMENT);

    unsigned char header[HEADER_BYTES];
    memcpy(header, MAGIC, 8);
    put_u32(header + 8, FORMAT_VERSION);
    put_u32(header + 12, (uint32_t)n_sections);
    put_u64(header + 16, end + CRC_BYTES);
    write_bytes(w, sizeof header, header);

    uint64_t offset = hm_size_round_up(HEADER_BYTES + n_sections * ENTRY_BYTES, SECTION_ALIGNMENT);
    for (size_t i = 0; i < n_sections; i++) {
        unsigned char entry[ENTRY_BYTES] = {0};
        memcpy(entry, sections[i].name, strlen(sections[i].name));
        put_u32(entry + 32, (uint32_t)sections[i].type);
        put_u32(entry + 36, (uint32_t)sections[i].n_rows);
        put_u64(entry + 40, sections[i].n_columns);
        put_u64(entry + 48, offset);
        put_u64(entry + 56, sections[i].n_bytes);
        write_bytes(w, sizeof entry, entry);
        offset = hm_size_round_up(offset + sections[i].n_bytes, SECTION_ALIGNMENT);
    }
}

hmrnn_status
hm_container_write(const char *path, size_t n_sections, const hm_section *sections,
                   hmrnn_error *err)
{
    hm_atomic_file atomic = HM_ATOMIC_FILE_INIT;
    HM_TRY(hm_atomic_file_open(&atomic, path, err));
    writer w = {&atomic, 0, crc32_z(0, NULL, 0)};
    write_table(&w, n_sections, sections);
    write_padding(&w);
    for (size_t i = 0; i < n_sections; i++) {
        write_bytes(&w, sections[i].n_bytes, sections[i].data);
        write_padding(&w);
    }
    unsigned char crc[CRC_BYTES];
    put_u32(crc, (uint32_t)w.crc);
    hm_atomic_file_write(&atomic, sizeof crc, crc);
    return hm_atomic_file_commit(&atomic, err);
}

// ------------------------------------------------------------------------------------------- read

static hmrnn_status
read_entry(const unsigned char *entry, const unsigned char *bytes, size_t first, size_t end,
           hm_section *section)
{
    const uint32_t type = get_u32(entry + 32);
    const uint64_t n_rows = get_u32(entry + 36);
    const uint64_t n_columns = get_u64(entry + 40);
    const uint64_t offset = get_u64(entry + 48);
    const uint64_t n_bytes = get_u64(entry + 56);
    size_t n_expected = 0;
    if (entry[0] == 0 || entry[HM_SECTION_NAME - 1] != 0 || type > HM_SECTION_FLOAT16 ||
        !hm_size_mul((size_t)n_rows, (size_t)n_columns, &n_expected) ||
        !hm_size_mul(n_expected, type_bytes[type], &n_expected) || n_expected != n_bytes ||
        offset % SECTION_ALIGNMENT != 0 || offset < first || offset > end || n_bytes > end - offset)
        return HMRNN_EFORMAT;
    memcpy(section->name, entry, HM_SECTION_NAME);
    section->type = (hm_section_type)type;
    section->n_rows = (size_t)n_rows;
    section->n_columns = (size_t)n_columns;
    section->data = bytes + offset;
    section->n_bytes = (size_t)n_bytes;
    return HMRNN_OK;
}

static hmrnn_status
check_header(const char *name, size_t n_bytes, const unsigned char *bytes, hmrnn_error *err)
{
    if (n_bytes < 8 || memcmp(bytes, MAGIC, 8) != 0)
        return hm_fail(err, HMRNN_EFORMAT, "%s: not a file of hmrnn-train", name);
    if (n_bytes < HEADER_BYTES + CRC_BYTES)
        return hm_fail(err, HMRNN_EFORMAT, "%s: cut short after %zu bytes", name, n_bytes);
    if (get_u32(bytes + 8) != FORMAT_VERSION)
        return hm_fail(err, HMRNN_EFORMAT,
                       "%s: written in format %u, but this program reads format %d only", name,
                       (unsigned)get_u32(bytes + 8), FORMAT_VERSION);
    if (get_u64(bytes + 16) != n_bytes)
        return hm_fail(err, HMRNN_EFORMAT, "%s: has %zu bytes where its header says %llu", name,
                       n_bytes, (unsigned long long)get_u64(bytes + 16));
    const size_t n_sections = get_u32(bytes + 12);
    if (n_sections > HM_MAX_SECTIONS ||
        HEADER_BYTES + n_sections * ENTRY_BYTES > n_bytes - CRC_BYTES)
        return hm_fail(err, HMRNN_EFORMAT, "%s: a table of %zu sections cannot be", name,
                       n_sections);
    const uLong crc = crc32_z(crc32_z(0, NULL, 0), bytes, n_bytes - CRC_BYTES);
    if (get_u32(bytes + n_bytes - CRC_BYTES) != (uint32_t)crc)
        return hm_fail(err, HMRNN_EFORMAT, "%s: damaged: its checksum does not fit", name);
    return HMRNN_OK;
}

hmrnn_status
hm_container_open_bytes(hm_container *container, const char *name, size_t n_bytes,
                        const unsigned char *bytes, hmrnn_error *err)
{
    HM_TRY(check_header(name, n_bytes, bytes, err));
    const size_t n_sections = get_u32(bytes + 12);
    const size_t first = HEADER_BYTES + n_sections * ENTRY_BYTES;
    hm_section *const sections = hm_alloc_array(n_sections, sizeof *sections, name, err);
    if (sections == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < n_sections; i++) {
        const unsigned char *const entry = bytes + HEADER_BYTES + i * ENTRY_BYTES;
        if (read_entry(entry, bytes, first, n_bytes - CRC_BYTES, &sections[i]) != HMRNN_OK) {
            free(sections);
            return hm_fail(err, HMRNN_EFORMAT, "%s: section %zu of %zu is described wrongly", name,
                           i + 1, n_sections);
        }
    }
    *container = (hm_container){NULL, n_bytes, n_sections, sections};
    return HMRNN_OK;
}

hmrnn_status
hm_container_open(hm_container *container, const char *path, hmrnn_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0) {
        const int why = errno;
        if (fd >= 0)
            close(fd);
        return hm_fail(err, HMRNN_EIO, "%s: cannot open: %s", path, strerror(why));
    }
    if (!S_ISREG(about.st_mode)) {
        close(fd);
        return hm_fail(err, HMRNN_EIO, "%s: not a regular file", path);
    }
    const size_t n_bytes = (size_t)about.st_size;
    if (n_bytes == 0) {
        close(fd);
        return hm_fail(err, HMRNN_EFORMAT, "%s: empty", path);
    }
    unsigned char *const map = mmap(NULL, n_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    const int why = errno;
    close(fd);
    if (map == MAP_FAILED)
        return hm_fail(err, HMRNN_EIO, "%s: cannot map: %s", path, strerror(why));

    hm_container fresh = HM_CONTAINER_INIT;
    const hmrnn_status status = hm_container_open_bytes(&fresh, path, n_bytes, map, err);
    if (status != HMRNN_OK) {
        munmap(map, n_bytes);
        return status;
    }
    fresh.map = map;
    *container = fresh;
    return HMRNN_OK;
}

const hm_section *
hm_container_find(const hm_container *container, const char *name, hm_section_type type)
{
    for (size_t i = 0; i < container->n_sections; i++)
        if (container->sections[i].type == type && strcmp(container->sections[i].name, name) == 0)
            return &container->sections[i];
    return NULL;
}

hmrnn_status
hm_container_floats(const hm_container *container, const char *name, size_t n_rows,
                    size_t n_columns, float *floats, hmrnn_error *err)
{
    const hm_section *section = hm_container_find(container, name, HM_SECTION_FLOAT32);
    if (section == NULL)
        section = hm_container_find(container, name, HM_SECTION_FLOAT16);
    if (section == NULL)
        return hm_fail(err, HMRNN_EFORMAT, "lacks '%s'", name);
    if (section->n_rows != n_rows || section->n_columns != n_columns)
        return hm_fail(err, HMRNN_EFORMAT, "'%s' is %zu x %zu and should be %zu x %zu", name,
                       section->n_rows, section->n_columns, n_rows, n_columns);
    if (section->type == HM_SECTION_FLOAT32)
        memcpy(floats, section->data, section->n_bytes);
    else
        hm_float16_to_floats(n_rows * n_columns, section->data, floats);
    return HMRNN_OK;
}

hmrnn_status
hm_container_copy_bytes(const hm_container *container, const char *name, size_t size, size_t *n,
                        void *copy, hmrnn_error *err)
{
    const hm_section *const section = hm_container_find(container, name, HM_SECTION_BYTES);
    if (section == NULL || section->n_bytes % size != 0 ||
        (*n != SIZE_MAX && section->n_bytes / size != *n))
        return hm_fail(err, HMRNN_EFORMAT, "'%s' is missing or has a wrong length", name);
    *n = section->n_bytes / size;
    void *const array = hm_alloc_array(*n, size, name, err);
    if (array == NULL)
        return HMRNN_ENOMEM;
    if (*n > 0)
        memcpy(array, section->data, section->n_bytes);
    memcpy(copy, &array, sizeof array);
    return HMRNN_OK;
}

hmrnn_status
hm_container_copy_floats(const hm_container *container, const char *name, size_t n_rows,
                         size_t n_columns, float **copy, hmrnn_error *err)
{
    *copy = hm_alloc_array(n_rows * n_columns, sizeof(float), name, err);
    if (*copy == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(hm_container_floats(container, name, n_rows, n_columns, *copy, err));
    for (size_t i = 0; i < n_rows * n_columns; i++)
        if (!isfinite((*copy)[i]))
            return hm_fail(err, HMRNN_EFORMAT, "'%s' has a value that is no number", name);
    return HMRNN_OK;
}

void
hm_container_close(hm_container *container)
{
    if (container == NULL)
        return;
    if (container->map != NULL)
        munmap(container->map, container->n_bytes);
    free(container->sections);
    *container = (hm_container)HM_CONTAINER_INIT;
}
