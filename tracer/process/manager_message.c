#include "tracer/process/manager_message.h"

#include <stdlib.h>
#include <string.h>

/* After it the key with its final 0, if there is one, and the value. */
struct request_head {
    uint32_t method;
    uint32_t caller;
    uint32_t call;
    uint32_t serial;
    uint64_t referent;
    double timeout;
    int32_t capacity;
    uint32_t key_size; /* its 0 included; 0: no key */
};

/* After it the data. */
struct reply_head {
    int32_t result;
    uint32_t number;
};

const char *manager_method_name(enum manager_method method)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_CREATE_QUEUE] = "create",
        [METHOD_CREATE_DICT] = "create",
        [METHOD_INCREF] = "incref",
        [METHOD_DECREF] = "decref",
        [METHOD_PUT] = "put",
        [METHOD_GET] = "get",
        [METHOD_SIZE] = "qsize",
        [METHOD_SET_ITEM] = "__setitem__",
        [METHOD_GET_ITEM] = "__getitem__",
        [METHOD_LENGTH] = "__len__",
        [METHOD_TEXT] = "__str__",
    };
    return names[method];
}

/* Nothing may be copied from nowhere. */
static char *append(char *end, const void *data, size_t size)
{
    if (size > 0) {
        memcpy(end, data, size);
    }
    return end + size;
}

void *manager_request_pack(const struct manager_request *request, size_t *size)
{
    size_t key_size = request->key ? strlen(request->key) + 1 : 0;
    struct request_head head = {
        .method = request->method,
        .caller = request->caller,
        .call = request->call,
        .serial = request->serial,
        .referent = request->referent,
        .timeout = request->timeout,
        .capacity = request->capacity,
        .key_size = (uint32_t)key_size,
    };
    *size = sizeof(head) + key_size + request->value_size;
    char *message = key_size <= UINT32_MAX ? malloc(*size) : NULL;
    if (message) {
        char *end = append(message, &head, sizeof(head));
        end = append(end, request->key, key_size);
        append(end, request->value, request->value_size);
    }
    return message;
}

void *manager_reply_pack(const struct manager_reply *reply, size_t *size)
{
    struct reply_head head = {reply->result, reply->number};
    *size = sizeof(head) + reply->data_size;
    char *message = malloc(*size);
    if (message) {
        append(append(message, &head, sizeof(head)), reply->data, reply->data_size);
    }
    return message;
}

/* One 0, at the end. */
static bool is_text(const char *key, size_t size)
{
    return memchr(key, '\0', size) == key + size - 1;
}

bool manager_request_unpack(const void *message, size_t size, struct manager_request *request)
{
    struct request_head head;
    if (size < sizeof(head)) {
        return false;
    }
    memcpy(&head, message, sizeof(head));
    const char *key = (const char *)message + sizeof(head);
    if (head.method >= METHOD_COUNT || head.key_size > size - sizeof(head) ||
        (head.key_size > 0 && !is_text(key, head.key_size))) {
        return false;
    }
    *request = (struct manager_request){
        .method = (enum manager_method)head.method,
        .caller = head.caller,
        .call = head.call,
        .serial = head.serial,
        .referent = head.referent,
        .capacity = head.capacity,
        .timeout = head.timeout,
        .key = head.key_size > 0 ? key : NULL,
        .value = key + head.key_size,
        .value_size = size - sizeof(head) - head.key_size,
    };
    return true;
}

bool manager_reply_unpack(const void *message, size_t size, struct manager_reply *reply)
{
    struct reply_head head;
    if (size < sizeof(head)) {
        return false;
    }
    memcpy(&head, message, sizeof(head));
    *reply = (struct manager_reply){
        .result = head.result,
        .number = head.number,
        .data = (const char *)message + sizeof(head),
        .data_size = size - sizeof(head),
    };
    return true;
}
