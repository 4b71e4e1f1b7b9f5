/* What trace-run says at the end, on stderr: how much was recorded, what it means, and where the
 * trace is. In the language of the verdict. */
#ifndef THREADLANE_COLLECT_SUMMARY_H
#define THREADLANE_COLLECT_SUMMARY_H

#include <stdbool.h>
#include <stdio.h>

#include "tracer/analysis/finding.h"
#include "tracer/collect/lttng_outcome.h"

struct summary {
    const char *program;       /* as the person called it */
    const char *output;        /* where the trace is; NULL: nowhere yet, the program runs on */
    const char *second_output; /* NULL: none */
    const char *viewer_folder; /* what to type before "trace-view": "bin/", or "" */
    const struct analysis *analysis;
    bool was_renamed; /* so many events that the output became the raw recording */
};

void summary_print(FILE *file, const struct summary *summary);

/* What LTTng has of it, and what nobody here can know. */
void summary_print_lttng(FILE *file, const struct lttng_outcome *outcome, enum language language);

#endif
