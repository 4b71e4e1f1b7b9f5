/* A child of this process, from its fork until it is taken away, exactly once: by its own pid,
 * never by "any child", for others may have children of their own. Whoever needs it longer keeps
 * it. Any thread. */
#ifndef THREADLANE_PROCESS_CHILD_H
#define THREADLANE_PROCESS_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/sync/door.h"
#include "tracer/sync/limit.h"

enum child_state {
    CHILD_RUNNING,
    CHILD_COLLECTED, /* its status is known */
    CHILD_LOST,      /* somebody else took it away, or it is a child of the process we come from */
};

struct child;

/* Kept by the caller, who enters it with its pid, once there is one, or lets it go. `number` is the
 * one in the trace, 0 when not recorded. NULL: out of memory. */
struct child *child_create(uint32_t number);
void child_enter(struct child *child, pid_t pid);
/* The running child of that pid, kept by the caller, or NULL. */
struct child *child_find(pid_t pid);
void child_let_go(struct child *child);

/* What it has in the trace; the pid if it is not recorded. */
uint32_t child_number(const struct child *child);
pid_t child_pid(const struct child *child); /* 0: not entered */
/* A descriptor that is readable once it has ended, to wait for several at a time; -1 if the system
 * gives none. Valid as long as the child is kept. */
int child_descriptor(struct child *child);

/* Looks whether it has ended, and takes it away, which is an operation then. */
enum child_state child_look(struct child *child);
/* Sends it a signal unless it has ended. */
void child_signal(struct child *child, int signal);
/* Waits for that in an open process.join, which it finishes. TL_TIMEOUT, TL_BUSY; TL_INVALID when
 * it is lost. */
int child_join(struct child *child, struct door_point *point, struct limit limit);
/* The same for one alone: nobody else gets its status, which is written to `wait_status`. */
int child_take(struct child *child, struct door_point *point, struct limit limit, int *wait_status);
/* Of a collected one, as waitpid gives it. */
int child_wait_status(const struct child *child);

/* As Python gives it: what exit was given, or minus the signal's number. */
int exitcode_of(int wait_status);

/* In the child of a fork, which has no children. */
void child_follow_fork(void);

#endif
