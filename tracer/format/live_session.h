/* Which live session of LTTng is meant: asks the relay daemon what it has. */
#ifndef THREADLANE_FORMAT_LIVE_SESSION_H
#define THREADLANE_FORMAT_LIVE_SESSION_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>

#include "tracer/format/trace_sink.h"

struct live_session {
    char relay[256]; /* net://HOST[:PORT] */
    char name[256];  /* HOST/SESSION */
};

/* `source` is the library's class for live sessions. False: nobody answers, or there is no such
 * session, or several may be meant; the error says which, and what there is. */
bool live_session_find(struct live_session *session, const char *url,
                       const bt_component_class_source *source, struct trace_error *error);

#endif
