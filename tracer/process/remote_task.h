/* A task on its way to another process, and what came of it on the way back. Whoever runs it is a
 * copy of who sent it, so a function is at the same address in both. Pools and process executors
 * send these; their workers run them. */
#ifndef THREADLANE_PROCESS_REMOTE_TASK_H
#define THREADLANE_PROCESS_REMOTE_TASK_H

#include <stddef.h>
#include <stdint.h>

#include "tracer/threadlane_process.h"

struct remote_task {
    uint64_t future; /* id of the object that stands for it */
    uint64_t job;    /* the sender's number for it, and which of that job's tasks it is */
    uint64_t index;
    tl_process_task *function;
    struct tl_value argument; /* owns its data if it was unpacked */
};

struct remote_outcome {
    uint64_t job;
    uint64_t index;
    int error;             /* 0: none */
    struct tl_value value; /* owned; the result, or the error's text */
};

/* A message in heap memory, to be freed; NULL when out of memory. The argument must not be
 * refused (value_refusal). */
void *remote_task_pack(const struct remote_task *task, size_t *size);
/* TL_OK, TL_CORRUPT, TL_NO_MEMORY. */
int remote_task_unpack(const void *message, size_t size, struct remote_task *task);
/* Runs it, in the worker; a result that may not travel is an error. */
struct remote_outcome remote_task_run(const struct remote_task *task);

/* As for tasks. */
void *remote_outcome_pack(const struct remote_outcome *outcome, size_t *size);
int remote_outcome_unpack(const void *message, size_t size, struct remote_outcome *outcome);

#endif
