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
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define ROOM_MIN (INT64_C(16) * PACKET_SIZE) /* of a shorter file nothing is known yet */
#define ROOM_MAX (INT64_C(128) * PACKET_SIZE)

void stream_store_open(struct stream_store *store, const char *directory)
{
    store->directory = directory;
    store->keeps_no_room = false;
    for (int i = 0; i < STORE_OPEN_FILES; i++) {
        store->files[i] = (struct stream_file){.fd = -1};
    }
}

static bool fail(const struct stream_store *store, uint32_t slot, struct trace_error *error)
{
    return trace_error_fill(error, N_("cannot write '%.300s/stream_%u': %s"), store->directory,
                            slot, error_text(errno));
}

static int open_stream(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
}

/* A file of the same length is shortened by what lies behind its end. */
static void give_room_back(struct stream_file *file)
{
    bool is_shorter = file->kept_end > file->size && ftruncate(file->fd, file->size) == 0;
    file->kept_end = is_shorter ? 0 : file->kept_end;
}

static void close_file(struct stream_file *file)
{
    if (file->fd >= 0) {
        give_room_back(file);
        close(file->fd);
    }
    file->fd = -1;
}

/* It only makes writing quicker. */
static void keep_room(struct stream_store *store, struct stream_file *file)
{
    int64_t wanted = file->size < ROOM_MAX ? file->size : ROOM_MAX;
    if (store->keeps_no_room || file->size < ROOM_MIN || file->kept_end > file->size) {
        return;
    }
    store->keeps_no_room = fallocate(file->fd, FALLOC_FL_KEEP_SIZE, file->size, wanted) != 0;
    file->kept_end = file->size + wanted;
}

/* The disk is full, except for what is kept: now everybody needs it. */
static void give_all_room_back(struct stream_store *store)
{
    store->keeps_no_room = true;
    for (int i = 0; i < STORE_OPEN_FILES; i++) {
        if (store->files[i].fd >= 0) {
            give_room_back(&store->files[i]);
        }
    }
}

static struct stream_file *find_file(struct stream_store *store, uint32_t slot)
{
    struct stream_file *file = &store->files[slot % STORE_OPEN_FILES];
    if (file->fd >= 0 && file->slot == slot) {
        return file;
    }
    close_file(file);
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

/* A full packet makes the file longer by itself. */
static bool write_at_place(struct stream_file *file, const struct packet_head *packet,
                           uint32_t content_size)
{
    int64_t begin = (int64_t)packet->sequence * PACKET_SIZE, end = begin + PACKET_SIZE;
    bool is_longer = file->size < end, is_full = content_size == PACKET_SIZE;
    if ((!is_longer || is_full || ftruncate(file->fd, end) == 0) &&
        write_packet(file->fd, packet, content_size, begin)) {
        file->size = is_longer ? end : file->size;
        return true;
    }
    return false;
}

bool stream_store_write(struct stream_store *store, uint32_t slot, const struct packet_head *packet,
                        uint32_t content_size, struct trace_error *error)
{
    struct stream_file *file = find_file(store, slot);
    if (!file) {
        return fail(store, slot, error);
    }
    keep_room(store, file);
    if (write_at_place(file, packet, content_size)) {
        return true;
    }
    give_all_room_back(store);
    if (write_at_place(file, packet, content_size)) {
        return true;
    }
    fail(store, slot, error);
    if (ftruncate(file->fd, file->size) != 0) {
        trace_error_fill(error, N_("cannot even shorten '%.300s/stream_%u' again: %s"),
                         store->directory, slot, error_text(errno));
    }
    return false;
}

void stream_store_close(struct stream_store *store)
{
    for (int i = 0; i < STORE_OPEN_FILES; i++) {
        close_file(&store->files[i]);
    }
}

/* False: there is no packet. */
static bool read_head(int fd, int64_t offset, struct packet_head *head)
{
    return pread(fd, head, sizeof(*head), offset) == sizeof(*head) && head->magic == PACKET_MAGIC;
}

static uint32_t event_count(const struct packet_head *head)
{
    uint64_t size = head->content_bits / 8;
    bool has_events = head->stream == STREAM_EVENTS && size > sizeof(*head) && size <= PACKET_SIZE;
    return has_events ? (uint32_t)((size - sizeof(*head)) / sizeof(struct record)) : 0;
}

uint32_t stream_store_event_count(const struct stream_store *store, uint32_t slot,
                                  uint32_t sequence)
{
    char path[PATH_MAX];
    struct packet_head head;
    snprintf(path, sizeof(path), "%s/stream_%u", store->directory, slot);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    bool is_there = read_head(fd, (int64_t)sequence * PACKET_SIZE, &head);
    close(fd);
    return is_there ? event_count(&head) : 0;
}

/* Each stream file of the directory; what that does to the count is the visitor's. */
static void visit_streams(const char *directory,
                          void (*visit)(int directory, const char *name, uint64_t *count),
                          uint64_t *count)
{
    DIR *entries = opendir(directory);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        if (strncmp(entry->d_name, "stream_", 7) == 0) {
            visit(dirfd(entries), entry->d_name, count);
        }
    }
    if (entries) {
        closedir(entries);
    }
}

static void mend_stream(int directory, const char *name, uint64_t *lost)
{
    int fd = openat(directory, name, O_RDWR | O_CLOEXEC);
    struct stat status;
    struct packet_head head;
    if (fd < 0) {
        return;
    }
    bool is_known = fstat(fd, &status) == 0;
    int64_t end = 0;
    while (is_known && end < status.st_size && read_head(fd, end, &head)) {
        end += PACKET_SIZE;
    }
    for (int64_t at = end; is_known && at < status.st_size; at += PACKET_SIZE) {
        *lost += read_head(fd, at, &head) ? event_count(&head) : 0;
    }
    if (end == 0 || (end < status.st_size && ftruncate(fd, end) != 0)) {
        unlinkat(directory, name, 0); /* an empty or spoilt stream would spoil all the others */
    }
    close(fd);
}

uint64_t stream_store_mend(const char *directory)
{
    uint64_t lost = 0;
    visit_streams(directory, mend_stream, &lost);
    return lost;
}

/* The count of a file is that of its last packet. */
static void tell_stream(int directory, const char *name, uint64_t *untold)
{
    int fd = *untold > 0 ? openat(directory, name, O_RDWR | O_CLOEXEC) : -1;
    struct stat status;
    struct packet_head head;
    if (fd < 0) {
        return;
    }
    int64_t last = fstat(fd, &status) == 0 ? status.st_size - PACKET_SIZE : -1;
    if (last >= 0 && read_head(fd, last, &head)) {
        uint64_t room = UINT32_MAX - head.events_discarded;
        uint32_t told = (uint32_t)(*untold < room ? *untold : room);
        head.events_discarded += told;
        *untold -= write_all(fd, (const char *)&head, sizeof(head), last) ? told : 0;
    }
    close(fd);
}

void stream_store_tell_lost(const char *directory, uint64_t count)
{
    visit_streams(directory, tell_stream, &count);
}
