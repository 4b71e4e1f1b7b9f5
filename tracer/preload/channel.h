/* Descriptors, as far as bytes that pass between threads and processes go: pipes, and pairs of
 * sockets, of which each direction is told as a pipe. A pipe is one object however many
 * descriptors it has: its inode; of a pair, the inode of the socket that receives. What is known of
 * a descriptor is kept, and may be old when somebody has closed it unseen; so whoever relies on it
 * to be a pipe looks again. */
#ifndef THREADLANE_PRELOAD_CHANNEL_H
#define THREADLANE_PRELOAD_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

enum channel_kind {
    CHANNEL_UNKNOWN = 0,
    CHANNEL_FILE,  /* nobody waits for it */
    CHANNEL_OTHER, /* terminal, socket, device: one may wait for the outside */
    CHANNEL_PIPE,
    CHANNEL_PAIR, /* one of a pair of sockets */
};

enum channel_end { /* as the values of object.has say it */
                   CHANNEL_READ = 1,
                   CHANNEL_WRITE = 2,
};

struct channel {
    enum channel_kind kind;
    uint64_t read_id, write_id; /* objects that are read from and written to; 0: not */
};

/* Once, when this library is loaded. */
void channel_init(void);

struct channel channel_find(int fd);
/* The descriptor is new: nothing is known of it. */
void channel_forget(int fd);
/* `copy` is the same as `fd`. */
void channel_copy(int fd, int copy);

/* Two descriptors have been made: a pipe's, or a pair of sockets. */
void channel_made_pipe(const int fds[2], uint64_t caller);
void channel_made_pair(const int fds[2], uint64_t caller);
/* The descriptor is about to be closed. */
void channel_close(int fd, uint64_t caller);
void channel_close_range(unsigned first, unsigned last, uint64_t caller);

/* Says which ends of pipes this process has; for a program that has just begun. */
void channel_declare_all(void);
/* The same for one that somebody else has sent. */
void channel_declare(int fd);

#endif
