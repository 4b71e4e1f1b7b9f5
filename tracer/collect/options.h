/* The command line of trace-run, as plain data. */
#ifndef THREADLANE_COLLECT_OPTIONS_H
#define THREADLANE_COLLECT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/analysis/finding.h"
#include "tracer/format/trace_sink.h"

enum options_result { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_WRONG };

#define OPTIONS_OUTPUTS 2 /* one a format */

struct options {
    const char *outputs[OPTIONS_OUTPUTS]; /* none: named after the program */
    size_t output_count;
    const char *report; /* NULL: none */
    bool waits_on_hang; /* else a program that can no longer end is stopped */
    double stop_after;  /* seconds, 0: never */
    double time_scale;
    bool is_virtual_time;
    bool is_viewed; /* by a trace-view that is started with it */
    bool uses_lttng;
    const char *lttng_url; /* where LTTng sends its trace; NULL: to a folder beside ours */
    enum language language;
    char **program; /* its name and arguments, ended by NULL; borrowed from argv */
};

/* Reads argv, and speaks its language from then on; the program's own options are left alone.
 * WRONG: the error says what. */
enum options_result options_read(struct options *options, int argc, char **argv,
                                 struct trace_error *error);

/* What --help prints: messages, ended by NULL. Static. */
const char *const *options_help(void);

#endif
