/* What stands for a manager's object in other processes: where it is, and how to ask it. Its handle
 * may be held by several (values that are copies of one another); the process counts on the object
 * from its first call until the last of them lets go. Any thread. */
#ifndef THREADLANE_PROCESS_PROXY_H
#define THREADLANE_PROCESS_PROXY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/finalizer.h"
#include "tracer/process/manager_line.h"
#include "tracer/process/manager_message.h"
#include "tracer/threadlane_process.h"

struct proxy {
    struct manager_place place;
    uint64_t referent; /* its id */
    uint32_t serial;   /* in its manager */
    _Atomic uint32_t holder_count;
    _Atomic uint32_t counted_in; /* the process that counts on the referent by this, 0: none yet */
    struct finalizer *finalizer; /* of that process */
};

/* The public handles are proxies of one type each. */
struct tl_manager_queue {
    struct proxy proxy;
};

struct tl_manager_dict {
    struct proxy proxy;
};

/* As it travels. */
struct packed_proxy {
    struct manager_place place;
    uint64_t referent;
    uint32_t serial;
};

/* A new object of the manager, made by METHOD_CREATE_…; NULL when that failed. */
struct proxy *proxy_create(const struct manager_place *place, enum manager_method method,
                           int32_t capacity, const char *name);
/* One for an object that is there; NULL when out of memory. */
struct proxy *proxy_create_from(const struct packed_proxy *packed);
struct packed_proxy proxy_pack(const struct proxy *proxy);

/* Whether it could have been packed here. */
bool proxy_is_packed(const struct packed_proxy *packed);

/* Ask the object and wait for the answer, as one manager.call. Caller, call, serial and referent
 * are filled in here. The answer's result; TL_BROKEN_PIPE when the manager is gone, TL_END_OF_FILE
 * when it went meanwhile, TL_STATE when the object has gone, TL_CORRUPT, TL_NO_MEMORY. */
/* With a value, which may travel. */
int proxy_send(struct proxy *proxy, struct manager_request *request, struct tl_value value);
/* For a value, which is written only with TL_OK. */
int proxy_receive(struct proxy *proxy, struct manager_request *request, struct tl_value *value);
/* For a number, which is the result if it is not an error. */
int proxy_count(struct proxy *proxy, struct manager_request *request);

/* One holder more, or less. */
struct proxy *proxy_hold(struct proxy *proxy);
void proxy_let_go(struct proxy *proxy);

#endif
