/* trace-run is two processes. The one that was called reads the options, waits, and at the end
 * saves the trace and says what it means. Its child, the keeper, has the pool and the observed
 * program below it and writes the raw recording. So when the first one is killed, however hard, the
 * keeper is still there to stop the program and to write the rest.
 *
 * The keeper is in a process group of its own, so that what hits trace-run and the program alike (a
 * terminal's Ctrl-\, kill -9 of the group) leaves it alone; the program stays in trace-run's
 * group, as the foreground of a terminal wants it. */
#ifndef THREADLANE_COLLECT_KEEPER_H
#define THREADLANE_COLLECT_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/collect/child.h"
#include "tracer/collect/lttng_run.h"
#include "tracer/format/trace_sink.h"

/* What came of the recording; the keeper writes it into memory that both share. */
struct keeper_result {
    bool is_good;  /* else the error says why */
    bool is_empty; /* with an error: the program was not even started */
    enum child_start start;
    int status; /* for trace-run to exit with */
    struct lttng_expectation expected;
    struct trace_error error;
};

struct keeper {
    pid_t pid;   /* of the keeper; in the keeper 0 */
    pid_t group; /* of the process that was called: where the program belongs */
    int link;    /* a socket to the other one */
    struct keeper_result *result;
};

/* Starts the keeper: a child in which `keep` is called with the keeper's side of it; keeper_rest
 * has to be the last thing it does. */
bool keeper_start(struct keeper *keeper, void (*keep)(struct keeper *keeper, void *context),
                  void *context, struct trace_error *error);

/* Waits until the recording is complete, passing on the signals that ask trace-run to stop. False:
 * the keeper was killed. */
bool keeper_wait(struct keeper *keeper);
/* Lets the keeper go and waits until it has ended. */
void keeper_finish(struct keeper *keeper);

/* In the keeper: whether trace-run is not there any more. */
bool keeper_is_alone(const struct keeper *keeper);
/* In the keeper: says that the result is there, and waits until trace-run lets it go. False: trace-
 * run is not there any more. */
bool keeper_rest(struct keeper *keeper);

#endif
