/* The observed program as a process: started with the pool in its environment, and seen to end. It
 * dies with its parent, so that nothing is left behind. */
#ifndef THREADLANE_COLLECT_CHILD_H
#define THREADLANE_COLLECT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/format/trace_sink.h"

struct child {
    pid_t pid;
    bool has_ended;
    int status; /* as wait(2) gives it, once it has ended */
};

struct child_command {
    const char *path; /* what to execute */
    char **program;   /* its name and arguments, ended by NULL */
    const char *pool_path;
    const char *preload; /* a library to load in front of others, or NULL */
    pid_t group;         /* the process group it joins */
    bool is_fixed; /* addresses are to be the same in each run, as far as the system lets us */
};

enum child_start { CHILD_STARTED, CHILD_NOT_FOUND, CHILD_NOT_RUNNABLE, CHILD_NO_PROCESS };

/* trace-run itself ignores some signals from here on; the program gets them as they were. */
void child_ignore_signals(void);

/* When it cannot be started the error names program[0] and says why. */
enum child_start child_start(struct child *child, const struct child_command *command,
                             struct trace_error *error);

/* Takes notice of all that have ended: the program, and whom this process has adopted; tells who,
 * and the wait status. False: there is nobody left. */
bool child_reap(struct child *child, void (*tell)(void *context, pid_t pid, int status),
                void *context);

/* The status as a shell shows it: the program's own, or 128 + the signal's number. */
int child_exit_status(int wait_status);

#endif
