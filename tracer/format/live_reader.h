/* Follows a live session of LTTng: what a relay daemon has received of it so far, and what comes. A
 * process of its own (tracer/format/reading_process.h) holds the connection, so that nobody here
 * waits for the network. */
#ifndef THREADLANE_FORMAT_LIVE_READER_H
#define THREADLANE_FORMAT_LIVE_READER_H

#include <stdbool.h>

#include "tracer/format/reading_process.h"

/* Whether it names a session, or a relay daemon: net://HOST[:PORT][/host/NAME/SESSION]. */
bool live_reader_is_url(const char *path);

/* A reading that goes on until the session ends. Without /host/…, the only session that the daemon
 * has is meant. NULL: a process cannot be had; the error says why. */
struct reading_process *live_reader_begin(const char *url, struct trace_error *error);

#endif
