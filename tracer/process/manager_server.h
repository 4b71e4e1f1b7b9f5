/* The process of a manager, from its first line to its last: a thread that accepts callers, a
 * thread for each of them that serves it, and the main thread, which waits until the creator lets
 * go of the lifeline or has died. */
#ifndef THREADLANE_PROCESS_MANAGER_SERVER_H
#define THREADLANE_PROCESS_MANAGER_SERVER_H

#include <stdint.h>

#include "tracer/threadlane_process.h"

struct manager_server {
    uint64_t manager; /* its id */
    int listener;
    struct tl_connection *lifeline; /* the end that receives, which is nothing but its end */
};

/* Serves until the lifeline ends; the exit code. In user code's place, in the new process, once. */
int manager_server_run(const struct manager_server *asked);

#endif
