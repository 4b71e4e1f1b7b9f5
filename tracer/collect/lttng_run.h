/* trace-run --lttng: the same events through LTTng, too. Everything said to LTTng is said by a
 * process of its own (tracer/lttng/session_process.c), so that neither LTTng's libraries nor a
 * daemon that hangs are any matter of trace-run's; here that process is started, the program's
 * environment is told which module to load, and in the end LTTng's count is held against ours.
 * Called by main, before the keeper is started and after it has recorded. */
#ifndef THREADLANE_COLLECT_LTTNG_RUN_H
#define THREADLANE_COLLECT_LTTNG_RUN_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/collect/lttng_outcome.h"
#include "tracer/format/trace_sink.h"
#include "tracer/record/pool.h"

struct lttng_run {
    bool is_on;
    bool is_remote;        /* LTTng sends its trace away, where nobody can count it */
    char output[PATH_MAX]; /* the folder that LTTng writes, or the URL where it sends all */
    char name[128];        /* of the session: the trace's, and a number */
    char view_url[512];    /* for trace-view, of a session that a relay daemon gets; else "" */
    pid_t pid;             /* of the process that talks to LTTng */
    int link;              /* to it; the keeper has it, too, so that LTTng outlives trace-run */
};

/* What the recorder says of the program's own events. */
struct lttng_expectation {
    uint64_t event_count;
    uint32_t cut_threads;        /* stopped wherever they were: each may be short of one event */
    uint32_t untapped_processes; /* could not load the module */
    uint64_t untaken;            /* events that LTTng did not want */
};

/* When everything has been recorded, in the keeper. */
void lttng_run_expect(struct lttng_expectation *expected, const struct pool_header *pool,
                      uint64_t event_count);

/* LTTng records from here on. `trace` is the path of our own trace: NAME.json goes with NAME.lttng,
 * where an older recording of LTTng's is replaced. `url`, if not NULL, is where LTTng sends all
 * instead. False: the error says why. */
bool lttng_run_begin(struct lttng_run *run, const char *trace, const char *url,
                     struct trace_error *error);

/* Ends it; it is on. The outcome says whether LTTng has recorded what it should have.
 * `raw_directory` has the complete recording. */
void lttng_run_end(struct lttng_run *run, const char *raw_directory,
                   const struct lttng_expectation *expected, struct lttng_outcome *outcome);
/* The same when there is nothing to compare: the program did not run, or its recording is not
 * complete. */
void lttng_run_abandon(struct lttng_run *run);

#endif
