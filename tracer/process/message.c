#include "tracer/process/message.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

#define CHECK_MAGIC  0x7e1a9e5du
#define CHECK_FACTOR 0x9e3779b1u
#define COPIED_MAX   512 /* a shorter body is copied behind its header, which is quicker */

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

static int write_copied(struct pipe_end end, const struct message_header *header, const void *body)
{
    char whole[sizeof(*header) + COPIED_MAX];
    memcpy(whole, header, sizeof(*header));
    if (header->size > 0) {
        memcpy(whole + sizeof(*header), body, header->size);
    }
    struct iovec piece = {whole, sizeof(*header) + header->size};
    return pipe_write(end, TRANSFER_MESSAGE, &piece, 1);
}

int message_write(struct pipe_end end, const struct message_header *header, const void *body)
{
    struct iovec pieces[] = {{(void *)(uintptr_t)header, sizeof(*header)},
                             {(void *)(uintptr_t)body, header->size}};
    if (header->size <= COPIED_MAX) {
        return write_copied(end, header, body);
    }
    if (sizeof(*header) + header->size <= MESSAGE_SIZE_AT_ONCE) {
        return pipe_write(end, TRANSFER_MESSAGE, pieces, 2);
    }
    int result = pipe_write(end, TRANSFER_HEADER, pieces, 1);
    return result == TL_OK ? pipe_write(end, TRANSFER_BODY, pieces + 1, 1) : result;
}

int message_read_header(struct pipe_end end, struct message_header *header, struct limit limit)
{
    size_t got;
    int result = pipe_read(end, TRANSFER_HEADER, header, sizeof(*header), limit, &got);
    if (result != TL_OK) {
        return got > 0 ? TL_CORRUPT : result;
    }
    bool is_header = header->check == check_of(header) && header->size <= MESSAGE_SIZE_MAX;
    return is_header ? TL_OK : TL_CORRUPT;
}

int message_read_body(struct pipe_end end, size_t size, void **body)
{
    size_t got;
    char *bytes = malloc(size + 1);
    if (!bytes) {
        return TL_NO_MEMORY;
    }
    if (size > 0 && pipe_read(end, TRANSFER_BODY, bytes, size, limit_forever(), &got) != TL_OK) {
        free(bytes);
        return TL_CORRUPT;
    }
    bytes[size] = '\0';
    *body = bytes;
    return TL_OK;
}
