/* Bytes through one end of a pipe. Each transfer is a pipe.read or pipe.write of its part
 * of a message; where it must wait it waits at the door. Descriptors do not block, so that a try is
 * one system call; nobody but these functions uses them, in no process. Any thread may call. */
#ifndef THREADLANE_PROCESS_PIPE_H
#define THREADLANE_PROCESS_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "tracer/event/event_kind.h"
#include "tracer/process/patience.h"
#include "tracer/sync/limit.h"

#define PIPE_AHEAD       4000              /* bytes; much less than a pipe holds */
#define MESSAGE_SIZE_MAX ((size_t)1 << 30) /* in bytes; what says it is longer is none */

struct pipe_end {
    int fd;
    uint64_t pipe; /* the object: one direction */
    int stop_fd;   /* once it is readable and the pipe is not, the file has ended; 0: none */
    struct pipe_ahead *ahead;  /* NULL: nothing is read before it is asked for */
    struct patience *patience; /* of who reads; NULL: sleeps at once */
};

/* What has been read and not asked for yet, in memory that all share who read: so it is lost with
 * none of them. They hold a lock while they read. */
struct pipe_ahead {
    _Atomic uint32_t begin; /* in bytes */
    _Atomic uint32_t end;
    char bytes[PIPE_AHEAD];
};

/* Two descriptors, the first one to read; false: the system gave none. */
bool pipe_open(int fds[2]);
/* For a descriptor that came from elsewhere. */
void pipe_adopt(int fd);

/* All bytes of the pieces, which are used up. TL_OK, TL_BROKEN_PIPE. A process does not die of
 * that: SIGPIPE, unless the program treats it itself, is taken only while this function writes. */
int pipe_write(struct pipe_end end, enum transfer_part part, struct iovec *pieces, int count);
/* The same, with bytes before them that have been told of: nobody can tell the difference, but for
 * the time that it takes. */
int pipe_write_with(struct pipe_end end, enum transfer_part part, struct iovec earlier,
                    struct iovec *pieces, int count);
/* Whether what is written could still be read. */
bool pipe_has_reader(struct pipe_end end);
/* All of them, inside the caller's pipe.write. False: nobody reads any more. */
bool pipe_write_untold(struct pipe_end end, const void *bytes, size_t size);
/* All `size` bytes, or TL_END_OF_FILE after `got` of them. The limit is for the first one:
 * TL_TIMEOUT. */
int pipe_read(struct pipe_end end, enum transfer_part part, void *buffer, size_t size,
              struct limit limit, size_t *got);
/* What there is of at most `size` bytes, at least one, for which it waits; 0: the file has ended.
 * Inside the caller's pipe.read. */
size_t pipe_read_some(struct pipe_end end, void *buffer, size_t size);
/* The next `size` bytes of what has been read ahead, until they are dropped; NULL: it is less. By
 * who holds the lock. */
const char *pipe_ahead_peek(const struct pipe_ahead *ahead, size_t size);
void pipe_ahead_drop(struct pipe_ahead *ahead, size_t size);
/* Reads nothing: TL_OK when there is something to read, the end of the file included;
 * TL_TIMEOUT. */
int pipe_poll(struct pipe_end end, struct limit limit);

#endif
