#include "tracer/process/proxy.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/process/fork.h"
#include "tracer/process/value.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/object.h"

#define FINALIZER_PRIORITY 10  /* CPython's; before the manager's */
#define STACK_SIZE         512 /* a longer value is packed on the heap */

static _Thread_local uint32_t call_count;

/* ---- one call ---- */

/* Sends and receives; a line that failed is not used again. */
static int exchange(const struct proxy *proxy, const struct manager_request *request,
                    struct manager_reply *reply)
{
    size_t size;
    const void *message;
    struct manager_channel *channel = manager_line(&proxy->place);
    if (!channel) {
        return TL_BROKEN_PIPE;
    }
    void *packed = manager_request_pack(request, &size);
    int result = packed ? manager_channel_send(channel, packed, size, false) : TL_NO_MEMORY;
    free(packed);
    if (result == TL_OK) {
        result = manager_channel_receive(channel, &message, &size);
    }
    if (result == TL_OK && !manager_reply_unpack(message, size, reply)) {
        result = TL_CORRUPT;
    }
    if (result != TL_OK) {
        manager_line_drop(&proxy->place);
    }
    return result;
}

/* Why a call failed, for the trace. */
static enum event_reason reason_of(int result, double timeout)
{
    switch (result) {
    case TL_FULL:
    case TL_EMPTY:
        return timeout > 0 ? REASON_TIMEOUT : REASON_BUSY;
    case TL_END_OF_FILE:
        return REASON_END_OF_FILE;
    case TL_BROKEN_PIPE:
    case TL_CORRUPT:
        return REASON_BROKEN;
    case TL_STATE:
        return REASON_CLOSED;
    default:
        return REASON_LIMIT;
    }
}

/* What the reply points to is good until the thread's next call. */
static int call(const struct proxy *proxy, struct manager_request *request,
                struct manager_reply *reply)
{
    struct door_point point;
    *reply = (struct manager_reply){0};
    door_point_open(&point, OPERATION_MANAGER_CALL, proxy->referent);
    request->caller = point.thread->number;
    request->call = ++call_count;
    request->referent = proxy->referent;
    request->serial = proxy->serial;
    uint64_t method = recorder_text(manager_method_name(request->method));
    point.begin_value = request->call | method << 32;
    door_point_begin(&point);
    int result = exchange(proxy, request, reply);
    result = result == TL_OK ? reply->result : result;
    if (result == TL_OK) {
        door_point_done(&point, request->call);
    } else {
        door_point_fail_with(&point, reason_of(result, request->timeout), request->call);
    }
    door_point_close(&point);
    return result;
}

/* One without arguments, whose answer nobody needs. */
static int tell(const struct proxy *proxy, enum manager_method method)
{
    struct manager_request request = {.method = method};
    struct manager_reply reply;
    return call(proxy, &request, &reply);
}

/* ---- counting ---- */

/* Of the process that counted on it; inherited by others. */
static void stop_counting(void *argument)
{
    struct proxy *proxy = argument;
    proxy->counted_in = 0;
    tell(proxy, METHOD_DECREF);
}

static void note_counting(struct proxy *proxy)
{
    proxy->finalizer = finalizer_add(FINALIZER_PRIORITY, stop_counting, proxy);
}

/* A copy in a forked child, or one that has come by a message, counts from its first use. */
static int begin_counting(struct proxy *proxy)
{
    uint32_t self = process_self();
    if (atomic_exchange(&proxy->counted_in, self) == self) {
        return TL_OK;
    }
    int result = tell(proxy, METHOD_INCREF);
    if (result == TL_OK) {
        note_counting(proxy);
    } else {
        proxy->counted_in = 0;
    }
    return result;
}

/* ---- calls ---- */

static int call_counted(struct proxy *proxy, struct manager_request *request,
                        struct manager_reply *reply)
{
    int result = begin_counting(proxy);
    return result == TL_OK ? call(proxy, request, reply) : result;
}

int proxy_send(struct proxy *proxy, struct manager_request *request, struct tl_value value)
{
    char on_stack[STACK_SIZE];
    struct manager_reply reply;
    size_t size = value_packed_size(value);
    char *packed = size <= sizeof(on_stack) ? on_stack : malloc(size);
    if (!packed) {
        return TL_NO_MEMORY;
    }
    value_pack(value, packed);
    request->value = packed;
    request->value_size = size;
    int result = call_counted(proxy, request, &reply);
    if (packed != on_stack) {
        free(packed);
    }
    return result;
}

int proxy_receive(struct proxy *proxy, struct manager_request *request, struct tl_value *value)
{
    struct manager_reply reply;
    struct tl_value got;
    int result = call_counted(proxy, request, &reply);
    if (result == TL_OK) {
        result = value_unpack(reply.data, reply.data_size, &got);
    }
    if (result == TL_OK) {
        *value = got;
    }
    return result;
}

int proxy_count(struct proxy *proxy, struct manager_request *request)
{
    struct manager_reply reply;
    int result = call_counted(proxy, request, &reply);
    return result == TL_OK ? (int)reply.number : result;
}

/* ---- life ---- */

struct proxy *proxy_create_from(const struct packed_proxy *packed)
{
    struct proxy *proxy = calloc(1, sizeof(*proxy));
    if (proxy) {
        *proxy = (struct proxy){
            .place = packed->place,
            .referent = packed->referent,
            .serial = packed->serial,
            .holder_count = 1,
        };
    }
    return proxy;
}

struct packed_proxy proxy_pack(const struct proxy *proxy)
{
    struct packed_proxy packed;
    memset(&packed, 0, sizeof(packed)); /* also what lies between the fields */
    packed.place = proxy->place;
    packed.referent = proxy->referent;
    packed.serial = proxy->serial;
    return packed;
}

bool proxy_is_packed(const struct packed_proxy *packed)
{
    const char *name = packed->place.address.name;
    return strnlen(name, MANAGER_ADDRESS_SIZE) < MANAGER_ADDRESS_SIZE;
}

static int create_referent(struct proxy *proxy, enum manager_method method, int32_t capacity,
                           const char *name)
{
    struct manager_request request = {.method = method, .capacity = capacity, .key = name};
    struct manager_reply reply;
    int result = call(proxy, &request, &reply);
    proxy->serial = reply.number;
    return result;
}

struct proxy *proxy_create(const struct manager_place *place, enum manager_method method,
                           int32_t capacity, const char *name)
{
    struct proxy *proxy = proxy_create_from(&(struct packed_proxy){.place = *place});
    if (!proxy) {
        return NULL;
    }
    struct door_point point;
    proxy->referent = object_create_shared(&point, TYPE_REFERENT, place->manager, name);
    int result = create_referent(proxy, method, capacity, name);
    door_point_close(&point);
    if (result != TL_OK) {
        free(proxy);
        return NULL;
    }
    proxy->counted_in = process_self();
    note_counting(proxy);
    return proxy;
}

struct proxy *proxy_hold(struct proxy *proxy)
{
    atomic_fetch_add(&proxy->holder_count, 1);
    return proxy;
}

void proxy_let_go(struct proxy *proxy)
{
    if (atomic_fetch_sub(&proxy->holder_count, 1) > 1) {
        return;
    }
    if (proxy->counted_in == process_self()) {
        finalizer_remove(proxy->finalizer);
        tell(proxy, METHOD_DECREF);
    }
    free(proxy);
}
