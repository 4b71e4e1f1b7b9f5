/* A message in a pipe: a header with its size, its number and a check, and a body. Both are written
 * at once when they are short, and read one after the other, by nobody in particular: two readers
 * of one end tear the messages apart, which the check tells. Called with the operation open that
 * sends or receives. */
#ifndef THREADLANE_PROCESS_MESSAGE_H
#define THREADLANE_PROCESS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "tracer/process/pipe.h"
#include "tracer/sync/limit.h"

#define MESSAGE_SIZE_AT_ONCE 16384 /* with its header; CPython's limit */

struct message_header {
    uint32_t size; /* of the body */
    uint32_t number;
    uint32_t check;
};

struct message_header message_header(uint32_t number, uint32_t size);
/* As events tell it. */
uint64_t message_value(const struct message_header *header);

/* TL_OK, TL_BROKEN_PIPE. */
int message_write(struct pipe_end end, const struct message_header *header, const void *body);
/* The limit is for its first byte. TL_OK, TL_TIMEOUT, TL_END_OF_FILE; TL_CORRUPT if what came is no
 * header, or not all of one. */
int message_read_header(struct pipe_end end, struct message_header *header, struct limit limit);
/* A body that the caller frees, with a 0 after it. TL_OK, TL_NO_MEMORY; TL_CORRUPT when the file
 * ends in it. */
int message_read_body(struct pipe_end end, size_t size, void **body);

#endif
