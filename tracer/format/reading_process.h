/* Reads in a process of its own. A library that reads what strangers wrote may crash, end the
 * program, print, or never come to an end; then only that process is gone, and the reason is a
 * sentence like any other. What it reads comes through a pipe, record by record. */
#ifndef THREADLANE_FORMAT_READING_PROCESS_H
#define THREADLANE_FORMAT_READING_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

typedef bool (*reading_function)(const char *path, const struct trace_sink *sink,
                                 struct trace_error *error);

struct reading_limit {
    uint64_t memory_size; /* beyond what the program has mapped already; bytes */
    uint64_t seconds;     /* of computing; 0: no limit */
};

/* Calls `read` in a child of this process, with standard input, output and error at /dev/null, and
 * hands on to `sink` what it finds. False: refused, by the reader or by the sink, or the child did
 * not end by itself; the error says which. */
bool reading_process_run(reading_function read, const char *path, struct reading_limit limit,
                         const struct trace_sink *sink, struct trace_error *error);

/* ---- readings that go on ---- */

/* The other end of such a reading: the function keeps what it has read, and hands over all of it
 * each time it is asked, as one trace that has grown. */
struct reading_process;

enum reading_news {
    READING_GOES_ON,
    READING_ENDED,  /* nothing comes any more */
    READING_BROKEN, /* as well, and the error says why */
};

/* NULL: the error says why. */
struct reading_process *reading_process_begin(reading_function read, const char *path,
                                              struct reading_limit limit,
                                              struct trace_error *error);
/* Asks, waits until there is something new, and hands it on; for the first word of it at most so
 * long, -1 is for ever. What was handed on is whole unless `news` is READING_BROKEN and nothing
 * came. */
enum reading_news reading_process_ask(struct reading_process *process, int limit_ms,
                                      const struct trace_sink *sink, struct trace_error *error);
/* Ends the asking that goes on in another thread: it is told to be broken. */
void reading_process_interrupt(struct reading_process *process);
void reading_process_end(struct reading_process *process); /* accepts NULL */

/* For the function, with the sink it was given: whether somebody asks, within so many ms (-1: for
 * ever); and that all there is has been handed over. A process whose parent has gone ends here. */
bool reading_process_is_asked(const struct trace_sink *sink, int timeout_ms);
void reading_process_say_so_far(const struct trace_sink *sink);

#endif
