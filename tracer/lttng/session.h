/* One LTTng session with our tracepoints, through liblttng-ctl: buffers for each process, because
 * those shared by a user's processes hang when one is killed amid an event. A thread that finds
 * them full waits a little; what does not fit then is discarded and counted. One thread. */
#ifndef THREADLANE_LTTNG_SESSION_H
#define THREADLANE_LTTNG_SESSION_H

#include <stdbool.h>
#include <stddef.h>

/* Creates the session and starts it. `url` or, if that is empty, `output` says where it goes.
 * False: the error says why, and nothing is left of it. */
bool session_open(const char *name, const char *output, const char *url, char *error, size_t size);

/* Stops and destroys it; what was recorded is complete then. */
bool session_close(const char *name, char *error, size_t size);

#endif
