#include "tracer/preload/shared_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/preload/real.h"

#define REMEMBERED 128 /* mappings; further ones are looked up each time */
#define LINE_SIZE  512 /* of /proc/self/maps, longer ones are cut: only how they end counts then */

struct mapping {
    uint64_t begin, end, offset;
    uint64_t file; /* device and inode, mixed */
    bool is_shared;
    bool is_public;
    _Atomic bool is_valid;
};

/* Places are taken once each, so that who reads needs no lock. */
static struct mapping mappings[REMEMBERED];
static _Atomic uint32_t mapping_count;

/* ---- /proc/self/maps ---- */

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t mixed = (a ^ b * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    return mixed ^ mixed >> 29;
}

/* "7f12-7f34 rw-s 00000000 00:01 1035 /dev/zero (deleted)" */
static struct mapping parse_line(const char *line)
{
    static const char gone[] = " (deleted)";
    char *at;
    struct mapping mapping = {.begin = strtoull(line, &at, 16)};
    mapping.end = strtoull(at + 1, &at, 16);
    mapping.is_shared = strlen(at) > 5 && at[4] == 's';
    mapping.offset = strtoull(at + 5, &at, 16);
    uint64_t major = strtoull(at, &at, 16), minor = strtoull(at + 1, &at, 16);
    mapping.file = mix(major << 32 | minor, strtoull(at, &at, 10));
    size_t size = strlen(at);
    mapping.is_public = size < sizeof(gone) || strcmp(at + size - (sizeof(gone) - 1), gone) != 0;
    return mapping;
}

struct line_reader {
    int fd;
    size_t begin, end; /* of what is not read yet */
    char buffer[LINE_SIZE];
};

/* The next line, without its end; NULL after the last one. */
static char *next_line(struct line_reader *reader)
{
    for (;;) {
        char *line = reader->buffer + reader->begin;
        char *end = memchr(line, '\n', reader->end - reader->begin);
        if (end) {
            *end = '\0';
            reader->begin = (size_t)(end + 1 - reader->buffer);
            return line;
        }
        memmove(reader->buffer, line, reader->end - reader->begin);
        reader->end -= reader->begin;
        reader->begin = 0;
        reader->end = reader->end < LINE_SIZE ? reader->end : LINE_SIZE / 2;
        ssize_t count =
            syscall(SYS_read, reader->fd, reader->buffer + reader->end, LINE_SIZE - reader->end);
        if (count <= 0) {
            return NULL;
        }
        reader->end += (size_t)count;
    }
}

/* False if it is in no mapping, or /proc cannot be read. */
static bool look_up(uint64_t address, struct mapping *mapping)
{
    struct line_reader reader = {
        .fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC),
    };
    bool is_found = false;
    for (char *line; reader.fd >= 0 && !is_found && (line = next_line(&reader));) {
        *mapping = parse_line(line);
        is_found = address - mapping->begin < mapping->end - mapping->begin;
    }
    if (reader.fd >= 0) {
        syscall(SYS_close, reader.fd);
    }
    return is_found;
}

/* ---- what is remembered ---- */

static const struct mapping *find_known(uint64_t address)
{
    uint32_t count = atomic_load(&mapping_count);
    for (uint32_t i = 0; i < count && i < REMEMBERED; i++) {
        const struct mapping *mapping = &mappings[i];
        if (atomic_load(&mapping->is_valid) &&
            address - mapping->begin < mapping->end - mapping->begin) {
            return mapping;
        }
    }
    return NULL;
}

static void remember(const struct mapping *mapping)
{
    uint32_t place = atomic_load(&mapping_count);
    while (place < REMEMBERED && !atomic_compare_exchange_weak(&mapping_count, &place, place + 1)) {
    }
    if (place < REMEMBERED) {
        mappings[place] = *mapping;
        atomic_store(&mappings[place].is_valid, true);
    }
}

/* In `buffer`, or remembered; NULL: in memory of this process alone. */
static const struct mapping *find(uint64_t address, struct mapping *buffer)
{
    const struct mapping *known = find_known(address);
    if (known) {
        return known;
    }
    int saved_errno = errno;
    bool is_found = look_up(address, buffer) && buffer->is_shared;
    errno = saved_errno;
    if (is_found) {
        remember(buffer);
    }
    return is_found ? buffer : NULL;
}

static uint64_t id_in(const struct mapping *mapping, uint64_t address)
{
    return mapping
               ? id_make(ID_SHARED, mix(mapping->file, mapping->offset + address - mapping->begin))
               : address;
}

uint64_t shared_place_id(const void *object)
{
    struct mapping buffer;
    uint64_t address = (uint64_t)(uintptr_t)object;
    return id_in(find(address, &buffer), address);
}

uint64_t shared_place_known_id(const void *object)
{
    uint64_t address = (uint64_t)(uintptr_t)object;
    return id_in(find_known(address), address);
}

uint16_t shared_place_birth_flags(const void *object, uint64_t id)
{
    struct mapping buffer;
    uint64_t address = (uint64_t)(uintptr_t)object;
    const struct mapping *mapping = id_class(id) == ID_SHARED ? find(address, &buffer) : NULL;
    return mapping ? FLAG_READER | (mapping->is_public ? FLAG_SPECIAL : 0) : 0;
}

void shared_place_forget(const void *address, size_t size)
{
    uint64_t begin = (uint64_t)(uintptr_t)address;
    uint32_t count = atomic_load(&mapping_count);
    for (uint32_t i = 0; i < count && i < REMEMBERED; i++) {
        if (mappings[i].begin < begin + size && begin < mappings[i].end) {
            atomic_store(&mappings[i].is_valid, false);
        }
    }
}

/* Asked of the kernel itself, because an allocator may call while functions are looked for. */
int munmap(void *address, size_t size)
{
    shared_place_forget(address, size);
    return (int)syscall(SYS_munmap, address, size);
}
