/* A manager as its creator has it: the process, and the lifeline that keeps it alive. Copies in
 * forked processes only know where it is. */
#ifndef THREADLANE_PROCESS_MANAGER_H
#define THREADLANE_PROCESS_MANAGER_H

#include "tracer/process/manager_line.h"
#include "tracer/process/proxy.h"
#include "tracer/threadlane_process.h"

/* A new object of it; NULL, with the misuse recorded, after its shutdown. */
struct proxy *manager_create_referent(struct tl_manager *manager, enum manager_method method,
                                      int32_t capacity, const char *name);

#endif
