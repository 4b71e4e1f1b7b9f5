/* The channel of one thread to one manager. It is made at the thread's first call and lasts as
 * long as the thread; a forked child closes those it inherited and makes its own. */
#ifndef THREADLANE_PROCESS_MANAGER_LINE_H
#define THREADLANE_PROCESS_MANAGER_LINE_H

#include <stdint.h>

#include "tracer/process/manager_channel.h"
#include "tracer/process/manager_socket.h"

/* Where a manager is; a proxy keeps it. */
struct manager_place {
    uint64_t manager; /* its id */
    struct manager_address address;
};

/* The calling thread's; NULL when nobody answers there, or nobody who knows the key. In the open
 * point of the call. */
struct manager_channel *manager_line(const struct manager_place *place);
/* What it answered was the last of it: the thread's next call makes a new one. */
void manager_line_drop(const struct manager_place *place);

#endif
