/* Processes that run a function of ours, as multiprocessing.Process: a fork whose child does what
 * Python's _bootstrap does. Made by user code, and for pools, executors and managers. Any thread of
 * the process that made them. */
#ifndef THREADLANE_PROCESS_PROCESS_H
#define THREADLANE_PROCESS_PROCESS_H

#include <stdint.h>

#include "tracer/sync/limit.h"
#include "tracer/threadlane_process.h"

/* As tl_process_create, for a process that works for this object. In the child the function stands
 * at storey 0; when it returns, finalizers and threads are waited for, and its result is the exit
 * code. `name` NULL: "Process-1" and so on; an owner's that ends in '-' is numbered
 * in the same way. NULL: out of memory. */
struct tl_process *process_create_for(uint64_t owner, int (*function)(void *argument),
                                      void *argument, const char *name);
int process_start(struct tl_process *process);
int process_join(struct tl_process *process, struct limit limit);
/* Sends it that signal, if it still runs; TL_STATE when it was not started. */
int process_signal(struct tl_process *process, int signal);
/* Readable once it has ended, to wait for several at a time; -1: not started, or none to be had. */
int process_descriptor(struct tl_process *process);

/* At the end of this process: daemons are terminated, then all are joined. In an open point. */
void process_end_children(void);

#endif
