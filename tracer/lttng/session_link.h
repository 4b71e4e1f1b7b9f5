/* What trace-run and its LTTng process (tracer/lttng/session_process.c) say to each other, over a
 * socket that keeps messages apart. The process says one report when LTTng is ready; trace-run, one
 * request when the program has ended; the process, the last report. Whoever sees the other end
 * closed goes on alone. */
#ifndef THREADLANE_LTTNG_SESSION_LINK_H
#define THREADLANE_LTTNG_SESSION_LINK_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Its arguments, in this order. All are given; an empty one is none. */
enum session_argument {
    SESSION_LINK = 1, /* the number of its end of the socket */
    SESSION_NAME,     /* of the session, unique */
    SESSION_OUTPUT,   /* the folder that LTTng writes, an absolute path */
    SESSION_URL,      /* or where it sends everything instead */
    SESSION_MODULE,   /* path of the tracepoints' module */
    SESSION_PLACE,    /* a folder for the daemon alone, removed at the end */
    SESSION_ARGUMENT_COUNT
};

struct session_request {
    char raw_directory[PATH_MAX]; /* of the complete recording: its own words go to LTTng, too */
};

struct session_report {
    bool is_good;         /* else the error says why; the counts may still be there */
    bool was_counted;     /* what LTTng wrote could be read */
    uint64_t event_count; /* that LTTng recorded, as often as the recorder counts them */
    uint64_t discarded;   /* that LTTng says it had no room for */
    char error[400];
};

/* Each process has so many buffers for each processor, in /dev/shm; their size is what leaves room
 * for SESSION_PROCESSES processes, within these limits. */
#define SESSION_BUFFER_COUNT 4u
#define SESSION_BUFFER_LEAST (16u << 10)
#define SESSION_BUFFER_MOST  (1u << 20)
#define SESSION_PROCESSES    32u

#endif
