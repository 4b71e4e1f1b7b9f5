/* A recording that is still being made, read again and again: a live session of LTTng at a relay
 * daemon, or the folder that trace-run writes while the program runs. Each reading is a whole
 * trace, for what comes later decides what came before: of two clocks the last one is right, an
 * address gets its source line at the end, a wait its verdict. What has been read before is in it
 * again.
 *
 * Made in one thread and then used in one, but for trace_follow_interrupt. */
#ifndef THREADLANE_MODEL_TRACE_FOLLOW_H
#define THREADLANE_MODEL_TRACE_FOLLOW_H

#include <stdbool.h>

#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

enum follow_news {
    FOLLOW_GOES_ON,
    FOLLOW_ENDED,  /* this is all of it */
    FOLLOW_BROKEN, /* as well, and the error says why there is no more */
};

struct trace_follower;

/* Whether it is something that only can be followed: the URL of a live session. */
bool trace_follow_is_live(const char *path);

/* Follows a live session. Before this process has a second thread. NULL: the error says why. */
struct trace_follower *trace_follow_live(const char *url, struct trace_error *error);
/* Follows the folder of a raw recording. When it is gone, the finished trace is at `path`, which
 * may be the folder itself; the traces are called after it. */
struct trace_follower *trace_follow_folder(const char *folder, const char *path);

/* Waits until there is more, or for the first time until there is anything at all, which may be no
 * event. The caller destroys the trace. NULL, with FOLLOW_BROKEN: there is none, for the reason
 * that the error says, or because of trace_follow_interrupt. */
struct trace *trace_follow_next(struct trace_follower *follower, enum follow_news *news,
                                struct trace_error *error);
/* Ends the waiting that goes on in another thread, or that would come. */
void trace_follow_interrupt(struct trace_follower *follower);
void trace_follow_end(struct trace_follower *follower); /* accepts NULL */

#endif
