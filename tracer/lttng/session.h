/* One LTTng session with our tracepoints, through liblttng-ctl: buffers for each process, because
 * those shared by a user's processes hang when one is killed amid an event. A thread that finds
 * them full waits a little; what does not fit then is discarded and counted. One thread. */
#ifndef THREADLANE_LTTNG_SESSION_H
#define THREADLANE_LTTNG_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Creates the session and starts it. `url` or, if that is empty, `output` says where it goes. One
 * that goes to a relay daemon is live: it can be read there while it grows. That costs next to
 * nothing, and nobody can ask for it afterwards. False: the error says why, and nothing is left. */
bool session_open(const char *name, const char *output, const char *url, char *error, size_t size);

/* Whether the daemon has it; asks, and so waits for the daemon. */
bool session_answers(const char *name);

/* Stops and destroys it; what was recorded is complete then. `discarded`: events for which there
 * was no room, as the daemon counts them. */
bool session_close(const char *name, bool is_live, uint64_t *discarded, char *error, size_t size);

/* Whether one that goes there is live. */
bool session_is_live(const char *url);

#endif
