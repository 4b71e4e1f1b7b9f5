/* The objects that a manager keeps, by serial. Each lives as long as somebody counts on it: proxies
 * in other processes, and serving threads that use it just now. In the manager's process, any
 * thread; every operation is recorded as part of the request being served. */
#ifndef THREADLANE_PROCESS_REFERENT_H
#define THREADLANE_PROCESS_REFERENT_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/process/kept_dict.h"
#include "tracer/sync/queue.h"

enum referent_type { REFERENT_QUEUE, REFERENT_DICT };

struct referent {
    uint64_t id;
    uint32_t serial; /* from 1, never reused */
    /* Under the guard of the table. */
    uint32_t proxy_count; /* processes that count on it */
    uint32_t user_count;  /* requests that use it just now */
    enum referent_type type;
    struct tl_queue queue; /* of struct parcel * */
    struct kept_dict *dict;
};

/* A new one, counted once; its serial, 0 when out of memory. A capacity of 0 has no limit. */
uint32_t referent_create_queue(uint64_t id, uint32_t capacity, const char *name);
uint32_t referent_create_dict(uint64_t id, const char *name);
/* For use until referent_let_go; NULL if there is none. */
struct referent *referent_hold(uint32_t serial);
/* When neither proxies nor users are left it is destroyed. */
void referent_let_go(struct referent *referent);
/* One proxy more, or less; only while held. False when there are no more to take away. */
void referent_count_up(struct referent *referent);
bool referent_count_down(struct referent *referent);

#endif
