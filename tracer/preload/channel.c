#include "tracer/preload/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define KEPT_FDS  4096 /* of others nothing is kept */
#define PAIRS_MAX 1024 /* sockets whose other one is known */

struct descriptor {
    uint8_t kind; /* enum channel_kind */
    uint8_t ends; /* enum channel_end */
    uint32_t inode;
};

/* The kernel numbers pipes and sockets with 32 bits. */
struct pair {
    uint32_t inode, other;
};

static struct descriptor descriptors[KEPT_FDS];
static struct pair pairs[PAIRS_MAX];
static uint32_t pair_count;

static bool is_kept(int fd)
{
    return fd >= 0 && fd < KEPT_FDS;
}

static uint64_t id_of(uint32_t inode)
{
    return inode == 0 ? 0 : id_make(ID_KERNEL, inode);
}

/* The latest, as inodes come again. */
static uint32_t find_other(uint32_t inode)
{
    uint32_t count = __atomic_load_n(&pair_count, __ATOMIC_RELAXED);
    for (uint32_t i = count < PAIRS_MAX ? count : PAIRS_MAX; i-- > 0;) {
        if (pairs[i].inode == inode) {
            return pairs[i].other;
        }
    }
    return 0;
}

static void keep_pair(uint32_t inode, uint32_t other)
{
    uint32_t place = __atomic_fetch_add(&pair_count, 1, __ATOMIC_RELAXED);
    if (place < PAIRS_MAX) {
        pairs[place] = (struct pair){inode, other};
    }
}

/* ---- what a descriptor is ---- */

/* Pipes that have a name lie elsewhere, and are numbered there. */
static dev_t pipe_device;

void channel_init(void)
{
    int fds[2];
    struct stat status = {.st_dev = 0};
    if (real()->pipe2(fds, O_CLOEXEC) == 0) {
        fstat(fds[0], &status);
        real()->close(fds[0]);
        real()->close(fds[1]);
    }
    pipe_device = status.st_dev;
}

static unsigned ends_of(int fd)
{
    int flags = real()->fcntl(fd, F_GETFL) & O_ACCMODE;
    return flags == O_RDONLY   ? CHANNEL_READ
           : flags == O_WRONLY ? CHANNEL_WRITE
                               : CHANNEL_READ | CHANNEL_WRITE;
}

static struct descriptor look(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return (struct descriptor){CHANNEL_UNKNOWN};
    }
    uint32_t inode = (uint32_t)status.st_ino;
    if (S_ISFIFO(status.st_mode) && status.st_dev == pipe_device) {
        bool is_same = is_kept(fd) && descriptors[fd].inode == inode;
        unsigned ends = is_same ? descriptors[fd].ends : ends_of(fd);
        return (struct descriptor){CHANNEL_PIPE, (uint8_t)ends, inode};
    }
    if (S_ISSOCK(status.st_mode)) {
        return find_other(inode) != 0
                   ? (struct descriptor){CHANNEL_PAIR, CHANNEL_READ | CHANNEL_WRITE, inode}
                   : (struct descriptor){CHANNEL_OTHER};
    }
    bool is_file = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode);
    return (struct descriptor){is_file ? CHANNEL_FILE : CHANNEL_OTHER};
}

static struct descriptor find(int fd)
{
    int saved_errno = errno;
    struct descriptor found = is_kept(fd) ? descriptors[fd] : (struct descriptor){0};
    if (found.kind != CHANNEL_FILE && found.kind != CHANNEL_OTHER) {
        found = look(fd);
        if (is_kept(fd)) {
            descriptors[fd] = found;
        }
    }
    errno = saved_errno;
    return found;
}

struct channel channel_find(int fd)
{
    struct descriptor found = find(fd);
    struct channel channel = {.kind = (enum channel_kind)found.kind};
    if (found.kind == CHANNEL_PIPE) {
        channel.read_id = found.ends & CHANNEL_READ ? id_of(found.inode) : 0;
        channel.write_id = found.ends & CHANNEL_WRITE ? id_of(found.inode) : 0;
    } else if (found.kind == CHANNEL_PAIR) {
        channel.read_id = id_of(found.inode);
        channel.write_id = id_of(find_other(found.inode));
    }
    return channel;
}

