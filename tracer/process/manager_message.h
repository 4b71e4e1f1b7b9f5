/* What callers and a manager's serving threads say to each other: a greeting each way, then
 * requests and replies, one message each. Both ends are the same program, so numbers travel as they
 * are in memory; but nothing that comes in is trusted before it has been read here. */
#ifndef THREADLANE_PROCESS_MANAGER_MESSAGE_H
#define THREADLANE_PROCESS_MANAGER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/manager_key.h"

#define MANAGER_NAME_SIZE 64

/* The caller's first bytes on a new connection; the answer is the other half of the key alone. */
struct manager_greeting {
    struct manager_key key;
    uint64_t requests; /* ids of the two pipes that the connection is */
    uint64_t replies;
    char name[MANAGER_NAME_SIZE]; /* of process and thread, as CPython names the serving thread */
};

enum manager_method {
    METHOD_CREATE_QUEUE,
    METHOD_CREATE_DICT,
    METHOD_INCREF,
    METHOD_DECREF,
    METHOD_PUT,
    METHOD_GET,
    METHOD_SIZE,
    METHOD_SET_ITEM,
    METHOD_GET_ITEM,
    METHOD_LENGTH,
    METHOD_TEXT,
    METHOD_COUNT
};

/* As Python calls it: "put", "__setitem__". Static. */
const char *manager_method_name(enum manager_method method);

struct manager_request {
    enum manager_method method;
    uint32_t caller;   /* thread number */
    uint32_t call;     /* of that thread, from 1 */
    uint32_t serial;   /* of the referent in its manager; not of a create */
    uint64_t referent; /* its id */
    int32_t capacity;  /* of a new queue */
    double timeout;
    const char *key; /* or a new referent's name, NULL if it has none */
    const void *value;
    size_t value_size;
};

struct manager_reply {
    int32_t result;   /* enum tl_error */
    uint32_t number;  /* size, or a new referent's serial */
    const void *data; /* a packed value, or a text */
    size_t data_size;
};

/* Messages to send, which the caller frees; NULL when out of memory. */
void *manager_request_pack(const struct manager_request *request, size_t *size);
void *manager_reply_pack(const struct manager_reply *reply, size_t *size);
/* False if this is none. What they point to lies in the message. */
bool manager_request_unpack(const void *message, size_t size, struct manager_request *request);
bool manager_reply_unpack(const void *message, size_t size, struct manager_reply *reply);

#endif
