#include "tracer/process/value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/process/proxy.h"
#include "tracer/sync/door.h"

struct tl_value tl_none(void)
{
    return (struct tl_value){.type = TL_VALUE_NONE};
}

struct tl_value tl_int(long long number)
{
    return (struct tl_value){.type = TL_VALUE_INT, .number = number};
}

struct tl_value tl_text(const char *text)
{
    return (struct tl_value){.type = TL_VALUE_TEXT, .data = text, .size = strlen(text)};
}

struct tl_value tl_bytes(const void *data, size_t size)
{
    return (struct tl_value){.type = TL_VALUE_BYTES, .data = data, .size = size};
}

/* Whether the data are text or bytes, of which a copy can be made. */
static bool has_bytes(struct tl_value value)
{
    return value.type == TL_VALUE_TEXT || value.type == TL_VALUE_BYTES;
}

/* With a 0 after it, so that a text is a string. */
static void *copy_bytes(const void *data, size_t size)
{
    char *copy = malloc(size + 1);
    if (copy) {
        memcpy(copy, data, size);
        copy[size] = '\0';
    }
    return copy;
}

/* Whether the data are a manager's object, that is, a proxy of it. */
static bool has_proxy(struct tl_value value)
{
    return value.type == TL_VALUE_MANAGER_QUEUE || value.type == TL_VALUE_MANAGER_DICT;
}

/* The handle of either type is a proxy. */
static struct proxy *proxy_of(struct tl_value value)
{
    return (struct proxy *)(uintptr_t)value.data;
}

struct tl_value tl_value_copy(struct tl_value value)
{
    value.is_owned = false;
    if (has_proxy(value) && value.data) {
        proxy_hold(proxy_of(value));
        value.is_owned = true;
    }
    if (has_bytes(value)) {
        value.data = copy_bytes(value.data, value.size);
        value.is_owned = value.data != NULL;
    }
    return has_bytes(value) && !value.is_owned ? tl_none() : value;
}

void tl_value_free(struct tl_value *value)
{
    if (value && value->is_owned) {
        if (has_proxy(*value)) {
            DOOR_ENTER();
            proxy_let_go(proxy_of(*value));
        } else {
            free((void *)(uintptr_t)value->data);
        }
    }
    if (value) {
        *value = tl_none();
    }
}

static struct tl_value value_of_handle(enum tl_value_type type, const void *handle)
{
    return (struct tl_value){.type = type, .data = handle};
}

struct tl_value tl_value_of_manager_queue(struct tl_manager_queue *queue)
{
    return value_of_handle(TL_VALUE_MANAGER_QUEUE, queue);
}

struct tl_value tl_value_of_manager_dict(struct tl_manager_dict *dict)
{
    return value_of_handle(TL_VALUE_MANAGER_DICT, dict);
}

struct tl_value tl_value_of_process_queue(struct tl_process_queue *queue)
{
    return value_of_handle(TL_VALUE_PROCESS_QUEUE, queue);
}

struct tl_value tl_value_of_queue(struct tl_queue *queue)
{
    return value_of_handle(TL_VALUE_QUEUE, queue);
}

enum misuse value_refusal(struct tl_value value)
{
    switch (value.type) {
    case TL_VALUE_PROCESS_QUEUE:
        return MISUSE_QUEUE_BY_INHERITANCE;
    case TL_VALUE_QUEUE:
        return MISUSE_PICKLE_LOCK;
    case TL_VALUE_MANAGER_QUEUE:
    case TL_VALUE_MANAGER_DICT:
        return value.data ? 0 : MISUSE_NULL_HANDLE;
    default:
        return 0;
    }
}

size_t value_packed_size(struct tl_value value)
{
    size_t size = value.type == TL_VALUE_INT ? sizeof(value.number)
                  : has_bytes(value)         ? value.size
                  : has_proxy(value)         ? sizeof(struct packed_proxy)
                                             : 0;
    return 1 + size;
}

void value_pack(struct tl_value value, void *buffer)
{
    unsigned char *bytes = buffer;
    bytes[0] = (unsigned char)value.type;
    if (value.type == TL_VALUE_INT) {
        memcpy(bytes + 1, &value.number, sizeof(value.number));
    } else if (has_bytes(value) && value.size > 0) {
        memcpy(bytes + 1, value.data, value.size);
    } else if (has_proxy(value)) {
        struct packed_proxy packed = proxy_pack(proxy_of(value));
        memcpy(bytes + 1, &packed, sizeof(packed));
    }
}

static int unpack_number(const unsigned char *data, size_t size, struct tl_value *value)
{
    if (size != sizeof(value->number)) {
        *value = tl_none();
        return TL_CORRUPT;
    }
    memcpy(&value->number, data, size);
    return TL_OK;
}

static int unpack_bytes(const unsigned char *data, size_t size, struct tl_value *value)
{
    value->data = copy_bytes(data, size);
    value->size = size;
    value->is_owned = value->data != NULL;
    if (!value->data) {
        *value = tl_none();
        return TL_NO_MEMORY;
    }
    return TL_OK;
}

static int unpack_proxy(const unsigned char *data, size_t size, struct tl_value *value)
{
    struct packed_proxy packed;
    enum tl_value_type type = value->type;
    *value = tl_none();
    if (size != sizeof(packed)) {
        return TL_CORRUPT;
    }
    memcpy(&packed, data, sizeof(packed));
    if (!proxy_is_packed(&packed)) {
        return TL_CORRUPT;
    }
    struct proxy *proxy = proxy_create_from(&packed);
    if (proxy) {
        *value = (struct tl_value){.type = type, .data = proxy, .is_owned = true};
    }
    return proxy ? TL_OK : TL_NO_MEMORY;
}

int value_unpack(const void *packed, size_t size, struct tl_value *value)
{
    const unsigned char *bytes = packed;
    *value = tl_none();
    if (size == 0) {
        return TL_CORRUPT;
    }
    value->type = (enum tl_value_type)bytes[0];
    switch (value->type) {
    case TL_VALUE_NONE:
        return size == 1 ? TL_OK : TL_CORRUPT;
    case TL_VALUE_INT:
        return unpack_number(bytes + 1, size - 1, value);
    case TL_VALUE_TEXT:
    case TL_VALUE_BYTES:
        return unpack_bytes(bytes + 1, size - 1, value);
    case TL_VALUE_MANAGER_QUEUE:
    case TL_VALUE_MANAGER_DICT:
        return unpack_proxy(bytes + 1, size - 1, value);
    default:
        *value = tl_none();
        return TL_CORRUPT;
    }
}
