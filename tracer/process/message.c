#include "tracer/process/message.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

#define CHECK_MAGIC  0x7e1a9e5du
#define CHECK_FACTOR 0x9e3779b1u

/* What stands elsewhere in the stream does not look like a header. */
static uint32_t check_of(const struct message_header *header)
{
    uint32_t mixed = (header->size ^ CHECK_MAGIC) * CHECK_FACTOR;
    mixed = (mixed ^ mixed >> 15 ^ header->number) * CHECK_FACTOR;
    return mixed ^ mixed >> 13;
}

struct message_header message_header(uint32_t number, uint32_t size)
{
    struct message_header header = {.size = size, .number = number};
    header.check = check_of(&header);
    return header;
}

uint64_t message_value(const struct message_header *header)
{
    return header->number | (uint64_t)header->size << 32;
}

int message_write(struct pipe_end end, const struct message_header *header, const void *body)
{
    struct iovec pieces[] = {{(void *)(uintptr_t)header, sizeof(*header)},
                             {(void *)(uintptr_t)body, header->size}};
    if (sizeof(*header) + header->size <= MESSAGE_SIZE_AT_ONCE) {
        return pipe_write(end, TRANSFER_MESSAGE, pieces, 2);
    }
    int result = pipe_write(end, TRANSFER_HEADER, pieces, 1);
    return result == TL_OK ? pipe_write(end, TRANSFER_BODY, pieces + 1, 1) : result;
}

/* ---- several at once ---- */

bool message_train_has_room(const struct message_train *train, size_t size, size_t next_size)
{
    size_t used = train->size + 2 * sizeof(struct message_header);
    return size <= sizeof(train->bytes) && next_size <= sizeof(train->bytes) &&
           used + size + next_size <= sizeof(train->bytes);
}

void message_train_add(struct message_train *train, const struct message_header *header,
                       const void *body)
{
    char *place = train->bytes + train->size;
    memcpy(place, header, sizeof(*header));
    memcpy(place + sizeof(*header), body, header->size);
    train->size += sizeof(*header) + header->size;
    train->count++;
}

int message_write_with(struct message_train *train, struct pipe_end end,
                       const struct message_header *header, const void *body)
{
    struct iovec earlier = {train->bytes, train->size};
    struct iovec pieces[] = {{(void *)(uintptr_t)header, sizeof(*header)},
                             {(void *)(uintptr_t)body, header->size}};
    train->size = train->count = 0;
    return pipe_write_with(end, TRANSFER_MESSAGE, earlier, pieces, 2);
}

/* ---- reading ---- */

static int read_start(struct message *message, struct pipe_end end, enum transfer_part part,
                      struct limit limit)
{
    size_t got;
    size_t size = sizeof(message->header) + message->start_size;
    int result = pipe_read(end, part, &message->header, size, limit, &got);
    return got > 0 && result != TL_OK ? TL_CORRUPT : result;
}

static bool is_whole_header(const struct message_header *header)
{
    return header->check == check_of(header) && header->size <= MESSAGE_SIZE_MAX;
}

int message_begin_read(struct message *message, struct pipe_end end, size_t known,
                       struct limit limit)
{
    static_assert(offsetof(struct message, start) == sizeof(message->header), "read at once");
    message->start_size = known <= sizeof(message->start) ? known : 0;
    enum transfer_part part = message->start_size > 0 ? TRANSFER_MESSAGE : TRANSFER_HEADER;
    int result = read_start(message, end, part, limit);
    const struct message_header *header = &message->header;
    bool is_header = is_whole_header(header) && header->size >= message->start_size;
    return result != TL_OK || is_header ? result : TL_CORRUPT;
}

int message_end_read(struct message *message, struct pipe_end end)
{
    size_t got, start = message->start_size, size = message->header.size;
    char *body = malloc(size + 1);
    if (!body) {
        return TL_NO_MEMORY;
    }
    memcpy(body, message->start, start);
    if (size > start &&
        pipe_read(end, TRANSFER_BODY, body + start, size - start, limit_forever(), &got) != TL_OK) {
        free(body);
        return TL_CORRUPT;
    }
    body[size] = '\0';
    message->body = body;
    return TL_OK;
}

bool message_peek_ahead(struct message *message, const struct pipe_ahead *ahead)
{
    struct message_header *header = &message->header;
    const char *start = pipe_ahead_peek(ahead, sizeof(*header));
    if (!start) {
        return false;
    }
    memcpy(header, start, sizeof(*header));
    message->start_size = header->size;
    bool is_there = is_whole_header(header) && header->size <= sizeof(message->start) &&
                    pipe_ahead_peek(ahead, sizeof(*header) + header->size);
    if (is_there) {
        memcpy(message->start, start + sizeof(*header), header->size);
    }
    return is_there;
}
