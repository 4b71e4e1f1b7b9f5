/* Making a process and ending one, as os.fork and os._exit; and what other modules have to do in
 * the child. Only the calling thread exists there, as its main thread. */
#ifndef THREADLANE_PROCESS_FORK_H
#define THREADLANE_PROCESS_FORK_H

#include <stdint.h>

struct child;
struct guard;

/* The number of the calling process in the whole trace; its pid if it is not recorded. */
uint32_t process_self(void);

/* 0 in the child, whose process and thread have begun; in the parent the pid, or TL_NO_PROCESS,
 * TL_NO_MEMORY, or TL_STATE in virtual time. `number` (may be NULL): the child's process_self, in
 * both. The caller has entered the door. */
int process_fork(uint32_t *number);
/* The same with a name, which may be NULL; `child` is then kept by the parent, NULL in the child.
 */
int process_fork_child(const char *name, struct child **child);

/* The process ends with that status as waitpid tells it. Nothing can be recorded afterwards. */
void process_record_end(int wait_status);
/* The same, and ends it: nothing is waited for, nothing written. */
void process_quit(int status) __attribute__((noreturn));

/* From now on this guard is locked around every fork, and free in the child. For what is changed
 * outside of visits, too: inside of one nobody is at the instant of a fork (tracer/sync/forking.h).
 */
void process_guard_at_fork(struct guard *guard);

/* From now on `in_child` is called in the child of every fork, after the primitives of threads have
 * been put in order. The same one may be given again. */
#define PROCESS_FORK_HANDLERS 16
void process_at_fork(void (*in_child)(void));

#endif