void channel_forget(int fd)
{
    if (is_kept(fd)) {
        descriptors[fd] = (struct descriptor){0};
    }
}

void channel_copy(int fd, int copy)
{
    if (is_kept(copy)) {
        descriptors[copy] = is_kept(fd) ? descriptors[fd] : (struct descriptor){0};
    }
}

/* ---- making and closing ---- */

static void note_birth(uint32_t inode, uint64_t caller)
{
    uint64_t owner = interpreter_holds(caller) ? interpreter.find_owner() : 0;
    recorder_event(EVENT_OBJECT_CREATE, TYPE_PIPE, caller, id_of(inode), owner);
}

void channel_made_pipe(const int fds[2], uint64_t caller)
{
    channel_forget(fds[0]);
    channel_forget(fds[1]);
    note_birth(find(fds[0]).inode, caller);
    find(fds[1]);
}

void channel_made_pair(const int fds[2], uint64_t caller)
{
    struct stat status[2];
    if (fstat(fds[0], &status[0]) == 0 && fstat(fds[1], &status[1]) == 0) {
        uint32_t first = (uint32_t)status[0].st_ino, second = (uint32_t)status[1].st_ino;
        keep_pair(first, second);
        keep_pair(second, first);
        channel_made_pipe(fds, caller);
        note_birth(second, caller);
    }
}

/* Of the same pipe by another descriptor of this process. */
static unsigned other_ends(int fd, uint32_t inode)
{
    unsigned ends = 0;
    for (int i = 0; i < KEPT_FDS; i++) {
        bool is_other = i != fd && descriptors[i].inode == inode;
        ends |= is_other ? descriptors[i].ends : 0;
    }
    return ends;
}

static void note_close(uint64_t id, unsigned ends, uint64_t caller)
{
    if (id != 0 && ends != 0) {
        recorder_event(EVENT_OBJECT_CLOSE,
                       ends == CHANNEL_READ    ? CLOSE_READ_END
                       : ends == CHANNEL_WRITE ? CLOSE_WRITE_END
                                               : CLOSE_GENTLY,
                       caller, id, 0);
    }
}

void channel_close(int fd, uint64_t caller)
{
    if (!is_kept(fd) || descriptors[fd].inode == 0) {
        channel_forget(fd);
        return;
    }
    struct descriptor kept = descriptors[fd];
    unsigned closed = kept.ends & ~other_ends(fd, kept.inode);
    if (kept.kind == CHANNEL_PIPE) {
        note_close(id_of(kept.inode), closed, caller);
    } else if (closed != 0) {
        note_close(id_of(kept.inode), CHANNEL_READ, caller);
        note_close(id_of(find_other(kept.inode)), CHANNEL_WRITE, caller);
    }
    channel_forget(fd);
}

void channel_close_range(unsigned first, unsigned last, uint64_t caller)
{
    for (unsigned fd = first; fd <= last && fd < KEPT_FDS; fd++) {
        channel_close((int)fd, caller);
    }
}

/* ---- what was there before ---- */

void channel_declare(int fd)
{
    struct descriptor found;
    channel_forget(fd);
    found = find(fd);
    if (found.kind == CHANNEL_PIPE) {
        recorder_event(EVENT_OBJECT_HAS, ROLE_END, 0, id_of(found.inode), found.ends);
    }
}

/* Descriptors are mostly low: after some that are not there no more are looked for. */
void channel_declare_all(void)
{
    enum { GAP_MAX = 64 };
    for (int fd = 0, gap = 0; fd < KEPT_FDS && gap < GAP_MAX; fd++) {
        gap = real()->fcntl(fd, F_GETFD) < 0 ? gap + 1 : 0;
        if (gap == 0) {
            channel_declare(fd);
        }
    }
}
