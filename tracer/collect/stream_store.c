#include "tracer/collect/stream_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"

void stream_store_open(struct stream_store *store, const char *directory)
{
    store->directory = directory;
    for (int i = 0; i < STORE_OPEN_FILES; i++) {
        store->files[i] = (struct stream_file){.fd = -1};
    }
}

static bool fail(const struct stream_store *store, uint32_t slot, struct trace_error *error)
{
    return trace_error_fill(error, "cannot write '%.300s/stream_%u': %s", store->directory, slot,
                            strerror(errno));
}

static int open_stream(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
}

static struct stream_file *find_file(struct stream_store *store, uint32_t slot)
{
    struct stream_file *file = &store->files[slot % STORE_OPEN_FILES];
    if (file->fd >= 0 && file->slot == slot) {
        return file;
    }
    if (file->fd >= 0) {
        close(file->fd);
    }
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/stream_%u", store->directory, slot);
    *file = (struct stream_file){.fd = open_stream(path), .slot = slot};
    if (file->fd < 0 && (errno == EMFILE || errno == ENFILE)) {
        stream_store_close(store); /* fewer than hoped for: keep none */
        file->fd = open_stream(path);
    }
    struct stat status;
    if (file->fd < 0 || fstat(file->fd, &status) != 0) {
        return NULL;
    }
    file->size = status.st_size;
    return file;
}

static bool write_all(int fd, const char *bytes, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t written = pwrite(fd, bytes, size, offset);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            errno = written == 0 ? ENOSPC : errno;
            return false;
        }
        bytes += written;
        offset += written;
        size -= (size_t)written;
    }
    return true;
}

/* The head comes last: until then the place says what it said before, or that nothing is there. */
static bool write_packet(int fd, const struct packet_head *packet, uint32_t content_size,
                         int64_t begin)
{
    size_t head_size = sizeof(*packet);
    return write_all(fd, (const char *)(packet + 1), content_size - head_size,
                     begin + (int64_t)head_size) &&
           write_all(fd, (const char *)packet, head_size, begin);
}

bool stream_store_write(struct stream_store *store, uint32_t slot, const struct packet_head *packet,
                        uint32_t content_size, struct trace_error *error)
{
    struct stream_file *file = find_file(store, slot);
    int64_t begin = (int64_t)packet->sequence * PACKET_SIZE, end = begin + PACKET_SIZE;
    if (!file) {
        return fail(store, slot, error);
    }
    bool is_longer = file->size < end;
    if ((!is_longer || ftruncate(file->fd, end) == 0) &&
        write_packet(file->fd, packet, content_size, begin)) {
        file->size = is_longer ? end : file->size;
        return true;
    }
    fail(store, slot, error);
    if (is_longer && ftruncate(file->fd, file->size) != 0) {
        trace_error_fill(error, "cannot even shorten '%.300s/stream_%u' again: %s",
                         store->directory, slot, strerror(errno));
    }
    return false;
}

void stream_store_close(struct stream_store *store)
{
    for (int i = 0; i < STORE_OPEN_FILES; i++) {
        if (store->files[i].fd >= 0) {
            close(store->files[i].fd);
        }
        store->files[i].fd = -1;
    }
}

static bool has_packet(int fd, int64_t offset)
{
    uint32_t magic = 0;
    return pread(fd, &magic, sizeof(magic), offset) == sizeof(magic) && magic == PACKET_MAGIC;
}

static void mend_stream(int directory, const char *name)
{
    int fd = openat(directory, name, O_RDWR | O_CLOEXEC);
    struct stat status;
    if (fd < 0) {
        return;
    }
    bool is_known = fstat(fd, &status) == 0;
    int64_t end = 0;
    while (is_known && end < status.st_size && has_packet(fd, end)) {
        end += PACKET_SIZE;
    }
    if (end == 0 || (end < status.st_size && ftruncate(fd, end) != 0)) {
        unlinkat(directory, name, 0); /* an empty or spoilt stream would spoil all the others */
    }
    close(fd);
}

void stream_store_mend(const char *directory)
{
    DIR *entries = opendir(directory);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        if (strncmp(entry->d_name, "stream_", 7) == 0) {
            mend_stream(dirfd(entries), entry->d_name);
        }
    }
    if (entries) {
        closedir(entries);
    }
}
