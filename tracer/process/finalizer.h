/* What has to be done before a process ends, as multiprocessing.util.Finalize: highest priority
 * first, of equal ones the latest first, and only in the process that added it. Runs in tl_exit
 * after the threads were joined, and at the end of a process of ours before that. The children of
 * the process end between those of priority 0 or more and the others: daemons are terminated, then
 * all are joined. Any thread. */
#ifndef THREADLANE_PROCESS_FINALIZER_H
#define THREADLANE_PROCESS_FINALIZER_H

struct finalizer;

/* NULL: out of memory. */
struct finalizer *finalizer_add(int priority, void (*function)(void *argument), void *argument);
/* It will not run; nothing happens if it has begun or was inherited. Accepts NULL. Each finalizer
 * must be removed once at most. */
void finalizer_remove(struct finalizer *finalizer);

/* Runs and forgets all that were added, and ends the children. In an open point. */
void finalizer_run_all(void);

#endif
