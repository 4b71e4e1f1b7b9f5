/* A message in a pipe: a header with its size, its number and a check, and a body. Both are written
 * at once when they are short, and read one after the other, or at once where it is known how much
 * there is. Two readers of one end tear the messages apart, which the check tells. Called with the
 * operation open that sends or receives. */
#ifndef THREADLANE_PROCESS_MESSAGE_H
#define THREADLANE_PROCESS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/pipe.h"
#include "tracer/sync/limit.h"

#define MESSAGE_SIZE_AT_ONCE 16384 /* with its header; CPython's limit */
#define MESSAGE_START_MAX    512

struct message_header {
    uint32_t size; /* of the body */
    uint32_t number;
    uint32_t check;
};

struct message_header message_header(uint32_t number, uint32_t size);
/* As events tell it. */
uint64_t message_value(const struct message_header *header);

/* Messages that are written with the one after them. Together they are no more than this, so that
 * the kernel writes all or nothing, and little of its pages stays unused. */
#define MESSAGE_TRAIN_MAX 512

struct message_train {
    uint32_t count;
    uint32_t size; /* in bytes */
    char bytes[MESSAGE_TRAIN_MAX];
};

/* Whether one with that body and another one with that may follow. */
bool message_train_has_room(const struct message_train *train, size_t size, size_t next_size);
void message_train_add(struct message_train *train, const struct message_header *header,
                       const void *body);
/* Behind those that are kept, at least one, which makes the train empty. TL_OK, TL_BROKEN_PIPE. */
int message_write_with(struct message_train *train, struct pipe_end end,
                       const struct message_header *header, const void *body);

/* TL_OK, TL_BROKEN_PIPE. */
int message_write(struct pipe_end end, const struct message_header *header, const void *body);
/* One that is being read. */
struct message {
    struct message_header header;
    char start[MESSAGE_START_MAX]; /* of its body: what came with the header */
    size_t start_size;
    char *body; /* all of it, that the caller frees, with a 0 after it */
};

/* Reads the header, with `known` bytes of a body that is no shorter (more than MESSAGE_START_MAX
 * are as good as 0). The limit is for its first byte. TL_OK, TL_TIMEOUT, TL_END_OF_FILE; TL_CORRUPT
 * if what came is no header, or not all of one, or the body is shorter. */
int message_begin_read(struct message *message, struct pipe_end end, size_t known,
                       struct limit limit);
/* True if the next one is short and has been read ahead, whole: its header and body in `start`. It
 * stays there. By who holds the lock. */
bool message_peek_ahead(struct message *message, const struct pipe_ahead *ahead);
/* The rest. TL_OK, TL_NO_MEMORY; TL_CORRUPT when the file ends in it. */
int message_end_read(struct message *message, struct pipe_end end);

#endif
